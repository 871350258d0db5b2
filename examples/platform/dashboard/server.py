"""The dashboard: a page of all messages, and a form that sends one."""

import os
from html import escape
from urllib.parse import parse_qs

from ports import DASHBOARD, GATEWAY_API
from web import Answer, ask, serve

GATEWAY = os.environ.get("GATEWAY_API_URL", GATEWAY_API.host_url)
PAGE = """<!doctype html>
<title>Messages</title>
<h1>Messages</h1>
{said}
<form method="post"><input name="text" autofocus><button>Send</button></form>
"""


def page(_body: bytes = b"") -> Answer:
    status, found = ask(f"{GATEWAY}/messages")
    if status != 200:
        return status, PAGE.format(said=f"<p>{escape(str(found))}</p>")
    return 200, PAGE.format(said="".join(f"<p>{escape(one['text'])}</p>\n" for one in found))


def send(body: bytes) -> Answer:
    text = parse_qs(body.decode()).get("text", [""])[0]
    status, said = ask(f"{GATEWAY}/messages", text.encode())
    return page() if status == 201 else (status, PAGE.format(said=f"<p>{escape(str(said))}</p>"))


def health(_body: bytes) -> Answer:
    return 200, {"gateway": GATEWAY}


if __name__ == "__main__":
    serve(DASHBOARD.container, {("GET", "/"): page, ("POST", "/"): send, ("GET", "/health"): health})
