"""Steps of end_to_end.py that go through the agent's page and API, as a browser and bots do."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zlib

from connect_proxy import ConnectProxy
from deployment import Failure, listens, wait_until


def expect(condition, what):
    if not condition:
        raise Failure(what)


class Browser:
    """A page that was let in."""

    def __init__(self, account, address=None):
        address = address or account.do("web", "--print").strip()
        expect(address.count("/#token=") == 1 and "\n" not in address, f"an address: {address}")
        self.address, self.token = address.split("/#token=")
        self.port = int(self.address.rsplit(":", 1)[1])

    def ask(self, method, path, body=None, fields=None, timeout=120):
        """Status, headers and body of one answer."""
        headers = {"Authorization": f"Bearer {self.token}", **(fields or {})}
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}", method=method,
            headers={name: value for name, value in headers.items() if value},
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read()

    def upload(self, method, path, content):
        """Bytes as they are; the answer's JSON."""
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}", method=method, data=content, headers={
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/octet-stream"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())

    def do(self, method, path, body=None, **options):
        """One request that must succeed; its JSON."""
        status, _, content = self.ask(method, path, body, **options)
        expect(status < 300, f"{method} {path}: {status} {content.decode(errors='replace')}")
        return json.loads(content) if content else None

    def get(self, path):
        return self.do("GET", path)

    def refusal(self, method, path, body=None, **options):
        """Status and word of a request that must be refused."""
        status, _, content = self.ask(method, path, body, **options)
        expect(status >= 400, f"{method} {path} is refused")
        return status, json.loads(content)["error"]["code"]

    def wait_connected(self):
        wait_until(lambda: self.get("status")["connection"]["state"] == "connected", 90,
                   "the account connects")


def introduce(inviter, accepter, names):
    """Makes two accounts, which the browsers show, each other's contacts."""
    link = inviter.do("POST", "invites", {"name": names[1]})["link"]
    accepter.do("POST", "accept", {"link": link, "name": names[0]})
    for browser in (inviter, accepter):
        wait_until(lambda: [one for one in browser.get("conversations")["conversations"]
                            if one["phase"] == "active"], 90, "the introduction is complete")


def page_lets_its_browser_in(world):
    # Without an agent 'moonless web' would start one that this script could not kill.
    if not world.alice.agent.is_running:
        world.alice.start_agent()
    browser = Browser(world.alice)
    expect(browser.get("session")["state"] == "open", "the session is open")
    names = [one["name"] for one in browser.get("conversations")["conversations"]]
    expect(names == [one["name"] for one in world.alice.json("contacts")], "the same contacts")
    expect(browser.refusal("GET", "conversations", fields={"Authorization": None})
           == (401, "no-token"), "401 without a token")
    expect(browser.refusal("GET", "conversations", fields={"Authorization": "Bearer x"})
           == (401, "wrong-token"), "401 with a wrong one")
    expect(browser.refusal("GET", "session", fields={"Origin": "https://evil.example"})
           == (403, "foreign-origin"), "a foreign Origin is refused")
    expect(browser.refusal("GET", "session", fields={"Host": "evil.example"})
           == (421, "wrong-host"), "a foreign Host is refused")
    with urllib.request.urlopen(browser.address) as page:
        policy = page.headers["Content-Security-Policy"]
        expect("default-src 'none'" in policy and "unsafe" not in policy, policy)
    # Nobody but this machine reaches it.
    addresses = {line.split()[3] for line in subprocess.run(
        ["ss", "-tlnH"], capture_output=True, text=True).stdout.splitlines()
        if line.split()[3].endswith(f":{browser.port}")}
    expect(addresses <= {f"127.0.0.1:{browser.port}"}, f"listens on {addresses}")


def page_is_good_after_a_restart(world):
    browser = Browser(world.alice)
    world.alice.agent.kill()
    world.alice.start_agent()
    expect(browser.get("session")["state"] == "open", "the token is good after a restart")
    before = browser.get("session")["web"]["browsers"]
    Browser(world.alice)
    expect(browser.get("session")["web"]["browsers"] == before + 1, "status counts browsers")
    world.alice.do("web", "--revoke")
    expect(browser.refusal("GET", "session") == (401, "wrong-token"), "withdrawn tokens are void")


def taken_port_signs_pages_out(world):
    browser = Browser(world.alice)
    world.alice.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", browser.port))
        squatter.listen()
        world.alice.start_agent()
        expect("page moved" in world.alice.agent.text(), "the agent says that its page moved")
        moved = Browser(world.alice)
        expect(moved.port != browser.port, "another port is taken")
        browser.address = moved.address
        expect(browser.refusal("GET", "session") == (401, "wrong-token"),
               "what the other program may have heard is void")
        taken = world.alice.run("agent", "--port", str(browser.port))
        expect(taken.returncode == 75, "one agent to a home")
    world.alice.stop()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        taken = world.alice.run("agent", "--port", str(port), timeout=30)
        expect(taken.returncode == 73 and "--port" in taken.stderr, f"--port: {taken.stderr}")
    world.alice.start_agent()


def account_begins_and_ends_in_the_browser(world):
    tickets = world.deployment.tickets(2)
    person = world.account("web")
    state = os.path.join(world.directory, "state")
    person.environment["XDG_STATE_HOME"] = state
    del person.environment["MOONLESS_PASSPHRASE"]
    browser = Browser(person)
    try:
        expect(browser.get("session")["state"] == "none", "no account yet")
        expect(browser.refusal("GET", "conversations") == (409, "no-account"), "409 without one")
        preview = browser.do("POST", "join/preview", {"link": tickets[0]})
        expect(preview["deployment"] == "Test" and preview["dailyUploadBytes"] > 0
               and "operators see" in preview["whatShows"], f"a preview: {preview}")
        joining = {"link": tickets[0], "name": "Webster", "passphrase": "a good one"}
        expect(browser.refusal("POST", "join", {**joining, "link": world.tickets[0]})
               == (422, "ticket-refused"), "a used ticket is refused")
        expect(browser.do("POST", "join", joining)["state"] == "open", "the account is open")
        browser.wait_connected()
        expect(browser.refusal("POST", "join", joining) == (409, "account-exists"), "one account")
        browser.do("POST", "shutdown")
        wait_until(lambda: not listens(browser.port), 20, "the agent ends")

        # The account is there, locked; the browser's token is still good.
        again = Browser(person)
        expect(again.port == browser.port, "the page keeps its port")
        expect(browser.get("session")["state"] == "locked", "the account is locked")
        expect(browser.refusal("GET", "status") == (423, "locked"), "423 while it is")
        locked = person.run("status")
        expect(locked.returncode == 75 and "unlock" in locked.stderr, f"status: {locked.stderr}")
        expect(browser.refusal("POST", "unlock", {"passphrase": "a bad one"})
               == (403, "wrong-passphrase"), "a mistyped passphrase")
        person.do("unlock", environment=dict(
            person.environment, MOONLESS_PASSPHRASE="a good one"))
        browser.wait_connected()
        person.do("lock")
        expect(browser.refusal("GET", "status") == (423, "locked"), "the screen is locked")
        before = person.json("status")[0]["rounds"]["answered"]
        wait_until(lambda: person.json("status")[0]["rounds"]["answered"] > before + 4, 30,
                   "the rounds go on behind a locked screen")
        browser.do("POST", "unlock", {"passphrase": "a good one"})
        status, headers, content = browser.ask("GET", "backup")
        expect(status == 200 and content.startswith(b"moonless backup\n"), "a backup")
        expect("attachment" in headers["Content-Disposition"], "as a download")

        # A page that looks on is told, and does not keep the agent from ending.
        listener = threading.Thread(target=listen, args=(browser,), daemon=True)
        listener.start()
        time.sleep(1)
        browser.do("POST", "leave",
                   {"confirm": True, "passphrase": "a good one", "timeoutSeconds": 5})
        wait_until(lambda: browser.get("leave")["phase"] == "done", 90, "the account is deleted")
        expect(browser.get("session")["state"] == "none", "and gone from here")
        listener.join(20)
        expect(not listener.is_alive(), "the stream of events ends with the account")
    finally:
        browser.ask("POST", "shutdown")
    wait_until(lambda: not listens(browser.port), 20, "the agent ends")


def terminal_joins_through_a_waiting_agent(world):
    person = world.account("waiting")
    world.others.append(person)
    person.agent_options = ["--locked"]
    del person.environment["MOONLESS_PASSPHRASE"]
    person.start_agent(wait=False)
    wait_until(lambda: "no account" in person.agent.text(), 20, "the agent waits")
    secret = dict(person.environment, MOONLESS_PASSPHRASE="a good one")
    said = person.do("join", world.deployment.tickets(1)[0], "--name", "W", environment=secret)
    expect("Joined" in said and "a day" in said, "join says what it does and costs")
    wait_until(lambda: "connected" in person.agent.text().splitlines(), 90, "the agent connects")
    status = person.json("status")[0]
    expect(status["name"] == "W" and status["web"]["browsers"] == 0, "status shows the page")
    person.stop()


def bots_echo(world):
    tickets = world.deployment.tickets(2)
    people = []
    for name, ticket in zip(("grace", "echo"), tickets):
        account = world.account(name)
        world.others.append(account)
        account.do("join", ticket, "--name", name)
        account.start_agent()
        people.append(account)
    world.grace, world.echo = people
    grace, echo = Browser(world.grace), Browser(world.echo)
    introduce(grace, echo, ("Grace", "Echo"))
    examples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples")
    programs = os.path.dirname(world.moonless)
    environment = dict(world.echo.environment, MOONLESS_HOME=world.echo.home,
                       PATH=programs + os.pathsep + os.environ["PATH"])
    for bot, arguments in (("echo_bot.py", []),
                           ("echo_bot_api.py", [f"{echo.address}/#token={echo.token}"])):
        # In a process group of its own, to be ended with what it starts.
        process = subprocess.Popen(
            [sys.executable, os.path.join(examples, bot), *arguments], env=environment,
            stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            time.sleep(2)
            text = f"hello {bot}\nsecond line \U0001f600"
            world.grace.do("send", "Echo", "--stdin", input=text)
            wait_until(lambda: (False, text) in world.grace.texts("Echo"), 60,
                       f"{bot} answers")
            expect(process.poll() is None, f"{bot} goes on")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def two_worlds_behind_the_api(world):
    """Two agents, one idle, one whose page is in full use: the same records on both lines."""
    idle, busy = world.account("ida"), world.grace
    world.others.append(idle)
    idle.do("join", world.deployment.tickets(1)[0], "--name", "Ida")
    busy.stop()
    with ConnectProxy() as one, ConnectProxy() as other:
        for account, proxy in ((idle, one), (busy, other)):
            account.agent_options = ["--proxy", f"http://127.0.0.1:{proxy.port}"]
            account.start_agent()
        # The record of the slot comes once a session, whether anybody asks or not: on both lines
        # before they are compared.
        for account in (idle, busy):
            page = Browser(account)
            wait_until(lambda: page.ask("GET", "my-data")[0] == 200, 60, "the servers' record")
        browser = Browser(busy)
        for _ in range(3):
            skipped = [account.json("status")[0]["rounds"]["skipped"] for account in (idle, busy)]
            lines = [len(proxy.requests) for proxy in (one, other)]
            difference = compare_lines((one, other), lambda: use_everything(browser))
            again = [account.json("status")[0]["rounds"]["skipped"] for account in (idle, busy)]
            is_broken = lines != [len(proxy.requests) for proxy in (one, other)]
            # A machine too busy to send a frame at all, or a line that broke, tells of the machine;
            # then once more.
            if difference is None or (skipped == again and not is_broken):
                break
        expect(difference is None, difference)
        busy.stop()
        idle.stop()


def compare_lines(proxies, action):
    """What differs between two lines while something happens behind the second; None if nothing."""
    def positions():
        return [[len(proxy.record_lengths(downstream)) for downstream in (False, True)]
                for proxy in proxies]
    start = positions()
    action()
    end = positions()
    for downstream in (False, True):
        idle, busy = [
            proxy.record_lengths(downstream)[start[index][downstream]:end[index][downstream]]
            for index, proxy in enumerate(proxies)]
        direction = "downwards" if downstream else "upwards"
        if len(idle) < 40:
            return f"only {len(idle)} records {direction}"
        # Both lines are read one after the other: at either end a few records may be in one only.
        slack = 12 if downstream else 3
        shift = next((shift for shift in range(-slack, slack + 1)
                      if same_with_shift(idle, busy, shift, slack)), None)
        if shift is None:
            return f"{direction}: {idle} in silence, {busy} in use"
    return None


def same_with_shift(left, right, shift, slack):
    if shift < 0:
        return same_with_shift(right, left, -shift, slack)
    length = min(len(left) - shift, len(right))
    return (abs(len(left) - shift - len(right)) <= slack
            and left[shift:shift + length] == right[:length])


def listen(browser, stop=None):
    """Follows the events until they end, or until somebody says so."""
    request = urllib.request.Request(
        f"{browser.address}/api/v1/events?rounds=true",
        headers={"Authorization": f"Bearer {browser.token}"})
    with urllib.request.urlopen(request, timeout=60) as events:
        for _ in events:
            if stop and stop.is_set():
                return


def use_everything(browser):
    """What a busy person does in a page, and a little more."""
    stop = threading.Event()
    listener = threading.Thread(target=listen, args=(browser, stop), daemon=True)
    listener.start()
    contact = browser.get("conversations")["conversations"][0]["id"]
    path = f"conversations/{contact}"
    suffix = str(time.monotonic_ns())
    for number in range(12):
        browser.do("POST", f"{path}/messages", {"text": "words " * (1 + 200 * (number % 4))})
        browser.do("PUT", f"{path}/draft", {"text": f"a draft {number}"})
        browser.get(f"{path}/messages?limit=50")
        browser.get(f"{path}/messages?before=5&limit=50")
        browser.do("POST", f"{path}/read", {"sequence": 1_000})
        # Refused until the servers have sent it, after the session's first rounds.
        browser.ask("GET", "my-data")
        browser.get(f"{path}/safety-number")
        browser.ask("POST", "qr", {"text": "a picture"})
        browser.ask("GET", "backup")
        time.sleep(0.5)
    use_everyday_features(browser, path)
    group = browser.do("POST", "groups", {"name": f"two {suffix}", "contacts": [contact]})["id"]
    browser.do("POST", f"conversations/{group}/messages", {"text": "to the group"})
    browser.do("POST", "invites", {"name": f"nobody {suffix}"})
    browser.do("PUT", "scheduling", {"mode": "strict"})
    browser.do("PUT", "settings", {"autoLockMinutes": 10})
    browser.do("POST", "lock")
    time.sleep(2)
    browser.do("POST", "unlock", {"passphrase": "correct horse battery staple"})
    browser.do("PUT", "scheduling", {"mode": "fair"})
    time.sleep(3)
    stop.set()
    listener.join(20)


def use_everyday_features(browser, path):
    """Files, voice notes, receipts, a picture of oneself, an import: none of it shows."""
    browser.do("PUT", f"{path}/settings", {"receipts": True, "typing": True})
    place = browser.do("POST", f"{path}/messages", {"text": "to be talked about"})["sequence"]
    browser.do("PUT", f"{path}/messages/{place}", {"text": "as changed"})
    browser.do("PUT", f"{path}/messages/{place}/reaction", {"emoji": "\U0001f44d"})
    browser.do("PUT", f"{path}/messages/{place}/pin", {"pinned": True})
    browser.do("POST", f"{path}/messages", {"text": "and so on", "replyTo": str(place)})
    browser.do("DELETE", f"{path}/messages/{place}?everyone=true")
    browser.do("PUT", f"{path}/lifetime", {"seconds": 86_400, "from": "sending"})
    browser.do("PUT", f"{path}/lifetime", {"seconds": None})
    browser.upload("PUT", "profile/picture", portrait())
    voice = browser.upload("POST", f"{path}/files?name=voice.webm&role=voice", os.urandom(9_000))
    large = browser.upload("POST", f"{path}/files?name=large.bin&role=file", os.urandom(90_000))
    for _ in range(4):
        browser.do("POST", f"{path}/typing")
        browser.get("transfers")
        browser.ask("GET", "search?q=words")
        time.sleep(1)
    browser.do("PUT", f"{path}/files/{large['sequence']}", {"paused": True})
    time.sleep(1)
    browser.do("PUT", f"{path}/files/{large['sequence']}", {"paused": False})
    browser.do("DELETE", f"{path}/files/{large['sequence']}")
    expect(voice["file"]["role"] == "voice", f"a voice note: {voice}")
    link = browser.do("POST", "invites", {"reusable": True})
    browser.do("DELETE", f"invites/{link['conversation']}")
    chat = b"31.12.22, 23:59 - Ann: happy\n31.12.22, 23:59 - Bob: new year\n"
    browser.upload("POST", f"{path}/import?me=Ann", chat)
    browser.ask("GET", f"{path}/export?format=json")


def portrait():
    """A small picture, as a PNG."""
    rows = b"".join(b"\0" + bytes((x * 5 % 256, y * 3 % 256, 90)[c] for x in range(64) for c in range(3))
                    for y in range(64))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


STEPS = [
    page_lets_its_browser_in,
    page_is_good_after_a_restart,
    taken_port_signs_pages_out,
    account_begins_and_ends_in_the_browser,
    terminal_joins_through_a_waiting_agent,
    bots_echo,
    two_worlds_behind_the_api,
]
