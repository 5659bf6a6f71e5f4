"""The download of the outlines: right bytes, wrong bytes, a connection cut off, no server."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools import boundaries

BODY = json.dumps({"type": "FeatureCollection", "features": []}).encode() + b" " * 200_000


class Server(BaseHTTPRequestHandler):
    body, length = BODY, None

    def do_GET(self):
        if self.path == "/none":
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Length", str(self.length or len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setattr(boundaries, "SHA256", hashlib.sha256(BODY).hexdigest())
    monkeypatch.delenv("BOUNDARIES_URL", raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "boundaries" / "outlines.geojson"


@pytest.fixture
def serve(monkeypatch):
    """Start a server with a handler's settings and point the downloader at it."""
    running = []

    def start(path="/outlines.geojson", **settings):
        server = HTTPServer(("127.0.0.1", 0), type("Handler", (Server,), settings))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        monkeypatch.setenv("BOUNDARIES_URL", f"http://127.0.0.1:{server.server_port}{path}")

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def left_behind(target):
    return [path.name for path in target.parent.glob("*")] if target.parent.exists() else []


def test_right_bytes_arrive_whole(serve, target, capsys):
    serve()
    boundaries.main(target)
    assert target.read_bytes() == BODY
    assert left_behind(target) == [target.name]
    assert "is there and whole" in capsys.readouterr().out


def test_a_file_that_is_there_is_not_asked_for_again(serve, target, capsys):
    serve()
    boundaries.main(target)
    serve("/none")
    boundaries.main(target)
    assert target.read_bytes() == BODY


def test_wrong_bytes_are_thrown_away(serve, target):
    serve(body=BODY[:-1] + b"x")
    with pytest.raises(SystemExit, match="something else than the outlines"):
        boundaries.main(target)
    assert left_behind(target) == []


def test_wrong_bytes_do_not_replace_a_good_file(serve, target):
    serve()
    boundaries.main(target)
    target.write_bytes(
        b"damaged"
    )  # no longer right: it is asked for again, and what comes is wrong too
    serve(body=b"wrong")
    with pytest.raises(SystemExit, match="something else"):
        boundaries.main(target)
    assert target.read_bytes() != b"wrong"


def test_cut_off_download_leaves_nothing(serve, target):
    serve(body=BODY[:50_000], length=len(BODY))
    with pytest.raises(SystemExit, match="could not be downloaded|something else"):
        boundaries.main(target)
    assert left_behind(target) == []


def test_missing_page_and_no_server_say_so(serve, target, monkeypatch):
    serve("/none")
    with pytest.raises(SystemExit, match="404.*\n.*approximate cells"):
        boundaries.main(target)
    monkeypatch.setenv("BOUNDARIES_URL", "http://127.0.0.1:9/outlines.geojson")
    with pytest.raises(SystemExit, match="could not be downloaded.*ConnectionRefusedError"):
        boundaries.main(target)
    assert left_behind(target) == []


def test_the_address_is_pinned_to_a_commit_and_a_hash():
    assert "/9469f09592ced973a3448cf66b6100b741b64c0d/" in boundaries.URL
    assert boundaries.SHA256 == "ded11c6a9b558170e7d52a23309106254608f269258e2ccf1ad464c9603fa169"
