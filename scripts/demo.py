#!/usr/bin/env python3
"""Two people meet and talk, on this machine, through a leader and a helper.

    demo.py DIRECTORY-OF-PROGRAMS

In a terminal one can then go on as one of the two. Everything is removed in the end.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from deployment import Account, Deployment, Failure, wait_until

PASSPHRASE = "demo"
CONVERSATION = [
    ("Alice", "Hello Bob! Does this arrive?"),
    ("Bob", "It does. And what did the servers learn of it?"),
    ("Alice", "That two clients are connected: the same bytes from each of us in every round."),
    ("Bob", "So whether we talk, and with whom, nobody can tell."),
]


class Demo:
    def __init__(self, programs, directory):
        self.directory = directory
        self.programs = programs
        self.moonless = os.path.join(programs, "moonless")
        self.deployment = None
        self.accounts = {}

    def say(self, text):
        print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)

    def show(self, text):
        for line in text.splitlines():
            print("    " + line, flush=True)

    def set_up(self):
        self.say("Two servers, as two operators would run them: a leader and a helper")
        self.deployment = Deployment(
            os.path.join(self.programs, "moonlessd"), os.path.join(self.directory, "servers"),
            name="Demo")
        self.deployment.start_both()
        self.show(f"leader: process {self.deployment.processes['leader'].process.pid}, "
                  f"helper: process {self.deployment.processes['helper'].process.pid}")
        self.say("Two accounts (moonless join LINK)")
        for name, ticket in zip(("Alice", "Bob"), self.deployment.tickets(2)):
            account = Account(
                self.moonless, os.path.join(self.directory, name.lower()), PASSPHRASE)
            said = account.do("join", ticket, "--name", name)
            if name == "Alice":
                self.show(said.split("Joined.")[0])
            self.accounts[name] = account

    def introduce(self):
        self.say("Their agents connect (moonless agent)")
        for name, account in self.accounts.items():
            account.start_agent()
            self.show(f"{name}: connected")
        self.say("Alice makes a link for Bob (moonless invite --name Bob), Bob accepts it")
        link = self.accounts["Alice"].do("invite", "--name", "Bob").strip()
        self.show(link)
        self.accounts["Bob"].do("accept", link, "--name", "Alice")

    def talk(self):
        self.say("They talk (moonless send PEER TEXT --wait)")
        for sender, text in CONVERSATION:
            other = "Bob" if sender == "Alice" else "Alice"
            begin = time.monotonic()
            self.accounts[sender].do("send", other, "--wait", "--timeout", "60", text)
            self.show(f"{sender}: {text}   (delivered after {time.monotonic() - begin:.1f} s)")
        self.say("What Bob's program shows (moonless read Alice)")
        self.show(self.accounts["Bob"].do("read", "Alice"))
        self.say("Their safety number (moonless verify)")
        self.show(self.accounts["Alice"].do("verify", "Bob").splitlines()[0])

    def join_in(self):
        """In a terminal the person goes on as Alice, while Bob echoes."""
        self.say("Now you are Alice: type, Enter sends, Ctrl-D ends. Bob answers what you write.")
        answers = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "--echo", self.moonless,
             self.accounts["Bob"].home],
            stdin=subprocess.DEVNULL, env=self.accounts["Bob"].environment)
        try:
            subprocess.run(
                [self.moonless, "chat", "Bob", "--home", self.accounts["Alice"].home],
                env=self.accounts["Alice"].environment)
        finally:
            answers.terminate()
            answers.wait()

    def tear_down(self):
        for account in self.accounts.values():
            account.stop()
        if self.deployment:
            self.deployment.stop()


def echo(moonless, home):
    """Bob, while a person is Alice."""
    account = Account(moonless, home, PASSPHRASE)
    account.do("read", "Alice")
    while True:
        for message in account.json("read", "Alice", "--unread"):
            account.do("send", "Alice", "--", f"You wrote: {message['text']}")
        time.sleep(0.5)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--echo":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        echo(sys.argv[2], sys.argv[3])
        return
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = tempfile.mkdtemp(prefix="moonless-")
    demo = Demo(os.path.abspath(sys.argv[1]), directory)
    try:
        demo.set_up()
        demo.introduce()
        demo.talk()
        if sys.stdin.isatty() and sys.stdout.isatty():
            demo.join_in()
        else:
            demo.say("(In a terminal you could now join in.)")
    except KeyboardInterrupt:
        print()
    except Failure as failure:
        print(f"The demo failed: {failure}", file=sys.stderr)
        sys.exit(1)
    finally:
        demo.tear_down()
        shutil.rmtree(directory, ignore_errors=True)
    demo.say("Done; servers and agents have ended, and nothing of them is left.")


if __name__ == "__main__":
    main()
