#!/usr/bin/env python3
"""Measures a first conversation with real processes on loopback.

    measure.py DIRECTORY-OF-PROGRAMS [--messages N] [--idle-seconds N] [--accounts N]

Prints one JSON object a line: latency from `moonless send` to the line that `moonless read
--follow` prints, without and with a file on its way, and processor time of servers and agents.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from deployment import Account, Deployment, wait_until


def processor_seconds(process):
    with open(f"/proc/{process.process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_name():
    with open("/proc/cpuinfo") as file:
        return next(line.split(":", 1)[1].strip() for line in file if "model name" in line)


class Follower:
    """`moonless read --follow`, with the time at which each text appeared."""

    def __init__(self, account, peer):
        self.seen = {}
        self.process = subprocess.Popen(
            [account.moonless, "--home", account.home, "--json", "read", peer, "--follow"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=account.environment)
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        for line in self.process.stdout:
            message = json.loads(line)
            if message["from"] is not None:
                self.seen.setdefault(message["text"], time.monotonic())

    def stop(self):
        self.process.kill()
        self.process.wait()


def latency(alice, follower, count, round_milliseconds):
    seconds = []
    for number in range(count):
        # A person writes at any point of a round.
        time.sleep(random.uniform(1, 2) * round_milliseconds / 1000)
        text = f"{number} {random.random()}"
        start = time.monotonic()
        alice.do("send", "Bob", text)
        wait_until(lambda: text in follower.seen, 60, "the text arrives")
        seconds.append(follower.seen[text] - start)
    seconds.sort()
    return {
        "medianMilliseconds": round(1000 * statistics.median(seconds)),
        "p99Milliseconds": round(1000 * seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]),
        "messages": count,
    }


def latency_during_transfer(alice, follower, count, round_milliseconds):
    """The same while the largest file there may be goes from the same account to the same contact."""
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(os.urandom(262_144))
        file.flush()
        alice.do("file", "send", "Bob", file.name)
    result = latency(alice, follower, count, round_milliseconds)
    transfer = alice.json("file", "list")
    # Otherwise the figure would be of silence again.
    result["fileBytesDone"] = transfer[0]["doneBytes"] if transfer else 262_144
    if transfer:
        alice.do("file", "cancel", "Bob", str(transfer[0]["sequence"]))
    return result


def processor_time(deployment, agents, seconds):
    processes = dict(deployment.processes, **{f"agent {n}": a.agent for n, a in enumerate(agents)})
    before = {name: processor_seconds(process) for name, process in processes.items()}
    start = time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - start
    return {name: (processor_seconds(process) - before[name]) / elapsed
            for name, process in processes.items()}


def measure(programs, round_milliseconds, options):
    directory = tempfile.mkdtemp(prefix="moonless-measure-")
    accounts = []
    deployment = Deployment(
        os.path.join(programs, "moonlessd"), os.path.join(directory, "servers"),
        round_milliseconds=round_milliseconds, capacity=1024)
    try:
        deployment.start_both()
        tickets = deployment.tickets(options.accounts)
        for number, ticket in enumerate(tickets):
            account = Account(
                os.path.join(programs, "moonless"), os.path.join(directory, f"account{number}"))
            account.do("join", ticket)
            accounts.append(account)
        alice, bob = accounts[:2]
        alice.start_agent()
        bob.start_agent()
        link = alice.do("invite", "--name", "Bob").split()[0]
        bob.do("accept", link, "--name", "Alice")
        wait_until(
            lambda: all(a.json("contacts")[0]["phase"] == "active" for a in (alice, bob)), 180,
            "the introduction")
        follower = Follower(bob, "Alice")
        time.sleep(1)
        result = {"roundMilliseconds": round_milliseconds, "processor": processor_name()}
        result.update(latency(alice, follower, options.messages, round_milliseconds))
        result["duringTransfer"] = latency_during_transfer(
            alice, follower, options.messages // 2, round_milliseconds)
        follower.stop()
        few = processor_time(deployment, [alice, bob], options.idle_seconds)
        for account in accounts[2:]:
            account.start_agent()
        many = processor_time(deployment, accounts, options.idle_seconds)
        rounds = 1000 / round_milliseconds
        result["idleAgentPercentOfACore"] = round(100 * few["agent 0"], 2)
        for role in ("leader", "helper"):
            marginal = (many[role] - few[role]) / (len(accounts) - 2) / rounds
            result[role + "MicrosecondsPerClientAndRound"] = round(1e6 * marginal)
        print(json.dumps(result), flush=True)
    finally:
        for account in accounts:
            account.stop()
        deployment.stop()
        shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs")
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--idle-seconds", type=int, default=60)
    parser.add_argument("--accounts", type=int, default=12)
    options = parser.parse_args()
    for round_milliseconds in (250, 1000):
        measure(options.programs, round_milliseconds, options)


main()
