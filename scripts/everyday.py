#!/usr/bin/env python3
"""Tries the everyday features with real processes on loopback, and once each against a contact that runs
an earlier version of the program.

    everyday.py DIRECTORY-OF-PROGRAMS

MOONLESS_PREVIOUS names the earlier version's `moonless`; without it that part is left out, and said so.
"""

import json
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import web_steps
from deployment import Account, Deployment, Failure, Process, wait_until

PATIENCE = 90


def png(width, height):
    """A picture of many colours."""
    rows = b"".join(
        b"\0" + bytes((x * 7 + y * c * 3) % 256 for x in range(width) for c in (1, 2, 3))
        for y in range(height))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def with_place(jpeg):
    """The picture with an EXIF segment, as a camera writes it."""
    content = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0PLACE-OF-THE-PICTURE"
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def check(condition, what):
    if not condition:
        raise Failure(what)


class World:
    def __init__(self, programs, directory):
        self.directory = directory
        self.moonless = os.path.join(programs, "moonless")
        self.deployment = Deployment(
            os.path.join(programs, "moonlessd"), os.path.join(directory, "servers"))
        self.deployment.start_both()
        self.tickets = self.deployment.tickets(8)
        self.people = []

    def person(self, name, program=None):
        account = Account(program or self.moonless, os.path.join(self.directory, name))
        account.do("join", self.tickets.pop(), "--name", name)
        account.start_agent()
        self.people.append(account)
        return account

    def meet(self, one, name, other, other_name):
        link = one.json("invite", "--name", name)[0]["link"]
        other.do("accept", link, "--name", other_name)
        wait_until(
            lambda: self.phase(one, name) == "active" and self.phase(other, other_name) == "active",
            PATIENCE, f"{name} and {other_name} meet")

    @staticmethod
    def phase(account, peer):
        return next((c["phase"] for c in account.json("contacts") if c["name"] == peer), None)

    def path(self, name, content=None):
        path = os.path.join(self.directory, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def stop(self):
        for account in self.people:
            account.stop()
        self.deployment.stop()


def thread(account, peer):
    return account.json("read", "--events", peer)


def last(account, peer):
    return [m for m in account.json("read", peer)][-1]


def arrives(account, peer, condition, what):
    wait_until(lambda: any(condition(m) for m in account.json("read", peer)), PATIENCE, what)


def messages(world, alice, bob):
    alice.do("send", "Bob", "first")
    arrives(bob, "Alice", lambda m: m["text"] == "first", "a text arrives")
    bob.do("send", "Alice", "--reply", "last", "an answer")
    arrives(alice, "Bob", lambda m: m.get("reply", {}).get("text") == "first", "a reply quotes")
    bob.do("react", "Alice", str(first_text(bob, "Alice")), "👍")
    arrives(alice, "Bob", lambda m: m.get("reactions") == [{"emoji": "👍", "from": "Bob"}],
            "a reaction arrives")
    alice.do("edit", "Bob", str(first_text(alice, "Bob")), "first, changed")
    arrives(bob, "Alice", lambda m: m["text"] == "first, changed" and "editedAt" in m, "an edit arrives")
    refused = alice.run("edit", "Bob", "last", "not mine")
    check(refused.returncode == 78, f"an edit of another's text ends with {refused.returncode}")
    check(alice.run("react", "Bob", "9999", "👍").returncode == 67, "a reaction to nothing is refused")
    alice.do("send", "Bob", "--mention", "Bob", "hello @Bob")
    arrives(bob, "Alice", lambda m: any(x["me"] for x in m.get("mentions", [])), "a mention arrives")
    alice.do("send", "Bob", "to be deleted")
    arrives(bob, "Alice", lambda m: m["text"] == "to be deleted", "the text arrives")
    alice.do("delete", "Bob", "last", "--everyone")
    arrives(bob, "Alice", lambda m: m.get("deleted"), "the deletion arrives")
    bob.do("delete", "Alice", "last")
    check(not any(m.get("deleted") for m in bob.json("read", "Alice")), "deleted for me is gone")
    alice.do("send", "Bob", "to be passed on")
    arrives(bob, "Alice", lambda m: m["text"] == "to be passed on", "the text arrives")
    bob.do("forward", "Alice", "last", "--to", "Alice")
    arrives(alice, "Bob", lambda m: m["text"] == "to be passed on" and m.get("forwarded"),
            "a forwarded text arrives and is marked")
    check(bob.run("forward", "Alice", "last", "--to", "nobody").returncode == 67,
          "nobody is no place to forward to")
    alice.do("pin", "Bob", "last")
    check(len(alice.json("pin", "Bob", "--list")) == 1, "a pinned message is listed")


def first_text(account, peer):
    return next(m["sequence"] for m in account.json("read", peer) if m["kind"] == "text")


def settings(world, alice, bob):
    bob.do("set", "Alice", "--receipts", "on")
    alice.do("send", "Bob", "read this")
    arrives(bob, "Alice", lambda m: m["text"] == "read this", "the text arrives")
    wait_until(lambda: any(c["settings"]["reads"] for c in alice.json("contacts")), PATIENCE,
               "a receipt arrives")
    alice.do("set", "Bob", "--disappearing", "6s", "--from", "sending")
    wait_until(lambda: any(c["settings"].get("lifetime") for c in bob.json("contacts")), PATIENCE,
               "the lifetime arrives")
    alice.do("send", "Bob", "gone soon")
    arrives(bob, "Alice", lambda m: m["text"] == "gone soon", "the text arrives")
    for account, peer in ((alice, "Bob"), (bob, "Alice")):
        wait_until(lambda: all(m["text"] != "gone soon" for m in account.json("read", peer)), 30,
                   "the text disappears")
    reading(alice, bob)
    typing(alice, bob)
    check(alice.run("set", "Bob", "--disappearing", "52143w").returncode == 64,
          "a thousand years are refused")
    alice.do("set", "Bob", "--disappearing", "off")
    for command in ("mute", "archive", "block"):
        alice.do(command, "Bob")
        alice.do(command, "Bob", "--off")


def reading(alice, bob):
    """Messages that last from reading on: nobody reads, nothing goes at the reader's."""
    alice.do("set", "Bob", "--disappearing", "8s", "--from", "reading")
    wait_until(lambda: any(c["settings"].get("lifetime", {}).get("from") == "reading"
                           for c in bob.json("contacts")), PATIENCE, "the lifetime arrives")
    alice.do("send", "Bob", "when it is read")
    wait_until(lambda: any(c["unread"] for c in bob.json("contacts")), PATIENCE, "the text arrives")
    time.sleep(10)
    check(any(m["text"] == "when it is read" for m in bob.json("search", "when")),
          "a message that nobody has read is there still")
    # 'read' is reading.
    arrives(bob, "Alice", lambda m: m["text"] == "when it is read", "the text is read")
    wait_until(lambda: not bob.json("search", "when"), 40, "it disappears after that")


def typing(alice, bob, peer="Alice"):
    """Signs of writing, by the events of the other's agent."""
    bob.do("set", peer, "--typing", "on")
    contact = next(one["id"] for one in bob.json("contacts") if one["name"] == peer)
    alice_page, bob_page = web_steps.Browser(alice), web_steps.Browser(bob)
    heard = []
    thread = threading.Thread(target=listen, args=(alice_page, heard), daemon=True)
    thread.start()
    wait_until(lambda: heard, PATIENCE, "the events")
    for _ in range(20):
        bob_page.do("POST", f"conversations/{contact}/typing")
        time.sleep(1)
        if "event: typing" in heard:
            return
    raise Failure("no sign of writing arrives")


def listen(page, heard):
    request = urllib.request.Request(
        f"{page.address}/api/v1/events", headers={"Authorization": f"Bearer {page.token}"})
    with urllib.request.urlopen(request, timeout=60) as events:
        for line in events:
            heard.append(line.decode().strip())


def chats(world, alice, bob):
    """Two people at terminals: who writes and who has read is seen, and nothing of it before it is wanted."""
    for account, peer in ((alice, "Bob"), (bob, "Alice")):
        account.do("set", peer, "--receipts", "on", "--typing", "on")
    one, other = Terminal(alice, "chat", "Bob"), Terminal(bob, "chat", "Alice")
    try:
        for terminal in (one, other):
            wait_until(lambda: "Ctrl-D ends" in terminal.text(), PATIENCE, "the chat begins")
        for character in "slowly written":
            other.type(character)
            time.sleep(0.3)
        wait_until(lambda: "Bob writing" in one.text(), PATIENCE, "a sign of writing is shown")
        other.type("\r")
        wait_until(lambda: "Bob: slowly written" in one.text(), PATIENCE, "a line arrives")
        wait_until(lambda: "read by Alice" in other.text(), PATIENCE, "it is read")
        check("read by Alice)" in bob.do("read", "Alice"), "and 'read' says so too")
        for terminal in (one, other):
            terminal.type("\x04")
            wait_until(lambda: terminal.process.poll() == 0, 20, "Ctrl-D ends it")
    finally:
        for terminal in (one, other):
            terminal.process.kill()


class Terminal:
    """A command at a terminal of its own."""

    def __init__(self, account, *arguments):
        self.controller, line = pty.openpty()
        self.process = subprocess.Popen(
            [account.moonless, "--home", account.home, *arguments], stdin=line, stdout=line,
            stderr=line, env=dict(account.environment, TERM="xterm"), start_new_session=True)
        os.close(line)
        self.shown = b""
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        try:
            while content := os.read(self.controller, 4_096):
                self.shown += content
        except OSError:
            # The other end is closed: the command has ended.
            pass

    def type(self, text):
        os.write(self.controller, text.encode())

    def text(self):
        return self.shown.decode(errors="replace")


def accounts(world, alice, bob):
    """Several accounts of one person: each is named, apart from the others and from no name."""
    data = world.path("data")
    person = Account(world.moonless, None)
    person.environment["XDG_DATA_HOME"] = data

    def do(*arguments, code=0):
        result = subprocess.run(
            [world.moonless, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, env=person.environment)
        check(result.returncode == code, f"{arguments} ends with {result.returncode}: {result.stderr}")
        return result.stdout

    check(do("accounts") == "", "no account yet")
    do("--account", "../work", "status", code=64)
    for name in ("work", "play"):
        do("--account", name, "join", world.tickets.pop(), "--name", f"Gina at {name}")
    check(do("accounts").split() == ["play", "work"], "both are listed")
    agents = [Process([world.moonless, "agent", "--account", name], world.path(name + ".log"),
                      person.environment) for name in ("work", "play")]
    try:
        for name in ("work", "play"):
            wait_until(lambda: "connected" in open(world.path(name + ".log")).read(), PATIENCE,
                       f"{name} connects beside the other")
            status = json.loads(do("--json", "--account", name, "status"))
            check(status["name"] == f"Gina at {name}", f"{name} is itself: {status['name']}")
    finally:
        for agent in agents:
            agent.stop()


def restored(world, alice, bob):
    """A backup goes through the API into a home without an account."""
    backup = world.path("alice.backup")
    alice.do("backup", backup)
    alice.stop()
    again = Account(world.moonless, os.path.join(world.directory, "again"), "other words")
    world.people.append(again)
    again.agent_options = ["--locked"]
    os.makedirs(again.home, mode=0o700)
    again.start_agent(wait=False)
    wait_until(lambda: "no account" in again.agent.text(), 20, "the agent waits")
    page = web_steps.Browser(again)
    with open(backup, "rb") as file:
        request = urllib.request.Request(
            f"{page.address}/api/v1/restoration", method="PUT", data=file.read(),
            headers={"Authorization": f"Bearer {page.token}"})
    check(json.load(urllib.request.urlopen(request))["opensBy"] == "passphrase", "a backup")
    check(page.refusal("POST", "restoration", {"passphrase": "no"}) == (403, "wrong-passphrase"),
          "a mistyped passphrase")
    answer = page.do("POST", "restoration", {"passphrase": "other words"})
    check(answer["session"]["state"] == "open" and answer["messages"] > 3, f"restored: {answer}")
    check(any(m["text"] == "an answer" for m in again.json("search", "answ")), "the thread is there")
    again.stop()


def profiles(world, alice, bob):
    alice.do("profile", "--picture", world.path("face.png", png(400, 300)))
    wait_until(lambda: any(c["settings"]["picture"] for c in bob.json("contacts")), PATIENCE,
               "the picture arrives")
    check(alice.run("profile", "--picture", world.path("no.png", b"\x89PNG\r\n\x1a\nxx")).returncode
          == 64, "a damaged picture is refused")


def saved(world, account, peer, message):
    path = world.path("saved")
    account.do("file", "save", peer, str(message["sequence"]), "-o", path, "--overwrite")
    with open(path, "rb") as file:
        return file.read()


def comes(account, peer, name):
    def complete(message):
        return message.get("file", {}).get("name") == name \
            and message["file"]["state"] == "complete"
    arrives(account, peer, complete, f"{name} arrives")
    return next(m for m in account.json("read", peer) if complete(m))


def files(world, alice, bob):
    alice.do("file", "send", "Bob", world.path("small.png", png(300, 200)), "--caption", "look")
    jpeg = saved(world, bob, "Alice", comes(bob, "Alice", "small.jpg"))
    check(jpeg[:2] == b"\xff\xd8", "a picture is sent as JPEG")
    camera = world.path("camera.jpg", with_place(jpeg))
    alice.do("file", "send", "Bob", camera)
    clean = saved(world, bob, "Alice", comes(bob, "Alice", "camera.jpg"))
    check(b"PLACE" not in clean and b"Exif" not in clean, "the place is taken out")
    alice.do("file", "send", "Bob", world.path("original.jpg", with_place(jpeg)), "--original")
    check(b"PLACE" in saved(world, bob, "Alice", comes(bob, "Alice", "original.jpg")),
          "the original is sent on request")
    alice.do("file", "send", "Bob", world.path("note.ogg", os.urandom(3_000)), "--voice")
    check(comes(bob, "Alice", "note.ogg")["file"]["role"] == "voice", "a voice note is one")
    data = os.urandom(80_000)
    began = time.monotonic()
    alice.do("file", "send", "Bob", world.path("large.bin", data))
    time.sleep(3)
    alice.do("send", "Bob", "overtakes")
    sent = time.monotonic()
    arrives(bob, "Alice", lambda m: m["text"] == "overtakes", "a text overtakes")
    overtaken = time.monotonic() - sent
    for account in (alice, bob):
        os.kill(account.agent.process.pid, signal.SIGKILL)
        account.agent.process.wait()
        account.start_agent()
    check(saved(world, bob, "Alice", comes(bob, "Alice", "large.bin")) == data,
          "a file survives kill -9 of both")
    print(f"  80,000 bytes in {time.monotonic() - began:.0f} s with both killed; "
          f"a text meanwhile {overtaken:.1f} s")
    alice.do("file", "send", "Bob", world.path("stopped.bin", data))
    alice.do("file", "pause", "Bob", "last")
    check(alice.json("file", "list")[0]["state"] == "paused", "a file rests")
    alice.do("file", "resume", "Bob", "last")
    wait_until(lambda: bob.json("file", "list"), PATIENCE, "the file is announced")
    number = str(bob.json("file", "list")[0]["sequence"])
    bob.do("file", "pause", "Alice", number)
    time.sleep(1)
    before = bob.json("file", "list")[0]
    time.sleep(4)
    check(before["state"] == "paused"
          and bob.json("file", "list")[0]["doneBytes"] == before["doneBytes"],
          "a file that comes rests too")
    bob.do("file", "resume", "Alice", number)
    wait_until(lambda: bob.json("file", "list")[0]["doneBytes"] > before["doneBytes"], PATIENCE,
               "and goes on")
    alice.do("file", "cancel", "Bob", "last")
    check(not alice.json("file", "list"), "a cancelled file is gone")
    check(last(alice, "Bob")["state"] == "undelivered", "and waits for nothing")
    for name, content, code in (("too.large", bytes(262_145), 64), ("empty", b"", 64),
                                ("broken.jpg", jpeg[:200], 64),
                                ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(40), 64)):
        result = alice.run("file", "send", "Bob", world.path(name, content))
        check(result.returncode == code, f"{name} ends with {result.returncode}: {result.stderr}")
    bomb = (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
            + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb += struct.pack(">I", zlib.crc32(bomb[12:29]))
    check(alice.run("file", "send", "Bob", world.path("bomb.png", bomb)).returncode == 64,
          "a bomb is refused")


def group(world, alice, bob):
    """The same in a group of three, one of whom is absent while it is said."""
    cleo = world.person("Cleo")
    world.meet(alice, "Cleo", cleo, "Alice")
    alice.do("group", "create", "Trio", "Bob", "Cleo")
    wait_until(lambda: all(is_whole(one) for one in (alice, bob, cleo)), PATIENCE, "all three are in")
    cleo.agent.kill()
    say_everything(world, alice, bob)
    cleo.start_agent()
    arrives(cleo, "Trio", lambda m: m["text"] == "the last of it", "who was absent catches up")
    arrives(cleo, "Trio", lambda m: m["text"] == "who comes, @Cleo?"
            and any(one["me"] for one in m["mentions"]), "the mention is there")
    arrives(cleo, "Trio", lambda m: m.get("reply", {}).get("text") == "who comes, @Cleo?"
            and [one["emoji"] for one in m.get("reactions", [])] == ["👍"],
            "the answer quotes, and has its reaction")
    arrives(cleo, "Trio", lambda m: m["text"] == "as changed" and "editedAt" in m, "the edit is there")
    arrives(cleo, "Trio", lambda m: m.get("deleted"), "the deletion is there")
    arrives(cleo, "Trio", lambda m: m.get("forwarded"), "the forwarded text is there")
    check(saved(world, cleo, "Trio", comes(cleo, "Trio", "map.jpg"))[:2] == b"\xff\xd8", "a picture")
    check(comes(cleo, "Trio", "note.ogg")["file"]["role"] == "voice", "a voice note is one")
    check(not any("to be" in m["text"] for m in cleo.json("read", "Trio")), "nothing else is left")
    disappearing_in_a_group(alice, bob, cleo)
    typing(alice, bob, "Trio")
    check(any(m["text"] == "as changed" for m in cleo.json("search", "chang")), "search finds")
    check("as changed" in cleo.do("export", "Trio", "--format", "text"), "export to text")
    check(bob.run("edit", "Trio", str(first_text(bob, "Trio")), "not mine").returncode == 78,
          "an edit of another's text is refused")
    cleo.stop()


def is_whole(account):
    trio = [one for one in account.json("group", "list") if one["name"] == "Trio"]
    return trio and trio[0]["phase"] == "active" and trio[0]["members"] == 3


def say_everything(world, alice, bob):
    bob.do("set", "Trio", "--receipts", "on")
    alice.do("send", "Trio", "--mention", "Cleo", "who comes, @Cleo?")
    arrives(bob, "Trio", lambda m: m["text"] == "who comes, @Cleo?", "a text arrives")
    wait_until(lambda: any(c["settings"]["reads"] for c in alice.json("contacts")
                           if c["name"] == "Trio"), PATIENCE, "a receipt arrives")
    bob.do("send", "Trio", "--reply", "last", "I, of course")
    arrives(alice, "Trio", lambda m: "reply" in m, "an answer arrives")
    alice.do("react", "Trio", "last", "👍")
    arrives(bob, "Trio", lambda m: m.get("reactions"), "a reaction arrives")
    alice.do("send", "Trio", "to be changed")
    alice.do("edit", "Trio", "last", "as changed")
    arrives(bob, "Trio", lambda m: m["text"] == "as changed", "an edit arrives")
    alice.do("send", "Trio", "to be deleted")
    alice.do("delete", "Trio", "last", "--everyone")
    arrives(bob, "Trio", lambda m: m.get("deleted"), "a deletion arrives")
    alice.do("forward", "Bob", str(first_text(alice, "Bob")), "--to", "Trio")
    arrives(bob, "Trio", lambda m: m.get("forwarded"), "a forwarded text arrives")
    bob.do("pin", "Trio", "last")
    check(len(bob.json("pin", "Trio", "--list")) == 1, "a pinned message is listed")
    for command in ("mute", "archive"):
        bob.do(command, "Trio")
        bob.do(command, "Trio", "--off")
    alice.do("file", "send", "Trio", world.path("map.png", png(120, 90)))
    alice.do("file", "send", "Trio", world.path("note.ogg", os.urandom(2_000)), "--voice")
    comes(bob, "Trio", "map.jpg")
    comes(bob, "Trio", "note.ogg")
    alice.do("send", "Trio", "the last of it")


def disappearing_in_a_group(alice, *others):
    alice.do("set", "Trio", "--disappearing", "10s", "--from", "sending")
    for one in others:
        wait_until(lambda: any(c["settings"].get("lifetime") for c in one.json("contacts")
                               if c["name"] == "Trio"), PATIENCE, "the lifetime arrives")
    alice.do("send", "Trio", "gone for all")
    for one in others:
        arrives(one, "Trio", lambda m: m["text"] == "gone for all", "the text arrives")
    for one in (alice, *others):
        wait_until(lambda: not one.json("search", "gone for all"), 30, "the text disappears")
    alice.do("set", "Trio", "--disappearing", "off")


def records(world, alice, bob):
    found = alice.json("search", "answ")
    check(any(m["text"] == "an answer" for m in found), "search finds")
    around = alice.json("read", "Bob", "--around", str(found[0]["sequence"]))
    check(1 < len(around) <= 20 and found[0]["id"] in [m["id"] for m in around],
          "and its place in the thread is shown")
    check(not alice.json("search", "gone", "soon"), "what disappeared is not found")
    check("an answer" in alice.do("export", "Bob", "--format", "text"), "export to text")
    alice.do("export", "Bob", "-o", world.path("export.json"))
    chat = ("[31.12.22, 23:59:01] Ann: happy\n[31.12.22, 23:59:02] Bob: new year\nand more\n"
            "[31.12.22, 23:59:02] Bob: new year\nand more\n")
    path = world.path("chat.txt", chat.encode())
    first = alice.json("import", "Bob", path, "--me", "Ann")[0]
    again = alice.json("import", "Bob", path, "--me", "Ann")[0]
    check((first["imported"], again["imported"], again["known"]) == (3, 0, 3),
          f"an import is repeated without doubles: {first} {again}")
    check(alice.json("search", "happy")[0]["imported"], "imported messages are found and marked")
    check([m["text"] for m in alice.json("read", "Bob", "--imported")]
          == ["happy", "new year\nand more", "new year\nand more"], "and read, in their order")
    check("(imported, not verified) happy" in alice.do("read", "Bob", "--imported"),
          "in words for a person too")
    check(alice.run("import", "Bob", world.path("no.txt", b"nothing"), "--me", "x").returncode == 64,
          "what is no export is refused")
    alice.do("passphrase", environment=dict(alice.environment, MOONLESS_NEW_PASSPHRASE="other words"))
    alice.stop()
    alice.environment["MOONLESS_PASSPHRASE"] = "other words"
    alice.start_agent()


def requests(world, alice, bob):
    link = alice.json("invite", "--reusable")[0]["link"]
    dora, emil = world.person("Dora"), world.person("Emil")
    for account in (dora, emil):
        account.do("accept", link, "--name", "Alice")
    wait_until(lambda: sorted(r["name"] for r in alice.json("requests")) == ["Dora", "Emil"],
               PATIENCE * 2, "two ask to be let in")
    check(world.phase(dora, "Alice") == "knocking", "who asks sees nothing")
    waiting = {r["name"]: r["id"] for r in alice.json("requests")}
    alice.do("requests", "accept", waiting["Dora"])
    alice.do("requests", "refuse", waiting["Emil"])
    wait_until(lambda: world.phase(dora, "Alice") == "active", PATIENCE, "Dora is let in")
    check(world.phase(emil, "Alice") == "knocking", "Emil is not")
    alice.do("remove", "Dora", "--yes")
    check(world.phase(alice, "Dora") is None, "a contact is removed")


def previous(world, alice, bob):
    """Every feature once against a contact that runs an earlier version."""
    program = os.environ.get("MOONLESS_PREVIOUS")
    if not program:
        return print("  MOONLESS_PREVIOUS is not set: nothing was tried against an earlier version")
    fred = world.person("Fred", program)
    world.meet(alice, "Fred", fred, "Alice")
    alice.do("send", "Fred", "plain")
    fred.do("send", "Alice", "from before")
    arrives(fred, "Alice", lambda m: m["text"] == "plain", "a text arrives there")
    arrives(alice, "Fred", lambda m: m["text"] == "from before", "and one from there")
    alice.do("send", "Fred", "--reply", "last", "a reply")
    alice.do("react", "Fred", "last", "👍")
    own = str(first_text(alice, "Fred"))
    alice.do("edit", "Fred", own, "edited")
    alice.do("delete", "Fred", own, "--everyone")
    alice.do("set", "Fred", "--receipts", "on", "--typing", "on", "--disappearing", "7d")
    alice.do("profile", "--name", "Alicia")
    alice.do("file", "send", "Fred", world.path("for-fred.txt", b"text"))
    alice.do("file", "cancel", "Fred", "last")
    alice.do("set", "Fred", "--disappearing", "off")
    alice.do("send", "Fred", "the end")
    arrives(fred, "Alice", lambda m: m["text"] == "the end", "a text behind all that arrives")
    unknown = [m for m in thread(fred, "Alice") if m["kind"] == "unknown"]
    if any(line.split()[:1] == ["react"] for line in fred.do("--help").splitlines()):
        knows_everyday(fred)
        check(not unknown, f"a kind that it should know is unknown to it: {unknown}")
    else:
        check(len(unknown) >= 7, f"unknown kinds are shown: {len(unknown)}")
    fred.do("send", "Alice", "still here")
    arrives(alice, "Fred", lambda m: m["text"] == "still here", "its program goes on")
    print(f"  {len(unknown)} messages shown as of an unknown kind by the earlier version")
    previous_in_a_group(alice, fred)
    check(fred.agent.is_running, "its program runs")


def knows_everyday(fred):
    """What an earlier version with these features has to make of them."""
    read = fred.json("read", "Alice")
    check(any(m["text"] == "a reply" and m.get("reply") and m.get("reactions") for m in read),
          "the answer and its reaction are there")
    check(any(m.get("deleted") for m in read) and not any(m["text"] == "edited" for m in read),
          "the deletion is there")
    contact = next(one for one in fred.json("contacts") if one["name"] == "Alice")
    check(contact["settings"].get("peerName") == "Alicia", "the name is there")
    check(not contact["settings"].get("lifetime"), "nothing disappears any more")


def previous_in_a_group(alice, fred):
    """Groups want everybody's program of one age: what an earlier one makes of them is said, and it
    goes on in the conversation of two."""
    alice.do("group", "create", "Ages", "Fred")
    alice.do("send", "Ages", "to all ages")
    try:
        wait_until(lambda: any(one["name"] == "Ages" for one in fred.json("group", "list")), 30, "in")
        arrives(fred, "Ages", lambda m: m["text"] == "to all ages", "a text arrives")
        print("  it is a member of a group")
    except Failure:
        print("  it does not come into a group")
    alice.do("send", "Fred", "and between us")
    arrives(fred, "Alice", lambda m: m["text"] == "and between us", "a conversation of two goes on")
    alice.do("group", "leave", "Ages")


# The last one ends Alice's agent.
PARTS = (messages, settings, chats, profiles, files, group, records, requests, accounts, previous,
         restored)


def main():
    directory = tempfile.mkdtemp(prefix="moonless-everyday-")
    world = World(sys.argv[1], directory)
    passed = 0
    try:
        alice, bob = world.person("Alice"), world.person("Bob")
        world.meet(alice, "Bob", bob, "Alice")
        for part in PARTS:
            began = time.monotonic()
            part(world, alice, bob)
            passed += 1
            print(f"ok: {part.__name__} ({time.monotonic() - began:.0f} s)", flush=True)
    finally:
        world.stop()
        print(f"{passed} of {len(PARTS)} parts passed")
        if passed == len(PARTS):
            shutil.rmtree(directory, ignore_errors=True)
        else:
            print(f"logs are in {directory}")


if __name__ == "__main__":
    main()
