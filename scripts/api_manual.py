#!/usr/bin/env python3
"""Writes docs/man/moonless-api.5 from docs/api/openapi.json, and from the words for programs in
Sources/Agent/Bodies/ErrorBody.swift. To be run when either changes; a test compares."""

import json
import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

BEGINNING = r""".\" Written by scripts/api_manual.py.
.Dd November 22, 2026
.Dt MOONLESS-API 5
.Os
.Sh NAME
.Nm moonless-api
.Nd the local HTTP interface of moonless agent
.Sh DESCRIPTION
The agent answers HTTP/1.1 with JSON at two doors.
All paths begin with
.Pa /api/v1/ .
.Bl -tag -width Ds
.It The socket
.Pa agent.sock
in the account's home or, if that name has more than 107 bytes,
.Pa $XDG_RUNTIME_DIR/moonless/DIGEST.sock .
Its owner alone can open it, and no token is asked for.
.It The loopback address
.Li http://127.0.0.1:PORT ,
with the page on it.
Every request shows a token of
.Nm moonless Cm web
.Pq Li Authorization: Bearer TOKEN ,
else it is answered 401.
The Host is 127.0.0.1, localhost or [::1] with the port, an Origin one of these; no other page's
request is answered, and there are no cookies.
.El
.Pp
Nothing that is asked here changes what the agent sends on the wire, or when.
Times are ISO 8601 in UTC with milliseconds.
Ids are hexadecimal and local to the account.
.Pp
The same is there for programs:
.Li GET openapi.json ,
or
.Nm moonless Cm api Fl -openapi .
.Sh STAGES
Without an account the routes of an account answer 409
.Li no-account ;
with a closed vault, and at the loopback address with a locked screen, 423
.Li locked .
While the screen is locked only
.Li session , unlock
and
.Li lock
are answered there; the account stays connected, and its keys stay in the agent's memory.
A page's request that nobody's hand has caused carries
.Li Moonless-Background: 1 ,
so that it does not put off the automatic lock.
"""

END = r""".Sh ERRORS
Errors are
.Li {error: {code, message}}
with a fitting status.
Codes:
CODES
.Sh EXAMPLES
.Bd -literal -offset indent
curl --unix-socket ~/.local/share/moonless/agent.sock \e
    http://localhost/api/v1/conversations
.Ed
.Pp
A bot that answers with what it hears, in twenty lines, over the command line and over this
interface:
.Pa examples/echo_bot.py
and
.Pa examples/echo_bot_api.py
in the source.
.Sh SEE ALSO
.Xr moonless 1
"""


def safe(text):
    text = text.replace("\\", "\\e")
    return "\n".join(re.sub(r"^([.'])", r"\\&\1", line) for line in sentences(text))


def sentences(text):
    """One sentence a line, as manuals are written."""
    return [line for line in re.split(r"(?<=[.;:]) (?=[A-Za-z\"'])", " ".join(text.split())) if line]


def brief(schema):
    if "$ref" in schema:
        return schema["$ref"].split("/")[-1]
    required = schema.get("required", [])
    names = list(schema.get("properties", {}))
    return "{" + ", ".join(name if name in required else name + "?" for name in names) + "}"


def operation_text(operation):
    lines = [safe(operation["summary"])]
    for body in operation.get("requestBody", {}).get("content", {}).values():
        lines += ["Takes", ".Li " + brief(body["schema"]) + " ."]
    query = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    for one in query:
        lines += [".Li ?" + one["name"] + "= :", safe(one["schema"].get("description", ""))]
    for status, answer in operation["responses"].items():
        if status == "default":
            lines.append(safe(answer["description"]))
            continue
        content = answer.get("content", {})
        what = ""
        for kind, body in content.items():
            what = brief(body["schema"]) if kind == "application/json" else kind
            if what == "{}":
                what = kind
        if what:
            lines += [f"Answers {status}:", ".Li " + what + " ."]
        else:
            lines.append(f"Answers {status}.")
    if "description" in operation:
        lines.append(safe(operation["description"]))
    return lines


def main():
    with open(os.path.join(ROOT, "docs", "api", "openapi.json")) as file:
        document = json.load(file)
    lines = [BEGINNING.rstrip()]
    for tag in document["tags"]:
        lines += [".Sh " + tag["name"].upper(), safe(tag["description"]), ".Bl -tag -width Ds"]
        for path, operations in sorted(document["paths"].items()):
            name = re.sub(r"\{(\w+)\}", lambda match: match[1].upper(), path[1:])
            for method, operation in operations.items():
                if tag["name"] in operation["tags"]:
                    lines += [f".It Li {method.upper()} {name}"] + operation_text(operation)
        lines.append(".El")
    lines += [".Sh OBJECTS", ".Bl -tag -width Ds"]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += [f".It Li {name}", ".Li " + brief(schema)]
        for property, content in schema.get("properties", {}).items():
            if "description" in content:
                lines += [".br", ".Li " + property + " :", safe(content["description"])]
    lines.append(".El")
    with open(os.path.join(ROOT, "Sources", "Agent", "Bodies", "ErrorBody.swift")) as file:
        words = re.search(r"enum ErrorCode.*?\n}", file.read(), re.S)[0]
    codes = [given or name for name, given in re.findall(r'case (\w+)(?: = "([\w-]+)")?\n', words)]
    rows = [", ".join(codes[start:start + 6]) for start in range(0, len(codes), 6)]
    text = "\n".join(".Li " + row + (" ," if row is not rows[-1] else " .") for row in rows)
    lines.append(END.replace("CODES", text).rstrip())
    with open(os.path.join(ROOT, "docs", "man", "moonless-api.5"), "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
