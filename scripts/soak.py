#!/usr/bin/env python3
"""Runs a deployment and many agents as real processes, and kills them at random.

    soak.py DIRECTORY-OF-PROGRAMS [--agents 50] [--seconds 600] [--round-ms 2000] [--seed 1]

People write random texts to each other all the while. Agents, leader and helper are killed (SIGKILL),
agents also stopped and continued (as a machine that sleeps), and started again. At the end
everything runs, and each thread must hold every text exactly once and in its sender's order. What has not
arrived after --settle seconds, and is shown to its author as under way, is counted apart.
The last line is

    50 agents, 600 s: m messages, k kills, 0 lost, 0 duplicated, 0 out of order

and the exit code is 0 if it says so.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from deployment import Account, Deployment, Failure, wait_until


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Person:
    """An account, its agent, and what it is known to have said."""

    def __init__(self, name, account):
        self.name = name
        self.account = account
        self.peers = {}
        # Texts whose sending was confirmed, by peer: they are on the disk.
        self.confirmed = {}
        self.restart_at = None
        self.continue_at = None

    def ask(self, method, path, body=None):
        """One request to the agent; None if it does not answer."""
        connection = UnixConnection(os.path.join(self.account.home, "agent.sock"))
        try:
            connection.request(
                method, "/api/v1/" + path, body=None if body is None else json.dumps(body),
                headers={"Content-Type": "application/json"})
            answer = connection.getresponse()
            data = answer.read()
            if answer.status >= 300:
                raise Failure(f"{self.name}: {path}: {answer.status} {data.decode()}")
            return json.loads(data) if data else {}
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def conversations(self):
        answer = self.ask("GET", "conversations")
        return answer["conversations"] if answer else None

    def texts(self, peer, own):
        """Texts in the thread with somebody, own ones or the other's, and the state of each."""
        answer = self.ask("GET", f"conversations/{self.peers[peer]}/messages")
        if answer is None:
            raise Failure(f"{self.name} does not answer")
        return [(message["text"], message["state"]) for message in answer["messages"]
                if message["kind"] == "text" and (message["from"] is None) == own]

    @property
    def is_up(self):
        return self.restart_at is None and self.continue_at is None


class Soak:
    def __init__(self, options, directory):
        self.options = options
        self.directory = directory
        self.random = random.Random(options.seed)
        self.moonless = os.path.join(options.programs, "moonless")
        self.deployment = Deployment(
            os.path.join(options.programs, "moonlessd"), os.path.join(directory, "servers"),
            round_milliseconds=options.round_ms, capacity=max(64, options.agents + 8))
        self.deployment.start_both()
        self.people = []
        self.server_restart = {}
        self.kills = 0
        self.sleeps = 0
        self.unanswered = 0
        self.number = 0

    # Before

    def gather(self):
        tickets = self.deployment.tickets(self.options.agents)
        for index in range(self.options.agents):
            name = f"p{index:02}"
            home = os.path.join(self.directory, name)
            key = home + ".key"
            with open(key, "wb") as file:
                file.write(os.urandom(32))
            account = Account(self.moonless, home)
            account.agent_options = ["--key-file", key]
            account.do("join", tickets[index], "--name", name, "--key-file", key)
            account.start_agent(wait=False)
            self.people.append(Person(name, account))
        for person in self.people:
            wait_until(lambda: person.ask("GET", "status"), 120, f"{person.name} answers")

    def introduce(self):
        """A ring, so that everybody knows two others, and some chords."""
        count = len(self.people)
        pairs = {(index, (index + 1) % count) for index in range(count)}
        while len(pairs) < count + count // 2:
            pair = tuple(self.random.sample(range(count), 2))
            if pair not in pairs and pair[::-1] not in pairs:
                pairs.add(pair)
        for first, second in sorted(pairs):
            one, other = self.people[first], self.people[second]
            invitation = one.ask("POST", "invites", {"name": other.name})
            accepted = other.ask(
                "POST", "accept", {"link": invitation["link"], "name": one.name})
            one.peers[other.name] = invitation["conversation"]
            other.peers[one.name] = accepted["id"]

        def all_active():
            return all(
                conversation["phase"] == "active"
                for person in self.people for conversation in person.conversations() or [{"phase": ""}])
        wait_until(all_active, 900, "everybody has met")

    # Meanwhile

    def run(self):
        end = time.monotonic() + self.options.seconds
        while time.monotonic() < end:
            self.revive()
            self.write()
            if self.random.random() < self.options.kill_chance:
                self.hurt()
            time.sleep(0.1)

    def write(self):
        sender = self.random.choice([person for person in self.people if person.is_up] or [None])
        if sender is None:
            return
        peer = self.random.choice(sorted(sender.peers))
        self.number += 1
        text = f"{self.number} {sender.name} to {peer} " + "x" * int(self.random.expovariate(1 / 200))
        answer = sender.ask("POST", f"conversations/{sender.peers[peer]}/messages", {"text": text})
        if answer is None:
            # Killed meanwhile, or not up again yet: the text may or may not be in the vault.
            self.unanswered += 1
        else:
            sender.confirmed.setdefault(peer, []).append(text)

    def hurt(self):
        later = time.monotonic() + self.random.uniform(0.5, 12)
        choice = self.random.random()
        if choice < 0.12:
            role = self.random.choice(["leader", "helper"])
            if role not in self.server_restart:
                self.deployment.processes[role].kill()
                self.server_restart[role] = later
                self.kills += 1
            return
        person = self.random.choice(self.people)
        if not person.is_up:
            return
        if choice < 0.25:
            person.account.agent.process.send_signal(signal.SIGSTOP)
            person.continue_at = later + 10
            self.sleeps += 1
        else:
            person.account.agent.kill()
            person.restart_at = later
            self.kills += 1

    def revive(self, everybody=False):
        now = float("inf") if everybody else time.monotonic()
        for role, at in list(self.server_restart.items()):
            if at <= now:
                self.deployment.start(role)
                del self.server_restart[role]
        for person in self.people:
            if person.restart_at is not None and person.restart_at <= now:
                person.account.start_agent(wait=False)
                person.restart_at = None
            if person.continue_at is not None and person.continue_at <= now:
                person.account.agent.process.send_signal(signal.SIGCONT)
                person.continue_at = None
            if person.is_up and not person.account.agent.is_running:
                raise Failure(f"the agent of {person.name} ended by itself: "
                              + person.account.agent.text()[-500:])

    # After

    def settle(self):
        self.revive(everybody=True)
        for person in self.people:
            wait_until(lambda: person.ask("GET", "status"), 60, f"{person.name} answers")

        def is_quiet():
            self.revive()
            waiting = [conversation["waiting"] for person in self.people
                       for conversation in person.conversations() or [{"waiting": 1}]]
            return sum(waiting) == 0
        try:
            wait_until(is_quiet, self.options.settle, "everything is delivered")
        except Failure as failure:
            print(failure, flush=True)
            for person in self.people:
                waiting = sum(one["waiting"] for one in person.conversations() or [])
                if waiting:
                    print(f"{person.name} waits with {waiting}: {person.ask('GET', 'status')}")

    def judge(self):
        messages = lost = late = duplicated = disordered = 0
        for sender in self.people:
            for receiver in self.people:
                if receiver.name not in sender.peers:
                    continue
                sent = sender.texts(receiver.name, own=True)
                said = [text for text, _ in sent]
                heard = [text for text, _ in receiver.texts(sender.name, own=False)]
                confirmed = sender.confirmed.get(receiver.name, [])
                messages += len(said)
                missing = {text for text in said if text not in set(heard)}
                # Whoever wrote it is told that it has not arrived: nothing is lost yet.
                waiting = {text for text, state in sent if state != "delivered"} & missing
                late += len(waiting)
                missing -= waiting
                if waiting:
                    print(f"{len(waiting)} of {sender.name} to {receiver.name} have not arrived yet")
                forgotten = [text for text in confirmed if text not in set(said)]
                repeats = (len(heard) - len(set(heard))) + (len(said) - len(set(said)))
                lost += len(missing) + len(forgotten)
                duplicated += repeats
                expected = [text for text in said if text in set(heard)]
                once = list(dict.fromkeys(heard))
                strange = [text for text in once if text not in set(said)]
                if not strange and expected == once:
                    continue
                disordered += 1
                print(f"{sender.name} to {receiver.name}: {len(missing)} missing, "
                      f"{len(strange)} never said, or another order", flush=True)
        return messages, lost, late, duplicated, disordered

    def stop(self):
        for person in self.people:
            if person.account.agent and person.account.agent.is_running:
                person.account.agent.process.send_signal(signal.SIGCONT)
                person.account.agent.kill()
        self.deployment.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("programs")
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--round-ms", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kill-chance", type=float, default=0.05,
                        help="chance of a fault at each step of about 0.1 s")
    parser.add_argument("--settle", type=int, default=1_200,
                        help="seconds to wait at the end for everything to be delivered")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="moonless-soak-")
    soak = None
    try:
        start = time.monotonic()
        soak = Soak(options, directory)
        soak.gather()
        soak.introduce()
        print(f"{options.agents} agents have met after {time.monotonic() - start:.0f} s", flush=True)
        soak.run()
        start = time.monotonic()
        soak.settle()
        print(f"quiet after {time.monotonic() - start:.0f} s more; {soak.sleeps} sleeps, "
              f"{soak.unanswered} sends cut off", flush=True)
        messages, lost, late, duplicated, disordered = soak.judge()
    finally:
        if soak:
            soak.stop()
        shutil.rmtree(directory, ignore_errors=True)
    if late:
        print(f"{late} messages still wait, and their authors are told so")
    print(f"{options.agents} agents, {options.seconds} s: {messages} messages, {soak.kills} kills, "
          f"{lost} lost, {duplicated} duplicated, {disordered} out of order")
    sys.exit(0 if messages > 0 and lost == late == duplicated == disordered == 0 else 1)


if __name__ == "__main__":
    main()
