"""A deployment and its accounts as real processes on loopback, for the demo and the tests.

Everything lives under one directory and ends with the program that made it.
"""

import json
import os
import random
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """What was expected did not happen."""


def free_ports(count):
    """Below those that systems give to outgoing connections: one of these may be taken again before
    a server listens."""
    ports = []
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.append(port)
        if len(ports) == count:
            return ports
    raise Failure(f"only {len(ports)} free ports of {count}")


def wait_until(condition, seconds, what):
    """Polls until the condition holds; its value is returned."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(0.1)


class Process:
    """A program in the background, its output in a file."""

    def __init__(self, arguments, log, environment=None):
        self.log = log
        self.output = open(log, "ab")
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
            env=environment)

    @property
    def is_running(self):
        return self.process.poll() is None

    def text(self):
        with open(self.log, "rb") as file:
            return file.read().decode(errors="replace")

    def kill(self):
        """As a crash: nothing can be put in order."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=20):
        """As a person or the system does it; returns the exit code."""
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"{self.log}: SIGTERM did not end it within {seconds} s")
        finally:
            self.output.close()


class Deployment:
    """A leader and a helper."""

    def __init__(self, moonlessd, directory, round_milliseconds=250, capacity=64, name="Test"):
        self.moonlessd = moonlessd
        self.directory = directory
        self.leader_directory = os.path.join(directory, "leader")
        self.helper_directory = os.path.join(directory, "helper")
        self.processes = {}
        self.leader_port, self.helper_port = free_ports(2)
        self.operate(
            "init", self.helper_directory, "--role", "helper",
            "--listen", f"127.0.0.1:{self.helper_port}")
        self.operate(
            "init", self.leader_directory, "--role", "leader",
            "--listen", f"127.0.0.1:{self.leader_port}",
            "--helper", os.path.join(self.helper_directory, "helper.public"), "--name", name,
            "--round-ms", str(round_milliseconds), "--capacity", str(capacity))
        self.operate(
            "cosign", self.helper_directory,
            os.path.join(self.leader_directory, "deployment.json"))

    def operate(self, *arguments):
        result = subprocess.run(
            [self.moonlessd, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if result.returncode != 0:
            raise Failure(f"moonlessd {arguments[0]}: {result.stderr.strip()}")
        return result.stdout

    def start(self, role):
        directory = {"leader": self.leader_directory, "helper": self.helper_directory}[role]
        log = os.path.join(self.directory, role + ".log")
        before = Process([self.moonlessd, "run", directory], log)
        self.processes[role] = before
        port = {"leader": self.leader_port, "helper": self.helper_port}[role]
        wait_until(lambda: listens(port) or not before.is_running, 60, f"the {role} listens")
        if not before.is_running:
            raise Failure(f"the {role} ended at once: {before.text()}")

    def start_both(self):
        self.start("helper")
        self.start("leader")

    def tickets(self, count):
        lines = self.operate("tickets", self.leader_directory, "--count", str(count)).split()
        return [line for line in lines if line.startswith("moonless:join/")]

    def stop(self):
        for process in self.processes.values():
            if process.is_running:
                process.stop()


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Account:
    """A person's home and agent."""

    def __init__(self, moonless, home, passphrase="correct horse battery staple"):
        self.moonless = moonless
        self.home = home
        self.agent = None
        self.environment = dict(os.environ, MOONLESS_PASSPHRASE=passphrase)
        self.environment.pop("MOONLESS_HOME", None)
        self.agent_options = []

    def run(self, *arguments, input=None, timeout=120, environment=None):
        """One command; whatever its outcome."""
        return subprocess.run(
            [self.moonless, "--home", self.home, *arguments], input=input,
            stdin=subprocess.DEVNULL if input is None else None, capture_output=True, text=True,
            timeout=timeout, env=environment or self.environment)

    def do(self, *arguments, **options):
        """One command that must succeed; what it printed."""
        result = self.run(*arguments, **options)
        if result.returncode != 0:
            raise Failure(
                f"moonless {' '.join(arguments[:2])} ended with {result.returncode}: {result.stderr.strip()}")
        return result.stdout

    def json(self, *arguments, **options):
        return [json.loads(line) for line in self.do("--json", *arguments, **options).splitlines()]

    def start_agent(self, wait=True):
        log = self.home + ".log"
        start = os.path.getsize(log) if os.path.exists(log) else 0
        self.agent = Process(
            [self.moonless, "agent", "--home", self.home, *self.agent_options], log,
            self.environment)
        if wait:
            wait_until(
                lambda: "connected" in self.agent.text()[start:].splitlines()
                or not self.agent.is_running, 90, f"the agent of {self.home} connects")
        if not self.agent.is_running:
            raise Failure(f"the agent ended at once: {self.agent.text()[start:]}")

    def texts(self, peer):
        """The thread's texts as (is own, text)."""
        return [(message["from"] is None, message["text"])
                for message in self.json("read", peer)]

    def stop(self):
        if self.agent and self.agent.is_running:
            self.agent.stop()
