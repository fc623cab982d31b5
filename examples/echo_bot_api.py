#!/usr/bin/env python3
"""Answers every text with itself: a bot over the agent's API, without any library.

    echo_bot_api.py "$(moonless web --print)"
"""

import json
import sys
import urllib.request

address, token = sys.argv[1].split("/#token=")


def ask(path, body=None):
    request = urllib.request.Request(
        f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"},
        data=None if body is None else json.dumps(body).encode())
    return urllib.request.urlopen(request)


event = ""
for line in ask("events"):
    if line.startswith(b"event: "):
        event = line[7:].strip().decode()
    elif line.startswith(b"data: ") and event == "message":
        message = json.loads(line[6:])
        if message["from"] is not None and message["kind"] == "text":
            ask(f"conversations/{message['conversation']}/messages", {"text": message["text"]})
