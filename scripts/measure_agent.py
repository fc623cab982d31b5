#!/usr/bin/env python3
"""Measures an agent with many contacts and long threads: its memory, and how fast its page is.

    measure_agent.py DIRECTORY-OF-PROGRAMS [CONTACTS [MESSAGES]]

50 contacts and 100,000 messages unless told otherwise. Memory is VmRSS; beside it that of an agent
without contacts, once connected and once not, for the session's part. The program AgentFixture must have been
built (swift build -c release --product AgentFixture).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from deployment import Account, Deployment, wait_until
from web_steps import Browser


def memory(account):
    with open(f"/proc/{account.agent.process.pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024


def median_milliseconds(action, count):
    times = []
    for number in range(count):
        begin = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - begin) * 1000)
    return sorted(times)[count // 2]


def measure_full(programs, directory, contacts, messages):
    key = os.path.join(directory, "key")
    with open(key, "wb") as file:
        file.write(os.urandom(32))
    account = Account(os.path.join(programs, "moonless"), os.path.join(directory, "full"))
    subprocess.run(
        [os.path.join(programs, "AgentFixture"), account.home, key, str(contacts),
         str(messages // contacts)], check=True)
    vault = os.path.getsize(os.path.join(account.home, "vault.sqlite")) / 1e6
    print(f"{contacts} contacts, {messages} messages, vault of {vault:.0f} MB")
    account.agent_options = ["--key-file", key]
    begin = time.perf_counter()
    account.start_agent(wait=False)
    try:
        wait_until(lambda: account.run("status").returncode == 0, 60, "the agent answers")
        print(f"answers after {time.perf_counter() - begin:.2f} s")
        time.sleep(5)
        print(f"memory after the start: {memory(account):.0f} MiB")
        browser = Browser(account)
        ids = [one["id"] for one in browser.get("conversations")["conversations"]]
        shown = median_milliseconds(lambda _: browser.get("conversations"), 21)
        page = median_milliseconds(
            lambda number: browser.get(f"conversations/{ids[number]}/messages?limit=50"), len(ids))
        above = median_milliseconds(
            lambda number: browser.get(
                f"conversations/{ids[number]}/messages?before=1000&limit=50"), len(ids))
        send = median_milliseconds(
            lambda number: browser.do(
                "POST", f"conversations/{ids[number]}/messages", {"text": "hello"}), len(ids))
        everywhere = median_milliseconds(lambda _: browser.get("search?q=bridge&limit=30"), 21)
        rare = median_milliseconds(
            lambda number: browser.get(f"search?q=lantern{number * 37}&limit=30"), 21)
        several = median_milliseconds(
            lambda number: browser.get(f"search?q=cold%20old%20lantern{number * 41}&limit=30"), 21)
        found = len(browser.get("search?q=lantern37&limit=1000")["messages"])
        print(f"search in {messages} messages: a word in all of them {everywhere:.1f} ms, one in "
              f"{found} of them {rare:.1f} ms, three words {several:.1f} ms (medians of 21)")
        print(f"list of conversations: {shown:.1f} ms; newest 50 messages: {page:.1f} ms; 50 further "
              f"up: {above:.1f} ms; sending: {send:.1f} ms (medians)")
        for number in range(2_000):
            browser.get(f"conversations/{ids[number % len(ids)]}/messages?before={number}&limit=50")
        print(f"memory after 2,200 requests: {memory(account):.0f} MiB")
    finally:
        account.stop()


def measure_empty(programs, directory):
    deployment = Deployment(
        os.path.join(programs, "moonlessd"), os.path.join(directory, "servers"),
        round_milliseconds=1000, capacity=1024)
    deployment.start_both()
    account = Account(os.path.join(programs, "moonless"), os.path.join(directory, "empty"))
    try:
        account.do("join", deployment.tickets(1)[0], "--name", "Empty")
        account.start_agent()
        time.sleep(30)
        print(f"memory without contacts, connected: {memory(account):.0f} MiB")
        account.stop()
        deployment.stop()
        account.start_agent(wait=False)
        wait_until(lambda: "waiting" in account.agent.text(), 60, "the agent waits")
        time.sleep(5)
        print(f"memory without contacts, not connected: {memory(account):.0f} MiB")
    finally:
        account.stop()
        deployment.stop()


def main():
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    programs = os.path.abspath(sys.argv[1])
    contacts = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    messages = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    directory = tempfile.mkdtemp(prefix="moonless-")
    try:
        measure_full(programs, directory, contacts, messages)
        measure_empty(programs, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
