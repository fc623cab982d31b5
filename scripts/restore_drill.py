#!/usr/bin/env python3
"""Loses each server's disk in turn and restores it, with real servers, agents and messages.

    restore_drill.py DIRECTORY-OF-PROGRAMS

Two people talk; both servers are exported while rounds go on; more is said, some of it while its
reader is away; a third person joins; the disk of a server is wiped and restored from the export of
before. Fails if a message is lost, doubled or out of order, or an account is.
"""

import json
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from deployment import Account, Deployment, Failure, wait_until


class Drill:
    def __init__(self, programs, directory):
        self.directory = directory
        self.moonless = os.path.join(programs, "moonless")
        self.servers = Deployment(
            os.path.join(programs, "moonlessd"), os.path.join(directory, "servers"), capacity=64)
        self.servers.start_both()
        self.tickets = self.servers.tickets(8)
        self.accounts = []
        self.said = {}

    def account(self, name):
        account = Account(self.moonless, os.path.join(self.directory, name))
        account.name = name
        account.do("join", self.tickets.pop(), "--name", name)
        account.start_agent()
        self.accounts.append(account)
        return account

    def introduce(self, one, other):
        link = one.do("invite", "--name", other.name).split()[-1]
        other.do("accept", link, "--name", one.name)
        for account, peer in ((one, other.name), (other, one.name)):
            wait_until(
                lambda: any(contact["name"] == peer and contact["phase"] == "active"
                            for contact in self.contacts(account)),
                90, f"{account.name} and {peer} are introduced")

    @staticmethod
    def contacts(account):
        return [contact for line in account.json("contacts")
                for contact in line.get("conversations", [line])]

    def say(self, sender, receiver, text):
        sender.do("send", receiver.name, "--", text)
        self.said.setdefault((sender.name, receiver.name), []).append(text)

    def check(self, seconds=180):
        """Everybody has every text once, in order."""
        def complete():
            by_name = {account.name: account for account in self.accounts}
            return all(
                [text for own, text in by_name[receiver].texts(sender) if not own] == texts
                for (sender, receiver), texts in self.said.items())
        wait_until(complete, seconds, "everything that was said has arrived, once and in order")

    def export(self, role):
        directory = getattr(self.servers, role + "_directory")
        archive = os.path.join(self.directory, f"{role}-{time.time_ns()}.tar")
        result = json.loads(self.servers.operate("export", directory, "--to", archive, "--json"))
        self.servers.operate(
            "verify", archive, "--deployment",
            os.path.join(self.servers.leader_directory, "deployment.json"))
        print(f"       {role}: {result['bytes']} bytes in {result['milliseconds']} ms")
        return archive

    def lose(self, role, archive, key):
        """A disk is gone; the export of before is what there is."""
        directory = getattr(self.servers, role + "_directory")
        self.servers.processes[role].kill()
        shutil.rmtree(directory)
        self.servers.operate(
            "restore", archive, directory, "--supplement", archive + ".supplement", "--key", key)
        self.servers.start(role)

    def stop(self):
        for account in self.accounts:
            account.stop()
        self.servers.stop()


def play(drill):
    alice, bob = drill.account("Alice"), drill.account("Bob")
    drill.introduce(alice, bob)
    drill.say(alice, bob, "before anything is lost")
    drill.check()
    print("ok     two people talk")
    keys = {}
    for role in ("leader", "helper"):
        directory = getattr(drill.servers, role + "_directory")
        keys[role] = os.path.join(drill.directory, role + ".backup.key")
        os.rename(os.path.join(directory, "backup.key"), keys[role])
    for number, role in enumerate(("leader", "helper")):
        archive = drill.export(role)
        drill.say(bob, alice, f"after the export of the {role}")
        newcomer = drill.account(f"Carol{number}")
        drill.introduce(newcomer, alice)
        # Left for somebody who is away, by somebody who goes away.
        bob.stop()
        for part in range(3):
            drill.say(alice, bob, f"left before the {role} was lost, {part}")
        time.sleep(3)
        drill.lose(role, archive, keys[role])
        bob.start_agent()
        drill.check()
        drill.say(newcomer, alice, f"from an account younger than the {role}'s export")
        drill.say(alice, newcomer, "and back")
        drill.check()
        print(f"ok     the {role}'s disk was lost and restored; nothing else was lost")
    data = alice.json("my-data")[0]
    if [server["server"] for server in data["servers"]] != ["leader", "helper"]:
        raise Failure("my-data does not show both servers")
    if "location: not held" not in alice.do("my-data"):
        raise Failure("my-data does not say that no location is held")
    print("ok     both servers say what they hold")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = tempfile.mkdtemp(prefix="moonless-")
    drill = None
    try:
        drill = Drill(os.path.abspath(sys.argv[1]), directory)
        play(drill)
    except Failure as failure:
        print(f"FAILED {failure}")
        for role, process in (drill.servers.processes.items() if drill else ()):
            print(f"--- the end of the {role}'s log\n{process.text()[-2000:]}")
        sys.exit(1)
    finally:
        if drill:
            drill.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print("restore drill: passed")


if __name__ == "__main__":
    main()
