"""The web server that every service of the platform is, and the client that they ask one another with."""

import json
import signal
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

Answer = tuple[int, object]
Routes = Mapping[tuple[str, str], Callable[[bytes], Answer]]

PATIENCE = 2.0  # seconds
DIRECT = build_opener(ProxyHandler({}))


def serve(port: int, routes: Routes) -> None:
    """Answer on a port, by method and path, until told to stop."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            route = routes.get((self.command, self.path))
            status, found = route(body) if route else (404, {"error": "nothing is here"})
            page = isinstance(found, str)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8" if page else "application/json")
            self.end_headers()
            self.wfile.write((found if page else json.dumps(found)).encode())

        do_GET = do_POST = answer

    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    ThreadingHTTPServer(("0.0.0.0", port), Handler).serve_forever()


def ask(url: str, body: bytes | None = None) -> Answer:
    """Ask another service; it answers 502, with the reason, where that one does not."""
    try:
        with DIRECT.open(Request(url, body), timeout=PATIENCE) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)
    except (OSError, ValueError) as error:
        return 502, {"error": f"{url}: {getattr(error, 'reason', error)}"}
