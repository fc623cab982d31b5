#!/usr/bin/env python3
"""An agent that only pretends: serves the page and answers its requests from memory.

    mock_agent.py [--port PORT] [--conversations N] [--messages N] [--state none|locked|open]

For work on the page without a build, and for threads longer than a test has time to send.
"""

import argparse
import datetime
import http.server
import json
import os
import queue
import random
import sys
import threading
import time
import urllib.parse

ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "..", "..", "Sources", "CWebAssets", "assets")
TOKEN = "mock-token"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
          "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          "require-trusted-types-for 'script'")
TYPES = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
         "js": "text/javascript; charset=utf-8", "json": "application/json; charset=utf-8",
         "svg": "image/svg+xml"}
WORDS = ("the moon is down and nobody keeps a record of it while we walk along the river towards "
         "the old mill where the lanterns are lit every evening by somebody we never see").split()
QR = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges">'
      '<path fill="#fff" d="M0 0h29v29H0z"/><path d="{}"/></svg>')


class Refusal(Exception):
    def __init__(self, status, code, message=""):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def stamp(moment):
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z")


class World:
    """The account that the mock has."""

    def __init__(self, state="open", conversations=0, messages=0, seed=1):
        self.random = random.Random(seed)
        self.state, self.locked, self.name = state, False, "Ada"
        self.lock = threading.RLock()
        self.conversations, self.threads, self.members, self.invites = {}, {}, {}, {}
        self.profile_picture, self.pictures, self.files = None, {}, {}
        self.people, self.history, self.transfers = [], {}, {}
        self.listeners = []
        self.requests = []
        self.failing = None
        now = datetime.datetime.now(datetime.timezone.utc)
        for number in range(conversations):
            count = messages if number == 0 else messages // 50
            body = self.add(f"Contact {number}", phase="active")
            for index in range(count):
                self.put(body["id"], "Contact" if self.random.random() < 0.6 else None,
                         self.sentence(), at=now - datetime.timedelta(minutes=7 * (count - index)),
                         tell=False)
            body["readSequence"] = body["lastSequence"]
            body["unread"] = 0

    def sentence(self):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, 40)))

    def add(self, name, phase="active", group=False, **more):
        body = {"id": f"{self.random.getrandbits(128):032x}", "name": name, "phase": phase,
                "group": group, "members": 2, "verified": False, "waiting": 0, "heldBack": 0,
                "settings": {"pinned": False, "muted": False, "archived": False, "blocked": False,
                             "receipts": False, "typing": False, "lifetime": None, "reads": []},
                "notice": None, "unread": 0, "lastSequence": 0, "readSequence": 0, "draft": "",
                **more}
        self.conversations[body["id"]] = body
        self.threads[body["id"]] = []
        return body

    def put(self, conversation, author, text, kind="text", state=None, at=None, tell=True):
        with self.lock:
            body = self.conversations[conversation]
            body["lastSequence"] += 1
            message = {
                "id": f"{self.random.getrandbits(128):032x}", "conversation": conversation,
                "contact": body["name"], "from": author, "text": text, "kind": kind,
                "sentAt": stamp(at or datetime.datetime.now(datetime.timezone.utc)),
                "state": state or ("delivered" if author is None and kind == "text" else "received"),
                "sequence": body["lastSequence"]}
            self.threads[conversation].append(message)
            if author is not None and kind == "text":
                body["unread"] += 1
            elif body["readSequence"] == body["lastSequence"] - 1:
                body["readSequence"] += 1
            if tell:
                self.tell("message", message)
                self.tell("conversation", body)
            return message

    def tell(self, name, body):
        for listener in list(self.listeners):
            listener.put((name, body))

    def set_state(self, message, state):
        message["state"] = state
        self.tell("message", message)

    def status(self):
        return {"version": "0.1.0", "connection": {"state": "connected"}, "trouble": None,
                "name": self.name, "deployment": "our town", "leader": "leader.example:7000",
                "proxy": "", "scheduling": "fair", "conversations": len(self.conversations),
                "waiting": sum(one["waiting"] for one in self.conversations.values()),
                "rounds": {"milliseconds": 1000, "prepared": 1, "cover": 1, "skipped": 0,
                           "answered": 1, "missed": 0},
                "dailyUploadBytes": 142_000_000, "dailyDownloadBytes": 214_000_000}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.route("GET")

    def do_POST(self):
        self.route("POST")

    def do_PUT(self):
        self.route("PUT")

    def do_DELETE(self):
        self.route("DELETE")

    def route(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length)
        address = urllib.parse.urlsplit(self.path)
        try:
            if not address.path.startswith("/api/v1/"):
                return self.asset(address.path)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                raise Refusal(401, "wrong-token")
            path = address.path.removeprefix("/api/v1/")
            self.world.requests.append((method, path))
            query = dict(urllib.parse.parse_qsl(address.query))
            self.data = data
            is_json = "json" in (self.headers.get("Content-Type") or "")
            self.api(method, path, query, json.loads(data) if data and is_json else {})
        except Refusal as refusal:
            self.refuse(refusal)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def refuse(self, refusal):
        try:
            self.answer(refusal.status, {"error": {
                "code": refusal.code, "message": refusal.message}})
        except (BrokenPipeError, ConnectionResetError):
            pass

    def asset(self, path):
        name = os.path.normpath(ASSETS + ("/index.html" if path == "/" else path))
        if not os.path.isfile(name):
            raise Refusal(404, "not-found")
        with open(name, "rb") as file:
            self.send(200, file.read(), TYPES.get(name.rsplit(".", 1)[-1], "text/plain"))

    def send(self, status, content, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def answer(self, status, body=None):
        self.send(status, b"" if body is None else json.dumps(body).encode(), "application/json")

    def api(self, method, path, query, body):
        world = self.world
        if path == "session":
            return self.answer(200, {
                "state": world.state, "screenLocked": world.locked, "version": "0.1.0",
                "name": world.name if world.state == "open" else None})
        if path == "unlock":
            if body["passphrase"] != "correct horse":
                raise Refusal(403, "wrong-passphrase", "wrong passphrase")
            world.state, world.locked = "open", False
            return self.answer(200, {})
        if path == "join/preview":
            if not body["link"].startswith("moonless:join/"):
                raise Refusal(422, "bad-link", "a link must begin with moonless:join/")
            return self.answer(200, {
                "deployment": "our town", "leader": "leader.example:7000",
                "helper": "helper.example:7001", "roundMilliseconds": 1000,
                "dailyUploadBytes": 142_000_000, "dailyDownloadBytes": 214_000_000})
        if path == "join":
            world.state, world.name = "open", body["name"]
            return self.answer(201, {})
        if path == "restoration":
            if method == "PUT":
                if not self.data.startswith(b"moonless backup\n"):
                    raise Refusal(422, "bad-backup")
                return self.answer(201, {"bytes": len(self.data), "opensBy": "passphrase"})
            if body["passphrase"] != "correct horse":
                raise Refusal(403, "wrong-passphrase", "wrong passphrase")
            world.state = "open"
            return self.answer(201, {"conversations": 0, "messages": 0, "session": {}})
        if path == "passphrase":
            if body["passphrase"] != "correct horse":
                raise Refusal(403, "wrong-passphrase", "wrong passphrase")
            return self.answer(204)
        if path == "settings":
            return self.answer(200, {"autoLockMinutes": 0, "language": ""})
        if world.locked or world.state != "open":
            raise Refusal(423, "locked", "the account is locked")
        if world.failing and method == "POST" and path.endswith("messages"):
            raise world.failing
        parts = path.split("/")
        handler = getattr(self, f"{method.lower()}_{parts[0].replace('-', '_')}", None)
        if handler is None:
            raise Refusal(404, "not-found")
        handler(parts[1:], query, body)

    def get_status(self, *_):
        self.answer(200, self.world.status())

    def get_conversations(self, parts, query, _):
        world = self.world
        if not parts:
            return self.answer(200, {"conversations": list(world.conversations.values())})
        thread = world.threads.get(parts[0])
        if thread is None:
            raise Refusal(404, "no-such-contact")
        if parts[1] == "safety-number":
            verified = world.conversations[parts[0]]["verified"]
            return self.answer(200, {
                "number": " ".join(f"{12345 + 4711 * place:05d}" for place in range(12)),
                "verified": verified})
        if parts[1] == "picture":
            return self.picture(world.pictures.get(parts[0]))
        if parts[1] == "pinned":
            return self.answer(200, {"messages": [one for one in thread if one.get("pinned")]})
        if parts[1] == "files":
            kind, content = world.files[self.message(parts)["id"]]
            return self.send(200, content, kind)
        limit = int(query.get("limit", 50))
        if parts[1] == "history":
            found = world.history.get(parts[0], [])[int(query.get("after", 0)):][:limit]
            return self.answer(200, {"messages": found})
        if "after" in query:
            found = thread[int(query["after"]):][:limit]
        else:
            found = thread[-limit:]
        self.answer(200, {"messages": found})

    def picture(self, content):
        if content is None:
            raise Refusal(404, "not-found")
        self.send(200, content, "image/png")

    def get_profile(self, parts, *_):
        if parts:
            return self.picture(self.world.profile_picture)
        self.answer(200, {"name": self.world.name, "picture": bool(self.world.profile_picture)})

    def put_profile(self, parts, _, body):
        if parts:
            self.world.profile_picture = self.data
        else:
            self.world.name = body["name"]
        self.get_profile([])

    def delete_profile(self, *_):
        self.world.profile_picture = None
        self.get_profile([])

    def get_requests(self, *_):
        self.answer(200, {"requests": self.world.people})

    def take_request(self, parts):
        person = next(one for one in self.world.people if one["id"] == parts[0])
        self.world.people.remove(person)
        self.world.tell("requests", {})
        return person

    def post_requests(self, parts, _, body):
        person = self.take_request(parts)
        self.answer(201, self.world.add(body["name"] or person["name"]))

    def delete_requests(self, parts, *_):
        self.take_request(parts)
        self.answer(204)

    def get_transfers(self, parts, query, _):
        if parts:
            size = int(query["bytes"])
            if size > 262_144:
                raise Refusal(413, "file-too-large", "at most 256 KiB")
            return self.answer(200, {"bytes": size, "rounds": size // 920 + 3, "limit": 262_144,
                                     "seconds": size // 920 + 3})
        self.answer(200, {"transfers": list(self.world.transfers.values())})

    def post_import(self, parts, query):
        if b"3/4" in self.data and "dates" not in query:
            raise Refusal(422, "ambiguous-dates")
        if b":" not in self.data:
            raise Refusal(422, "bad-import")
        world = self.world
        isMe = "me" in query
        lines = [line.decode().split(": ", 1) for line in self.data.splitlines() if b": " in line]
        known = len(world.history.get(parts[0], []))
        if isMe and not known:
            world.history[parts[0]] = [
                {"id": f"{number:032x}", "conversation": parts[0], "contact": "", "kind": "text",
                 "from": None if who == query["me"] else who, "text": text, "state": "received",
                 "sentAt": f"2022-03-04T10:{number:02d}:00.000Z", "sequence": number + 1,
                 "imported": True} for number, (who, text) in enumerate(lines)]
        problems = [{"line": 1, "reason": "a line before the first message",
                     "text": line.decode()} for line in self.data.splitlines() if b": " not in line]
        self.answer(201, {"found": len(lines), "imported": 0 if known or not isMe else len(lines),
                          "known": known if isMe else 0, "problems": problems,
                          "authors": sorted({who for who, _ in lines})})

    def message(self, parts):
        return self.world.threads[parts[0]][int(parts[2]) - 1]

    def put_conversations(self, parts, _, body):
        if parts[1] == "settings":
            self.world.conversations[parts[0]]["settings"].update(body)
            return self.answer(204)
        if parts[1] == "files":
            transfer = world_transfer(self.world, self.message(parts))
            transfer["state"] = "paused" if body["paused"] else "underway"
            self.world.tell("transfer", transfer)
            return self.answer(204)
        if parts[1] == "lifetime":
            self.world.conversations[parts[0]]["settings"]["lifetime"] = body
            return self.answer(200, self.world.conversations[parts[0]])
        if parts[1] == "messages":
            message = self.message(parts)
            if len(parts) == 3:
                message.update(text=body["text"], editedAt=message["sentAt"])
            elif parts[3] == "pin":
                message["pinned"] = body["pinned"]
            else:
                others = [one for one in message.get("reactions", []) if one["from"] is not None]
                own = [{"from": None, "emoji": body["emoji"]}] if body["emoji"] else []
                message["reactions"] = others + own
            return self.answer(200, message)
        self.world.conversations[parts[0]]["draft"] = body["text"]
        self.answer(204)

    def post_conversations(self, parts, query, body):
        world = self.world
        if parts[1] == "import":
            return self.post_import(parts, query)
        if parts[1] == "files":
            message = world.put(parts[0], None, query.get("caption", ""), kind="file",
                                state="queued", tell=False)
            message["file"] = {"name": query["name"], "role": query["role"], "size": len(self.data),
                               "type": self.headers["Content-Type"], "state": "underway"}
            world.files[message["id"]] = (self.headers["Content-Type"], self.data)
            world.tell("message", message)
            return self.answer(201, message)
        conversation = world.conversations[parts[0]]
        if parts[1] == "read":
            conversation["readSequence"] = max(conversation["readSequence"], body["sequence"])
            conversation["unread"] = len([
                one for one in world.threads[parts[0]][conversation["readSequence"]:]
                if one["from"] is not None])
            self.answer(204)
            return world.tell("conversation", conversation)
        if parts[1] == "verified":
            if body["number"] and body["number"][:5] != "12345":
                raise Refusal(409, "safety-number-differs")
            conversation["verified"] = body["verified"]
            return self.answer(200, conversation)
        message = world.put(parts[0], None, body["text"], state="queued", tell=False)
        if "replyTo" in body:
            old = next(one for one in world.threads[parts[0]] if one["id"] == body["replyTo"])
            message["reply"] = {"id": old["id"], "sequence": old["sequence"], "from": old["from"],
                                "text": old["text"], "seen": True}
        world.tell("message", message)
        self.answer(201, message)
        threading.Timer(0.8, world.set_state, (message, "published")).start()
        threading.Timer(1.8, world.set_state, (message, "delivered")).start()

    def get_invites(self, *_):
        self.answer(200, {"invites": list(self.world.invites.values())})

    def post_invites(self, _, __, body):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=14)
        conversation = self.world.add(body.get("name") or "?", phase="invited")
        if body.get("reusable"):
            self.world.conversations.pop(conversation["id"])
        invite = {"conversation": conversation["id"], "name": body.get("name") or "",
                  "link": "moonless:invite/" + "QWJjZGVm" * 24, "expiresAt": stamp(until),
                  "reusable": body.get("reusable", False)}
        self.world.invites[conversation["id"]] = invite
        self.answer(201, invite)

    def delete_invites(self, parts, *_):
        self.world.invites.pop(parts[0])
        self.world.conversations.pop(parts[0], None)
        self.answer(204)

    def post_accept(self, _, __, body):
        if not body["link"].startswith("moonless:invite/"):
            raise Refusal(422, "bad-link")
        self.answer(201, self.world.add(body["name"] or "?", phase="knocking"))

    def delete_conversations(self, parts, query, _):
        if len(parts) == 1:
            self.world.conversations.pop(parts[0])
            self.answer(204)
            return self.world.tell("forgotten", {"conversation": parts[0]})
        message = self.message(parts)
        if "everyone" in query:
            message.update(text="", deleted=True)
            self.world.tell("message", message)
        else:
            self.world.tell("removed", {"conversation": parts[0], "id": message["id"],
                                        "sequence": message["sequence"]})
        self.answer(204)

    def get_search(self, _, query, __):
        found = [one for thread in self.world.threads.values() for one in thread
                 if query["q"].lower() in one["text"].lower() and one["kind"] == "text"]
        self.answer(200, {"messages": found[:30]})

    def post_groups(self, parts, _, body):
        world = self.world
        if parts:
            until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=14)
            return self.answer(201, {"conversation": "x", "name": "", "expiresAt": stamp(until),
                                     "link": "moonless:invite/" + "QWJjZGVm" * 24})
        group = world.add(body["name"], group=True, members=1 + len(body["contacts"]))
        world.members[group["id"]] = [
            {"id": "own", "name": world.name, "role": "administrator", "own": True, "contact": None},
            *({"id": one, "name": world.conversations[one]["name"], "role": "member", "own": False,
               "contact": one} for one in body["contacts"])]
        self.answer(201, group)

    def get_groups(self, parts, *_):
        self.answer(200, {"members": self.world.members.get(parts[0], [])})

    def put_groups(self, parts, _, body):
        if len(parts) > 1:
            for member in self.world.members[parts[0]]:
                if member["id"] == parts[2]:
                    member["role"] = "administrator"
        else:
            self.world.conversations[parts[0]]["name"] = body["name"]
            self.world.tell("conversation", self.world.conversations[parts[0]])
        self.answer(202)

    def delete_groups(self, parts, *_):
        if len(parts) > 1:
            self.world.members[parts[0]] = [
                one for one in self.world.members[parts[0]] if one["id"] != parts[2]]
        else:
            self.world.conversations[parts[0]]["phase"] = "left"
        self.answer(202)

    def get_my_data(self, *_):
        fields = [("account.slot", "41", 8), ("account.generation", "9182736455463728190", 8),
                  ("account.key", "5f" * 32, 32), ("account.occupied", "1", 1),
                  ("bells.bell", "9a" * 16, 16),
                  ("planes.cells (SHA-256 of each)", "c3" * 4096, 4096)]
        server = [{"field": name, "value": value, "bytes": size, "meaning": "?"}
                  for name, value, size in fields]
        self.answer(200, {
            "servers": [{"server": "leader", "fields": server},
                        {"server": "helper", "fields": server}],
            "equal": True, "others": [
                {"what": "network address", "answer": "in memory while connected", "detail": ""},
                {"what": "location", "answer": "not held", "detail": ""},
                {"what": "conversation partners", "answer": "not held", "detail": ""},
                {"what": "times (of making the account)", "answer": "not held", "detail": ""}]})

    def post_qr(self, *_):
        picture = random.Random(7)
        path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for x in range(21) for y in range(21)
                       if picture.random() < 0.5)
        self.send(200, QR.format(path).encode(), "image/svg+xml")

    def put_open(self, *_):
        self.answer(204)

    def put_scheduling(self, *_):
        self.answer(204)

    def post_lock(self, *_):
        self.world.locked = True
        self.answer(200, {})
        self.world.tell("session", {"screenLocked": True})

    def get_events(self, *_):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        listener = queue.Queue()
        self.world.listeners.append(listener)
        listener.put(("hello", {"listener": f"listener-{id(listener)}"}))
        listener.put(("connection", {"state": "connected"}))
        number = int(time.time())
        try:
            while True:
                try:
                    name, body = listener.get(timeout=1)
                except queue.Empty:
                    number += 1
                    name, body = "round", {"round": number, "answered": True}
                self.wfile.write(f"event: {name}\ndata: {json.dumps(body)}\n\n".encode())
                self.wfile.flush()
        finally:
            self.world.listeners.remove(listener)
            self.close_connection = True


def world_transfer(world, message):
    return world.transfers.setdefault(message["id"], {
        "conversation": message["conversation"], "message": message["id"],
        "sequence": message["sequence"], "outgoing": message["from"] is None,
        "bytes": message["file"]["size"], "doneBytes": 0, "state": "underway", "secondsLeft": 60})


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        # A browser that hangs up is no error.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def serve(world, port=0):
    """Starts the mock; its address with the token, and the server."""
    handler = type("BoundHandler", (Handler,), {"world": world})
    server = Server(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/#token={TOKEN}", server


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--conversations", type=int, default=3)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--state", choices=["none", "locked", "open"], default="open")
    options = parser.parse_args()
    address, _ = serve(World(options.state, options.conversations, options.messages), options.port)
    print(address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
