#!/usr/bin/env python3
"""Plays what people do, and what goes wrong, against real processes on loopback.

    end_to_end.py DIRECTORY-OF-PROGRAMS

Prints one line a step and, last, how many passed.
"""

import base64
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import web_steps
from connect_proxy import ConnectProxy
from deployment import Account, Deployment, Failure, Process, free_ports, listens, wait_until

DELIVERY = 60


class World:
    """What the steps share: one deployment, two people, and what they have said so far."""

    def __init__(self, programs, directory):
        self.moonless = os.path.join(programs, "moonless")
        self.directory = directory
        self.deployment = Deployment(
            os.path.join(programs, "moonlessd"), os.path.join(directory, "servers"))
        self.deployment.start_both()
        self.tickets = self.deployment.tickets(12)
        self.alice = self.account("alice")
        self.bob = self.account("bob")
        self.key_file = os.path.join(directory, "shared.key")
        self.thread = []
        self.others = []

    def account(self, name, **options):
        return Account(self.moonless, os.path.join(self.directory, name), **options)

    def say(self, sender, text, *options):
        """Sends as one of the two; the thread remembers who and in what order."""
        account, peer = (self.alice, "Bob") if sender == "alice" else (self.bob, "Alice")
        account.do("send", peer, *options, "--", text)
        self.thread.append((sender, text))

    def check_thread(self, seconds=DELIVERY):
        """Both have every text exactly once, and each sender's texts in order."""
        def agrees():
            for name, account, peer in (("alice", self.alice, "Bob"), ("bob", self.bob, "Alice")):
                shown = account.texts(peer)
                for is_own, sender in ((True, name), (False, "bob" if name == "alice" else "alice")):
                    expected = [text for who, text in self.thread if who == sender]
                    if [text for own, text in shown if own == is_own] != expected:
                        return False
            return True
        wait_until(agrees, seconds, "both threads are complete, in order and without repeats")

    def stop(self):
        for account in [self.alice, self.bob, *self.others]:
            account.stop()
        self.deployment.stop()


def changed_link(link, certificate_byte):
    """A join link that is whole but names another certificate of the leader."""
    text = link.removeprefix("moonless:join/")
    content = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:-4])
    address_length = int.from_bytes(content[1:3], "big")
    content[3 + address_length + certificate_byte] ^= 1
    checksum = hashlib.sha256(b"moonless link join" + content).digest()[:4]
    return "moonless:join/" + base64.urlsafe_b64encode(content + checksum).decode().rstrip("=")


def expect(condition, what):
    if not condition:
        raise Failure(what)


def expect_failure(result, code, *words):
    expect(result.returncode == code,
           f"exit code {code} expected, not {result.returncode}: {result.stderr.strip()}")
    for word in words:
        expect(word in result.stderr, f"'{word}' expected in: {result.stderr.strip()}")
    expect("Fatal error" not in result.stderr, "the program crashed")


# Steps, in the order in which they are played.


def join_makes_accounts(world):
    said = world.alice.do("join", world.tickets[0], "--name", "Alice")
    expect("a day" in said, "join says what the account costs")
    expect("operators see" in said, "join says what operators see")
    body = world.bob.json("join", world.tickets[1], "--name", "Bob")[0]
    expect(body["dailyUploadBytes"] > 0, "join --json says what the account costs")


def files_are_the_owners_alone(world):
    home = world.alice.home
    expect(stat.S_IMODE(os.stat(home).st_mode) == 0o700, "the home is 0700")
    for name in os.listdir(home):
        mode = stat.S_IMODE(os.stat(os.path.join(home, name)).st_mode)
        expect(mode == 0o600, f"{name} is 0600, not {mode:o}")


def join_refuses_a_home_with_an_account(world):
    expect_failure(world.alice.run("join", world.tickets[2]), 73, "already holds an account")


def used_ticket_is_refused(world):
    other = world.account("late")
    expect_failure(other.run("join", world.tickets[0]), 65, "ticket", "new link")
    # Nothing is left of the attempt: the same home takes another ticket.
    other.do("join", world.tickets[2])


def malformed_links_are_refused(world):
    other = world.account("malformed")
    expect_failure(other.run("join", "moonless:join/AAAA"), 65, "incomplete")
    expect_failure(other.run("join", world.tickets[3][:-6] + "AAAAAA"), 65, "damaged")
    expect_failure(other.run("join", "https://example.org/"), 65, "must begin with")


def join_needs_a_reachable_leader(world):
    world.deployment.processes["leader"].kill()
    try:
        other = world.account("unreachable")
        expect_failure(other.run("join", world.tickets[3]), 69, "cannot be reached")
    finally:
        world.deployment.start("leader")
    # The half-made home is completed by a second try.
    wait_until(lambda: other.run("join", world.tickets[3]).returncode == 0, 30, "join again")


def join_survives_its_own_crashes(world):
    other = world.account("crashed")
    log = os.path.join(world.directory, "crashed.log")
    for delay in (0.2, 0.8, 1.6, 2.4, 3.2):
        process = Process(
            [world.moonless, "--home", other.home, "join", world.tickets[6]], log,
            other.environment)
        time.sleep(delay)
        process.kill()
    # Whatever was reached, the same ticket makes the same account, and only one.
    result = other.run("join", world.tickets[6])
    expect(result.returncode in (0, 73), f"joined in the end: {result.stderr}")
    other.start_agent()
    other.stop()


def impostor_is_not_the_leader(world):
    other = world.account("deceived")
    link = changed_link(world.tickets[7], certificate_byte=1)
    expect_failure(other.run("join", link), 69, "certificate is not the leader's")


def full_deployment_says_so(world):
    small = Deployment(
        world.deployment.moonlessd, os.path.join(world.directory, "small"), capacity=2)
    try:
        small.start_both()
        tickets = small.tickets(3)
        for number, ticket in enumerate(tickets[:2]):
            world.account(f"small{number}").do("join", ticket, "--key-file", world.key_file)
        third = world.account("small2")
        expect_failure(
            third.run("join", tickets[2], "--key-file", world.key_file), 69, "no free slot")
    finally:
        small.stop()


def commands_need_an_agent(world):
    expect_failure(world.alice.run("status"), 75, "moonless agent")
    expect_failure(world.account("nobody").run("status"), 66, "no account")


def wrong_passphrase_is_refused(world):
    wrong = dict(world.alice.environment, MOONLESS_PASSPHRASE="wrong")
    expect_failure(world.alice.run("agent", environment=wrong), 77, "wrong passphrase")
    none = dict(world.alice.environment)
    del none["MOONLESS_PASSPHRASE"]
    expect_failure(world.alice.run("agent", environment=none), 64, "MOONLESS_PASSPHRASE")


def agents_connect(world):
    world.alice.start_agent()
    world.bob.start_agent()
    status = world.alice.json("status")[0]
    expect(status["connection"]["state"] == "connected", "status says connected")
    mode = stat.S_IMODE(os.stat(os.path.join(world.alice.home, "agent.sock")).st_mode)
    expect(mode == 0o600, f"the socket is 0600, not {mode:o}")


def second_agent_is_refused(world):
    expect_failure(world.alice.run("agent"), 75, "another agent runs")
    expect(world.alice.json("status"), "the first agent goes on")


def global_options_stand_anywhere(world):
    for arguments in (["--home", world.alice.home, "--json", "status"],
                      ["--json", "status", "--home", world.alice.home],
                      ["status", "--home=" + world.alice.home, "--json"]):
        result = subprocess.run([world.moonless, *arguments], capture_output=True, text=True)
        expect(result.returncode == 0 and result.stdout.startswith("{"), " ".join(arguments))
    environment = dict(world.alice.environment, MOONLESS_HOME=world.alice.home)
    result = subprocess.run([world.moonless, "status"], capture_output=True, env=environment)
    expect(result.returncode == 0, "MOONLESS_HOME")


def texts_wait_for_the_introduction(world):
    world.link = world.alice.do("invite", "--name", "Bob").strip()
    expect(world.link.startswith("moonless:invite/") and "\n" not in world.link,
           "the link stands alone on one line")
    expect([one["name"] for one in world.alice.json("contacts")] == ["Bob"], "contact at invite")
    world.say("alice", "queued before the introduction")
    expect(world.alice.json("read", "Bob")[0]["state"] == "queued", "the text says: queued")


def link_introduces_the_two(world):
    world.bob.do("accept", world.link, "--name", "Alice")
    expect([one["name"] for one in world.bob.json("contacts")] == ["Alice"], "contact at accept")
    world.check_thread()


def send_waits_for_delivery_both_ways(world):
    world.say("alice", "from alice", "--wait", "--timeout", str(DELIVERY))
    world.say("bob", "from bob", "--wait", "--timeout", str(DELIVERY))
    world.check_thread()
    message = world.bob.json("read", "Alice")[-1]
    expect(set(message) >= {"id", "conversation", "from", "text", "sentAt", "state"}, "fields")
    expect(message["state"] == "delivered" and message["from"] is None, "delivered, own")
    expect(message["sentAt"].endswith("Z") and "." in message["sentAt"], "ISO 8601 with millis")


def texts_of_any_kind_arrive(world):
    for text in ("-- a dash first", "two\nlines\n\nand a blank one", "\u00e9\u4e2d\U0001f600",
                 "\x1b[31mred\u009b\u202e", "x" * 5_000):
        world.alice.do("send", "Bob", "--stdin", input=text)
        world.thread.append(("alice", text))
    world.check_thread()
    shown = world.bob.do("read", "Alice")
    for bad in ("\x1b", "\u009b", "\u202e"):
        expect(bad not in shown, f"{bad!r} reached the terminal")
    raw = world.bob.do("read", "Alice", "--json")
    expect("\u009b" not in raw and "\x1b" not in raw, "JSON lines are escaped")


def wrong_arguments_are_refused(world):
    expect_failure(world.alice.run("send", "Nobody", "text"), 67, "no contact")
    expect_failure(world.alice.run("send", "Bob"), 64)
    expect_failure(world.alice.run("send", "Bob", "--stdin", input="x" * 70_000), 64, "longer")
    expect_failure(world.alice.run("send", "Bob", "--stdin", input=""), 64, "empty")
    expect_failure(world.alice.run("accept", "moonless:invite/AAAA"), 65)
    expect_failure(world.alice.run("invite", "--name", "Bob"), 64, "already")
    own = world.alice.do("invite", "--name", "Myself").strip()
    expect_failure(world.alice.run("accept", own, "--name", "Me"), 65, "own link")
    world.alice.do("invite", "--withdraw", "Myself")
    expect(not world.alice.json("invite", "--list"), "the invitation is withdrawn")
    expect_failure(world.alice.run("frobnicate"), 64)


def safety_numbers_agree(world):
    numbers = [account.json("verify", peer)[0]["number"]
               for account, peer in ((world.alice, "Bob"), (world.bob, "Alice"))]
    expect(numbers[0] == numbers[1], "both see the same number")
    wrong = numbers[0][:-1] + ("0" if numbers[0][-1] != "0" else "1")
    expect_failure(world.alice.run("verify", "Bob", "--number", wrong), 1, "differ")
    verified = world.alice.json("verify", "Bob", "--number", numbers[0])[0]["verified"]
    expect(verified, "the contact is verified")
    expect(not world.alice.json("verify", "Bob", "--reset")[0]["verified"], "and no longer")


def unread_texts_are_known(world):
    world.bob.do("read", "Alice")
    world.say("alice", "unread so far", "--wait", "--timeout", str(DELIVERY))
    expect(world.bob.json("contacts")[0]["unread"] == 1, "one unread")
    unread = [one["text"] for one in world.bob.json("read", "Alice", "--unread")]
    expect(unread == ["unread so far"], f"--unread shows {unread}")
    expect(not world.bob.json("read", "Alice", "--unread"), "and then none")


def follow_prints_what_comes(world):
    log = os.path.join(world.directory, "follow.log")
    follower = Process(
        [world.moonless, "read", "Alice", "--follow", "--unread", "--json",
         "--home", world.bob.home], log, world.bob.environment)
    try:
        time.sleep(1)
        world.say("alice", "while bob follows", "--wait", "--timeout", str(DELIVERY))
        wait_until(lambda: "while bob follows" in follower.text(), 10, "the follower prints it")
    finally:
        follower.kill()


def killed_agents_lose_nothing(world):
    for number in range(3):
        world.say("alice", f"before the agent dies {number}")
        time.sleep(0.13 * number)
        world.alice.agent.kill()
        world.alice.start_agent()
        world.say("bob", f"to an agent that came back {number}")
        world.bob.agent.kill()
        world.bob.start_agent()
    world.check_thread()


def sleeping_agent_goes_on(world):
    world.alice.agent.process.send_signal(signal.SIGSTOP)
    world.say("bob", "while alice's machine sleeps")
    time.sleep(4)
    world.alice.agent.process.send_signal(signal.SIGCONT)
    world.say("alice", "after a sleep", "--wait", "--timeout", str(DELIVERY))
    world.check_thread()


def silent_leader_is_noticed(world):
    """As when a cable is pulled: nothing says that the connection is gone."""
    world.deployment.processes["leader"].process.send_signal(signal.SIGSTOP)
    try:
        world.say("alice", "into the silence")
        wait_until(
            lambda: world.alice.json("status")[0]["connection"]["state"] != "connected", 30,
            "status says that the leader is gone")
    finally:
        world.deployment.processes["leader"].process.send_signal(signal.SIGCONT)
    world.check_thread(90)


def killed_servers_lose_nothing(world):
    for role in ("leader", "helper", "leader"):
        world.say("alice", f"before the {role} dies")
        world.say("bob", f"and before the {role} dies")
        time.sleep(0.1)
        world.deployment.processes[role].kill()
        world.say("alice", f"while the {role} is away")
        time.sleep(1)
        world.deployment.start(role)
        world.say("alice", f"with the {role} back", "--wait", "--timeout", str(DELIVERY))
    world.check_thread()


def absent_helper_is_waited_for(world):
    world.deployment.processes["helper"].kill()
    world.say("alice", "while the helper is down")
    def waits():
        connection = world.alice.json("status")[0]["connection"]
        return connection["state"] == "waiting" and connection.get("reason")
    reason = wait_until(waits, 60, "status says that it waits, and why")
    expect(isinstance(reason, str) and reason, "a reason")
    expect_failure(
        world.alice.run("send", "Bob", "--wait", "--timeout", "2", "patience"), 75,
        "not yet delivered")
    world.thread.append(("alice", "patience"))
    world.deployment.start("helper")
    world.check_thread(90)


def group_of_three_talks(world):
    world.cleo = world.account("cleo")
    world.others.append(world.cleo)
    world.cleo.do("join", world.tickets.pop(), "--name", "cleo")
    world.cleo.start_agent()
    link = world.alice.do("invite", "--name", "Cleo").strip()
    world.cleo.do("accept", link, "--name", "Alice")
    wait_until(lambda: [contact for contact in world.alice.json("contacts")
                        if contact["name"] == "Cleo" and contact["phase"] == "active"],
               90, "Cleo is introduced")
    world.alice.do("group", "create", "Trio", "Bob", "Cleo")
    people = [world.alice, world.bob, world.cleo]

    def is_whole(person):
        groups = [group for group in person.json("group", "list") if group["name"] == "Trio"]
        return groups and groups[0]["phase"] == "active" and groups[0]["members"] == 3

    wait_until(lambda: all(is_whole(person) for person in people), 120, "all three are in")
    names = sorted(member["name"] for member in world.bob.json("group", "list", "Trio"))
    expect(names == ["Alice", "you", "~cleo"], f"Bob sees {names}")
    for person, text in zip(people, ("from alice", "from bob", "from cleo")):
        person.do("send", "Trio", "--", text)
    expected = ["from alice", "from bob", "from cleo"]
    for person in people:
        wait_until(lambda: sorted(text for _, text in person.texts("Trio")) == expected,
                   90, "everybody has all three texts")


def group_changes_and_crashes(world):
    expect_failure(world.cleo.run("group", "rename", "Trio", "Mine"), 78, "administrator")
    expect_failure(world.alice.run("group", "list", "Quartet"), 67)
    expect_failure(world.alice.run("group", "add", "Trio", "Bob"), 78)
    world.alice.do("group", "promote", "Trio", "Bob")
    world.alice.do("group", "rename", "Trio", "Duo")
    world.alice.agent.kill()
    wait_until(lambda: not world.alice.agent.is_running, 10, "the agent is gone")
    world.alice.start_agent()
    wait_until(lambda: [member for member in world.bob.json("group", "list", "Duo")
                        if member["role"] == "administrator" and member["own"]]
               if [group for group in world.bob.json("group", "list") if group["name"] == "Duo"]
               else None, 120, "Bob is an administrator of the group's new name")
    # One proposes, another one commits.
    world.bob.do("group", "remove", "Duo", "cleo")
    wait_until(lambda: [group for group in world.cleo.json("group", "list")
                        if group["phase"] == "left"], 120, "Cleo is removed")
    expect_failure(world.cleo.run("send", "Duo", "--", "hello?"), 78)
    world.bob.do("send", "Duo", "--wait", "--timeout", "90", "--", "without Cleo")
    expect("without Cleo" not in [text for _, text in world.cleo.texts("Duo")],
           "a removed member reads nothing further")
    events = [message["text"] for message in world.alice.json("read", "Duo", "--events")
              if message["kind"] == "event"]
    expect("Bob removed Cleo" in events, f"who removed whom is shown: {events}")
    link = world.alice.do("group", "link", "Duo").strip()
    expect(link.startswith("moonless:invite/"), "a group's link")
    world.bob.do("group", "leave", "Duo")
    wait_until(lambda: len(world.alice.json("group", "list", "Duo")) == 1, 120, "Bob has left")


def leaving_ends_in_groups_too(world):
    world.alice.do("group", "create", "Farewell", "Bob", "Cleo")
    for member in (world.bob, world.cleo):
        wait_until(lambda: [group for group in member.json("group", "list")
                            if group["name"] == "Farewell" and group["phase"] == "active"
                            and group["members"] == 3],
                   120, "everybody is in the group")
    world.cleo.do("send", "Farewell", "--wait", "--timeout", "90", "--", "my last words")
    said = world.cleo.do("leave", "--yes", "--timeout", "150")
    expect("deleted" in said, "leave says that it is done")
    world.cleo.agent.process.wait(20)
    for member in (world.alice, world.bob):
        wait_until(lambda: len(member.json("group", "list", "Farewell")) == 2, 120,
                   "the group goes on without who has left")
        expect("my last words" in [text for _, text in member.texts("Farewell")],
               "what was said stays with the others")
        events = [message["text"] for message in member.json("read", "Farewell", "--events")
                  if message["kind"] == "event"]
        expect([event for event in events if "cleo" in event.lower() and "left" in event],
               f"the others see who left: {events}")
    world.alice.do("send", "Farewell", "--wait", "--timeout", "90", "--", "just us")
    expect("just us" in [text for _, text in world.bob.texts("Farewell")], "those left talk on")


def agents_end_cleanly(world):
    expect(world.alice.agent.stop() == 0, "SIGTERM ends the agent with 0")
    expect(not os.path.exists(os.path.join(world.alice.home, "agent.sock")), "no socket is left")
    world.say("bob", "while alice is away")
    world.alice.start_agent()
    world.check_thread()


def socks_proxy_carries_everything(world):
    proxy = shutil.which("microsocks")
    if not proxy:
        raise Failure("microsocks is not installed")
    port = free_ports(1)[0]
    log = os.path.join(world.directory, "socks.log")
    server = Process([proxy, "-i", "127.0.0.1", "-p", str(port), "-u", "user", "-P", "pass:word"], log)
    try:
        wait_until(lambda: listens(port), 10, "the proxy listens")
        carol = world.account("carol")
        world.others.append(carol)
        wrong = f"socks5://user:wrong@127.0.0.1:{port}"
        expect_failure(carol.run("join", world.tickets[4], "--proxy", wrong), 69, "password")
        right = f"socks5://user:pass%3Aword@127.0.0.1:{port}"
        carol.do("join", world.tickets[4], "--name", "Carol", "--proxy", right)
        carol.agent_options = ["--proxy", right]
        carol.start_agent()
        expect(carol.json("status")[0]["proxy"].startswith("socks5://127"), "status: proxy")
        expect("wor" not in carol.json("status")[0]["proxy"], "status shows no password")
        link = world.bob.do("invite", "--name", "Carol").strip()
        carol.do("accept", link, "--name", "Bob")
        carol.do("send", "Bob", "--wait", "--timeout", str(DELIVERY), "through the proxy")
        expect("through the proxy" in world.bob.do("read", "Carol"), "it arrived")
        server.kill()
        wait_until(
            lambda: carol.json("status")[0]["connection"]["state"] == "waiting", 30,
            "without its proxy the agent does not connect")
        carol.stop()
    finally:
        if server.is_running:
            server.kill()


def http_proxy_carries_everything(world):
    with ConnectProxy() as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        status = world.bob.json("status")[0]
        expect(status["proxy"] == "", "no proxy so far")
        world.bob.stop()
        world.bob.agent_options = ["--proxy", url]
        world.bob.start_agent()
        world.say("bob", "through an HTTP proxy", "--wait", "--timeout", str(DELIVERY))
        expect(proxy.requests and proxy.requests[0].startswith("CONNECT 127.0.0.1:"), "CONNECT")
        the_line_tells_nothing(world, proxy)
        world.bob.stop()
    world.bob.agent_options = []
    world.bob.start_agent()
    world.check_thread()


def the_line_tells_nothing(world, proxy):
    """Whether bob is silent or writes: the same records, and not more of them than rounds."""
    def during(action):
        start, begin = len(proxy.record_lengths()), time.monotonic()
        action()
        rounds = (time.monotonic() - begin) / 0.25
        lengths = proxy.record_lengths()[start:]
        expect(abs(len(lengths) - rounds) <= 3, f"{len(lengths)} frames in {rounds:.0f} rounds")
        return set(lengths)

    def write():
        for number in range(12):
            world.say("bob", f"number {number} " + "of many " * 50 * (number % 3))
            time.sleep(0.3)
    silent = during(lambda: time.sleep(5))
    busy = during(write)
    expect(silent == busy and len(silent) == 2, f"lengths {silent} in silence, {busy} in talk")
    world.check_thread()


def key_file_opens_an_account(world):
    dora = world.account("dora")
    world.others.append(dora)
    del dora.environment["MOONLESS_PASSPHRASE"]
    key = os.path.join(world.directory, "dora.key")
    dora.do("join", world.tickets[5], "--key-file", key)
    expect(stat.S_IMODE(os.stat(key).st_mode) == 0o600, "the key file is 0600")
    expect_failure(dora.run("agent"), 64, "--key-file")
    other = os.path.join(world.directory, "other.key")
    with open(other, "wb") as file:
        file.write(os.urandom(32))
    expect_failure(dora.run("agent", "--key-file", other), 77)
    dora.agent_options = ["--key-file", key]
    dora.start_agent()
    dora.agent.process.send_signal(signal.SIGINT)
    expect(dora.agent.process.wait(20) == 0, "SIGINT ends the agent with 0")


def vault_shows_nothing(world):
    world.alice.stop()
    content = b""
    for name in os.listdir(world.alice.home):
        with open(os.path.join(world.alice.home, name), "rb") as file:
            content += file.read()
    for secret in (b"Bob", b"Alice", b"from alice", b"from bob", b"moonless:", b"127.0.0.1"):
        expect(secret not in content, f"{secret!r} lies open in the home")


def backup_is_restored_in_a_new_home(world):
    tickets = world.deployment.tickets(2)
    world.carol, world.dave = world.account("carola"), world.account("david")
    world.others += [world.carol, world.dave]
    for person, ticket, name in ((world.carol, tickets[0], "Carol"), (world.dave, tickets[1], "Dave")):
        person.do("join", ticket, "--name", name)
        person.start_agent()
    link = world.dave.do("invite", "--name", "Carol").strip()
    world.carol.do("accept", link, "--name", "Dave")
    world.dave.do("send", "Carol", "--wait", "--timeout", "90", "--", "before the backup")
    world.backup = os.path.join(world.directory, "carol.backup")
    # Beside the running agent, which needs no passphrase for it.
    environment = dict(world.carol.environment)
    del environment["MOONLESS_PASSPHRASE"]
    world.carol.do("backup", world.backup, environment=environment)
    expect(stat.S_IMODE(os.stat(world.backup).st_mode) == 0o600, "the backup is 0600")
    expect_failure(world.carol.run("backup", world.backup), 73, "--overwrite")
    world.carol.do("backup", world.backup, "--overwrite")
    with open(world.backup, "rb") as file:
        content = file.read()
    for secret in (b"Dave", b"Carol", b"before the backup", b"moonless:"):
        expect(secret not in content, f"{secret!r} lies open in the backup")
    world.carol.do("send", "Dave", "--wait", "--timeout", "90", "--", "after the backup")
    expect_failure(world.carol.run("restore", world.backup), 73)
    world.carol.agent.kill()

    restored = world.account("restored")
    world.others.append(restored)
    cut = world.backup + ".cut"
    with open(cut, "wb") as file:
        file.write(content[:-1])
    expect_failure(restored.run("restore", cut), 74, "nothing was restored")
    wrong = dict(restored.environment, MOONLESS_PASSPHRASE="wrong")
    expect_failure(restored.run("restore", world.backup, environment=wrong), 77)
    restored.do("restore", world.backup)
    restored.start_agent()
    texts = [text for _, text in restored.texts("Dave")]
    expect(texts == ["before the backup"], f"the restored thread holds {texts}")
    # No old key is used: what is written waits for a new link, in the same thread.
    restored.do("send", "Dave", "--", "written after the restoration")
    link = world.dave.do("invite", "--name", "Carol again").strip()
    restored.do("accept", link)
    # On both sides in the thread that there was.
    wait_until(lambda: (False, "written after the restoration") in world.dave.texts("Carol"),
               90, "the restored conversation goes on")
    expect([contact["name"] for contact in world.dave.json("contacts")] == ["Carol"],
           "the link leaves no second contact behind")
    world.dave.do("send", "Carol", "--wait", "--timeout", "90", "--", "welcome back")
    texts = [text for _, text in restored.texts("Dave")]
    expect(texts == ["before the backup", "written after the restoration", "welcome back"],
           f"the restored thread holds {texts}")
    world.restored = restored


def exported(world, directory, archive):
    """One of a server's exports, which may have to wait for the one of the night."""
    def attempt():
        try:
            world.deployment.operate("export", directory, "--to", archive)
        except Failure as failure:
            if "under way" not in str(failure):
                raise
            return False
        return True
    wait_until(attempt, 120, f"the export {archive}")
    return archive


def nights_of_exports_link_nothing(world):
    """Three exports of both servers, with talk and an absence between them, go to the audit."""
    servers = {"leader": world.deployment.leader_directory,
               "helper": world.deployment.helper_directory}
    archives = []
    for night in range(3):
        world.say("alice", f"after sunset, {night}")
        world.say("bob", f"before sunrise, {night}")
        world.check_thread()
        for role, directory in servers.items():
            archives.append(exported(
                world, directory, os.path.join(world.directory, f"{role}-{night}.tar")))
    result = subprocess.run(
        [world.moonless, "audit", *archives, "--results", "-"], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)
    expect(result.returncode == 0, f"the audit reads what servers export: {result.stderr}")
    inputs = json.loads(result.stdout)["inputs"]
    expect([one["kind"] for one in inputs] == ["export"] * 7, "six exports and their series")
    for one in inputs[:6]:
        signed = [section.get("entriesAsSigned", 0) for section in one["sections"]]
        expect(max(signed) > 100, f"the entries are compared with the manifest: {signed}")
        expect(not any("manifest" in line for line in one["headlines"]),
               f"every entry is as the manifest says: {one['headlines']}")
        expect(any("cannot be told from random ones" in line for line in one["headlines"]),
               f"the cells look random and none repeats: {one['headlines']}")
    links = [row for section in inputs[6]["sections"] for row in section.get("linkTable", [])]
    # One night in a thousand is chance; one in twenty would fail too many runs of this.
    expect(len(links) == 6 and all(float(row["p"]) >= 0.001 for row in links),
           f"no rows can be linked across nights: {links}")


def leaving_deletes_the_account_everywhere(world):
    restored = world.restored
    expect_failure(restored.run("leave"), 64, "--yes")
    expect(restored.agent.is_running, "who does not confirm keeps the agent")
    said = restored.do("leave", "--yes", "--timeout", "60")
    expect("deleted" in said, "leave says that it is done")
    restored.agent.process.wait(20)
    names = os.listdir(restored.home)
    expect(not [name for name in names if name.startswith("vault")], f"the home holds {names}")
    expect_failure(restored.run("status"), 66)
    wait_until(lambda: [message for message in world.dave.json("read", "Carol")
                        if message["kind"] == "left"], 60, "the contact is told")
    # The same account is known to nobody any more: a second copy of it finds no slot.
    ghost = world.account("ghost")
    world.others.append(ghost)
    ghost.do("restore", world.backup)
    ghost.start_agent(wait=False)
    wait_until(lambda: "waiting" in ghost.agent.text(), 60, "the deleted account finds no slot")
    expect("connected" not in ghost.agent.text(), "a deleted account does not connect")
    ghost.agent.stop()
    # Left once more, as after an answer that was lost.
    ghost.do("leave", "--yes", "--timeout", "1")
    expect_failure(ghost.run("status"), 66)


STEPS = [
    join_makes_accounts,
    files_are_the_owners_alone,
    join_refuses_a_home_with_an_account,
    used_ticket_is_refused,
    malformed_links_are_refused,
    join_needs_a_reachable_leader,
    join_survives_its_own_crashes,
    impostor_is_not_the_leader,
    full_deployment_says_so,
    commands_need_an_agent,
    wrong_passphrase_is_refused,
    agents_connect,
    second_agent_is_refused,
    global_options_stand_anywhere,
    texts_wait_for_the_introduction,
    link_introduces_the_two,
    send_waits_for_delivery_both_ways,
    texts_of_any_kind_arrive,
    wrong_arguments_are_refused,
    safety_numbers_agree,
    unread_texts_are_known,
    follow_prints_what_comes,
    killed_agents_lose_nothing,
    sleeping_agent_goes_on,
    silent_leader_is_noticed,
    killed_servers_lose_nothing,
    absent_helper_is_waited_for,
    group_of_three_talks,
    group_changes_and_crashes,
    leaving_ends_in_groups_too,
    nights_of_exports_link_nothing,
    agents_end_cleanly,
    socks_proxy_carries_everything,
    http_proxy_carries_everything,
    key_file_opens_an_account,
    vault_shows_nothing,
    backup_is_restored_in_a_new_home,
    leaving_deletes_the_account_everywhere,
    *web_steps.STEPS,
]


def play(world):
    """Runs the steps; each builds on those before it, so the first failure ends the play."""
    passed = 0
    for step in STEPS:
        name = step.__name__.replace("_", " ")
        begin = time.monotonic()
        try:
            step(world)
        except (Failure, subprocess.TimeoutExpired) as failure:
            print(f"FAILED {name}: {failure}", flush=True)
            for role, process in world.deployment.processes.items():
                print(f"--- the end of the {role}'s log\n{process.text()[-2000:]}", flush=True)
            return passed, 1
        print(f"ok     {name} ({time.monotonic() - begin:.1f} s)", flush=True)
        passed += 1
    return passed, 0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    # A short path: the name of a Unix socket has 107 bytes at most.
    directory = tempfile.mkdtemp(prefix="moonless-")
    world = None
    try:
        world = World(os.path.abspath(sys.argv[1]), directory)
        passed, failed = play(world)
    finally:
        if world:
            world.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print(f"end to end: {passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
