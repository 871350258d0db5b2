"""The keys of a registry: one table for the loader and for the JSON Schema."""

from typing import Any

NAME = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]*$"}
TEXT = {"type": ["string", "number"]}
VARIABLE = {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_]*$"}
FLAG = {"type": "boolean"}
PORT = {"type": "integer", "minimum": 1, "maximum": 65535}
NAMES = {"type": "array", "items": NAME}
TEXTS = {"type": "array", "items": TEXT}
STATUS = {"type": "integer", "minimum": 100, "maximum": 599}
EXPOSURE = {"enum": ["direct", "gateway", "internal"]}
TRANSPORT = {"enum": ["tcp", "udp", "sctp"]}
SPAN = {
    "type": ["string", "integer"],
    "pattern": r"^\s*[0-9]+\s*(-\s*[0-9]+\s*)?(,\s*[0-9]+\s*(-\s*[0-9]+\s*)?)*$",
}


def _described(doc: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": doc, **schema}


PORT_KEYS = {
    "name": _described("what the port is for, where a service has several", NAME),
    "container": _described("the port that the container listens on", PORT),
    "host": _described("the port that the host publishes; none where it is not published", PORT),
    "host_ip": _described("the host address that it is bound to; all where not given", TEXT),
    "transport": _described("tcp where not given", TRANSPORT),
    "protocol": _described("what is spoken: http, postgres, …", TEXT),
    "exposure": _described("who may reach it from outside", EXPOSURE),
    "path": _described("the gateway's path that leads to it", TEXT),
}

HEALTHCHECK_KEYS = {
    "endpoint": _described("the path to ask", TEXT),
    "expected": _described("the HTTP status of a service that is well", STATUS),
}

SERVICE_KEYS = {
    "name": _described("the service's name, as its deployment has it", NAME),
    "stack": _described("the stack it belongs to, which is the name of a range", NAME),
    "port": _described("the published side: what the host listens on", PORT),
    "container_port": _described("the container's side; `port` where not given", PORT),
    "ports": _described(
        "several ports, in place of `port`",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": PORT_KEYS,
                "patternProperties": {"^x-": {}},
                "additionalProperties": False,
                "anyOf": [{"required": ["container"]}, {"required": ["host"]}],
            },
        },
    ),
    "protocol": PORT_KEYS["protocol"],
    "transport": PORT_KEYS["transport"],
    "host_ip": PORT_KEYS["host_ip"],
    "exposure": PORT_KEYS["exposure"],
    "gatewayPath": PORT_KEYS["path"],
    "path": PORT_KEYS["path"],
    "owner": _described("the team to ask", TEXT),
    "description": _described("what it does, in a sentence", TEXT),
    "container": _described("false: it runs on the host itself", FLAG),
    "external": _described("true: it runs elsewhere, and nothing here publishes it", FLAG),
    "network": _described("the network it is in", NAME),
    "networks": _described("the networks it is in", NAMES),
    "aliases": _described("other names it answers to", NAMES),
    "paths": _described("the folders that hold its code", TEXTS),
    "env": _described("the variable that holds its port, where that is not NAME_PORT", VARIABLE),
    "alternatives": _described("a group of services that never run together", NAME),
    "depends_on": _described("the services it needs", NAMES),
    "healthcheck": _described(
        "how to ask whether it is well",
        {
            "type": ["object", "null"],
            "properties": HEALTHCHECK_KEYS,
            "patternProperties": {"^x-": {}},
            "additionalProperties": False,
        },
    ),
    "image": _described("the image that it runs, for generated Compose files", TEXT),
    "build": _described("the folder that its image is built from, likewise", TEXT),
    "deprecated": _described("true: nothing new may use it", FLAG),
    "replacement": _described("what to use in its place", {"type": ["string", "null"]}),
    "notes": _described("anything else", TEXT),
}

RANGE_KEYS = {
    "ports": _described("first and last port: 4000-4099; several with commas between", SPAN),
    "within": _described(
        "the range that holds this one on purpose; without it, shared ports are a problem", NAME
    ),
}

TOP_KEYS = {
    "version": _described("the version of this registry", TEXT),
    "lastUpdated": _described("when it was last changed", TEXT),
    "ranges": _described(
        "the ports set aside for each stack",
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    SPAN,
                    {
                        "type": "object",
                        "properties": RANGE_KEYS,
                        "patternProperties": {"^x-": {}},
                        "required": ["ports"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    ),
    "networks": _described(
        "the networks that services may be in; checked where given",
        {"type": ["array", "object"], "items": NAME},
    ),
    "services": _described(
        "the services",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": SERVICE_KEYS,
                "patternProperties": {"^x-": {}},
                "additionalProperties": False,
                "required": ["name"],
            },
        },
    ),
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a registry, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "portlint registry",
        "type": "object",
        "properties": TOP_KEYS,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "required": ["services"],
    }
