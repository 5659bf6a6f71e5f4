"""What processes hold and need is asked of psutil, which knows every system."""

import re
import sys
import time
from pathlib import Path

import psutil
import pytest

from tools import processes

TOOLS = Path(__file__).resolve().parent.parent / "tools"


def test_a_process_that_is_not_there_is_told():
    with pytest.raises(ProcessLookupError, match="started with kernel-0 and --none"):
        processes.largest("kernel-0", "--none")


def test_memory_is_told_in_megabytes():
    code = "held = b'x' * 100_000_000; print(len(held), flush=True); input()"
    with psutil.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1) as other:
        other.stdout.readline()
        found = processes.memory(other.pid)
        other.kill()
    assert 100 < found.own < 150
    assert found.own <= found.shared_out <= found.held


def test_who_watches_sees_what_was_there_in_between(monkeypatch):
    monkeypatch.setattr(processes, "PAUSE", 0.01)
    now = ["before"]
    seen = []
    with processes.watching(lambda: seen.append(now[0])):
        now[0] = "between"
        time.sleep(0.2)
        now[0] = "at the end"
    assert "between" in seen and seen[-1] == "at the end"


def test_what_fails_while_it_is_watched_is_told():
    with pytest.raises(RuntimeError, match="by itself"), processes.watching(lambda: None):
        raise RuntimeError("by itself")


def test_no_tool_reads_what_one_system_alone_has():
    """The commands of `make` are modules, for where there is no make."""
    alone = re.compile(r"/proc\b|^import (resource|fcntl|pwd)|getloadavg|sysconf", re.M)
    texts = {path.name: path.read_text(encoding="utf-8") for path in TOOLS.glob("*.py")}
    # the one that asks for them, and does without
    assert {name for name, text in texts.items() if alone.search(text)} <= {"processes.py"}
