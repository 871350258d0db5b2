"""Stands in for the MTProto service: what it sends it also receives, and it keeps all in its session."""

import json
import os
from pathlib import Path

from ports import TELEGRAM_MTPROTO
from web import Answer, serve

SESSION = Path(os.environ.get("SESSION_FILE", "session/messages.jsonl"))


def messages(_body: bytes) -> Answer:
    lines = SESSION.read_text("utf-8").splitlines() if SESSION.exists() else []
    return 200, [json.loads(line) for line in lines]


def send(body: bytes) -> Answer:
    SESSION.parent.mkdir(parents=True, exist_ok=True)
    with SESSION.open("a", encoding="utf-8") as session:
        session.write(json.dumps({"text": body.decode()}) + "\n")
    return 201, {"sent": True}


def health(_body: bytes) -> Answer:
    return 200, {"session": str(SESSION)}


if __name__ == "__main__":
    serve(
        TELEGRAM_MTPROTO.container,
        {("GET", "/messages"): messages, ("POST", "/messages"): send, ("GET", "/health"): health},
    )
