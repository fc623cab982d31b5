"""A deployment and people who use it in browsers, each with an agent of their own."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))
from deployment import Account, Deployment, Process, free_ports, listens, wait_until

from browser import Browser

PASSPHRASE = "correct horse battery staple"


class Person(Account):
    """An account whose agent serves a page; it begins without an account, or locked."""

    def __init__(self, moonless, home):
        super().__init__(moonless, home, PASSPHRASE)
        # Nobody but the person in the browser knows the passphrase.
        del self.environment["MOONLESS_PASSPHRASE"]
        self.port = free_ports(1)[0]
        self.browsers = []

    def start(self):
        log = self.home + ".log"
        os.makedirs(self.home, mode=0o700, exist_ok=True)
        arguments = ["agent", "--locked", "--port", str(self.port), "--home", self.home]
        # The page as it lies in the checkout, for programs that were built before its last change.
        if assets := os.environ.get("MOONLESS_ASSETS"):
            arguments += ["--assets", assets]
        self.agent = Process([self.moonless, *arguments], log, self.environment)
        # 'moonless web' would start an agent of its own if this one did not listen yet.
        wait_until(lambda: listens(self.port), 60, "the agent serves its page")

    def kill(self):
        self.agent.kill()

    @property
    def address(self):
        """With a fresh token."""
        return self.do("web", "--print").strip()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def browse(self, **options):
        browser = Browser(self.address, **options)
        self.browsers.append(browser)
        return browser

    def unlock(self, browser, passphrase=PASSPHRASE):
        browser.type("main[data-view=locked] input[type=password]", passphrase)
        browser.press("\ue007")

    def close(self):
        for browser in self.browsers:
            browser.close()
        self.stop()


class Town:
    """A leader, a helper, tickets, and whoever joins."""

    def __init__(self, programs, round_milliseconds=250):
        self.directory = tempfile.TemporaryDirectory(prefix="moonless-web-")
        self.moonless = os.path.join(programs, "moonless")
        self.deployment = Deployment(
            os.path.join(programs, "moonlessd"), os.path.join(self.directory.name, "servers"),
            round_milliseconds=round_milliseconds, name="our town")
        self.deployment.start_both()
        self.tickets = self.deployment.tickets(8)
        self.people = []

    def person(self, name):
        person = Person(self.moonless, os.path.join(self.directory.name, name))
        person.start()
        self.people.append(person)
        return person

    def close(self):
        for person in self.people:
            person.close()
        self.deployment.stop()
        self.directory.cleanup()
