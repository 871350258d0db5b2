"""Stands in for the MTProto service: answers its health check, nothing more."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()


HTTPServer(("0.0.0.0", int(os.environ.get("PORT", "4007"))), Handler).serve_forever()
