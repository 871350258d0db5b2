"""The gateway: the one service that asks Telegram, for all the others."""

import os
import socket
from urllib.parse import urlsplit

from ports import GATEWAY_API, TELEGRAM_MTPROTO, TELEGRAM_TIMESCALE
from web import PATIENCE, Answer, ask, serve

# Compose says where they are, from inside; without it this runs on the host.
TELEGRAM = os.environ.get("TELEGRAM_MTPROTO_URL", TELEGRAM_MTPROTO.host_url)
DATABASE = os.environ.get("TELEGRAM_TIMESCALE_URL", TELEGRAM_TIMESCALE.host_url)


def messages(_body: bytes) -> Answer:
    return ask(f"{TELEGRAM}/messages")


def send(body: bytes) -> Answer:
    return ask(f"{TELEGRAM}/messages", body)


def health(_body: bytes) -> Answer:
    """Be well only where everything that messages need is reached."""
    status, said = ask(f"{TELEGRAM}/health")
    found = {"telegram-mtproto": "up" if status == 200 else said["error"], "telegram-timescale": connected(DATABASE)}
    return (200 if set(found.values()) == {"up"} else 503), found


def connected(url: str) -> str:
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port), PATIENCE).close()
    except OSError as error:
        return f"{url}: {error}"
    return "up"


if __name__ == "__main__":
    serve(
        GATEWAY_API.container,
        {("GET", "/messages"): messages, ("POST", "/messages"): send, ("GET", "/health"): health},
    )
