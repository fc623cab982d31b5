#!/usr/bin/env python3
"""Measures rounds of a leader and a helper under simulated clients.

    swift build -c release --product moonlessd && swift build -c release --product moonless-load
    python3 scripts/measure_rounds.py .build/release --clients 1000,5000,10000

Everything is real but the people: two server processes, TLS connections, sessions, queries. With
--perf (Linux, the program `perf`) processor time is split by what it was spent on.
"""

import argparse
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from deployment import free_ports

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CPrivateRetrieval"


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


class Site:
    """A deployment in a directory, and its two servers."""

    def __init__(self, binaries, directory, capacity, options):
        self.program = binaries / "moonlessd"
        self.leader, self.helper = directory / "leader", directory / "helper"
        ports = [f"127.0.0.1:{port}" for port in free_ports(2)]
        run([self.program, "init", self.helper, "--role", "helper", "--listen", ports[1]])
        run([self.program, "init", self.leader, "--role", "leader", "--listen", ports[0],
             "--helper", self.helper / "helper.public", "--name", "load", "--capacity", str(capacity),
             "--round-ms", str(options.round_ms), "--pages", str(options.pages),
             "--bell-period", str(options.bell_period), "--reads", str(options.reads)])
        run([self.program, "cosign", self.helper, self.leader / "deployment.json"])
        self.servers = []
        for path in (self.helper, self.leader):
            log = open(f"{path}.log", "wb")
            server = subprocess.Popen(
                [self.program, "run", path, "--packed-memory", str(options.packed_memory)],
                stdout=subprocess.PIPE, stderr=log, text=True)
            self.servers.append(server)
            server.stdout.readline()

    def pids(self):
        return {"helper": self.servers[0].pid, "leader": self.servers[1].pid}

    def stop(self):
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
        for server in self.servers:
            server.wait()


def record(pids, seconds, output):
    return subprocess.Popen(
        ["perf", "record", "-q", "-F", "997", "-e", "cpu-clock", "-o", str(output),
         "-p", ",".join(map(str, pids)), "--", "sleep", str(seconds)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def retrieval_functions():
    text = "".join(path.read_text() for path in SOURCES.rglob("*.[ch]"))
    return set(re.findall(r"\b[a-z][a-z_0-9]+\b", text))


def category(thread_is_engine, library, symbol, retrieval):
    """What a sample was spent on: TLS, retrieval, storage, sockets, keys and hashes, or framing."""
    if "kernel" in library or library == "[unknown]":
        return "storage (kernel)" if thread_is_engine else "sockets (kernel)"
    base = symbol.split(".")[0]
    if re.match(r"CNIOBoringSSL|bssl::CNIO|ssl_|tls_", base) or "6NIOSSL" in symbol:
        return "TLS"
    if base.startswith("CCrypto") or "6Crypto" in symbol:
        return "keys and hashes"
    if "moonlessd" in library and base in retrieval:
        return "retrieval"
    return "engine" if thread_is_engine else "framing"


def split(output, pid):
    """Shares of a process's samples by category."""
    text = run(["perf", "script", "-i", str(output), "-F", "comm,pid,tid,ip,sym,dso", "--pid",
                str(pid)])
    retrieval = retrieval_functions()
    counts = {}
    # Engine threads are the first group of event loops; pool threads only compute.
    for line in text.splitlines():
        match = re.match(r"\s*(.+?)\s+(\d+)/(\d+)\s+[0-9a-f]+ (.*) \((.*)\)$", line)
        if not match:
            continue
        comm, _, _, symbol, library = match.groups()
        kind = category(comm.startswith("NIO-ELT-1-"), library, symbol, retrieval)
        counts[kind] = counts.get(kind, 0) + 1
    total = sum(counts.values()) or 1
    return {kind: count / total for kind, count in counts.items()}


def play(binaries, site, directory, clients, options, when_measuring):
    """One run of the load generator; its report. Calls `when_measuring` as the measured rounds begin."""
    pids = site.pids()
    # Planes of a new helper differ from the leader's: they are repaired in their first round.
    warm_up = options.pages + 2
    load = subprocess.Popen(
        [binaries / "moonless-load", "--deployment", site.leader / "deployment.json",
         "--clients", str(clients), "--rounds", str(options.rounds), "--warm-up",
         str(warm_up), "--tickets", directory / "links", "--accounts",
         directory / "accounts.json", "--leader-pid", str(pids["leader"]), "--helper-pid",
         str(pids["helper"]), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    start = time.time()
    for line in load.stderr:
        print(f"  {time.time() - start:6.1f} s  {line.strip()}", file=sys.stderr)
        if line.startswith("measuring"):
            when_measuring()
    report = json.loads(load.stdout.read() or "{}")
    if load.wait() != 0:
        sys.exit("the load generator failed")
    return report


def export_of(site, directory, seconds):
    """Exports of the leader, one after the other, for as long as the measured rounds take."""
    command = ('end=$(($(date +%s) + $0)); while [ $(date +%s) -lt $end ]; do '
               '"$1" export "$2" --to "$3" --supplement "$3.s" || exit 1; rm -f "$3" "$3.s"; done')
    return subprocess.Popen(
        ["sh", "-c", command, str(seconds), site.program, site.leader, directory / "export.tar"],
        stdout=subprocess.DEVNULL)


def compare_exports(binaries, site, directory, clients, options):
    """The same rounds without an export, beside one, and without again."""
    reports = []
    for name in ("without", "with", "without"):
        exports = []
        seconds = options.rounds * options.round_ms // 1000
        begin = (lambda: exports.append(export_of(site, directory, seconds))) if name == "with" \
            else (lambda: None)
        report = play(binaries, site, directory, clients, options, begin)
        for export in exports:
            if export.wait() != 0:
                sys.exit("the export failed")
        report["export"] = name
        print(f"{name} an export:")
        show(report)
        reports.append(report)
    # An export's threads are named apart: its own work is not the rounds'.
    def rounds_cost(report):
        return sum(cost for name, cost in report["servers"][0]["threads"].items()
                   if not name.startswith("TP-"))
    for what, value in (("rounds' processor time", rounds_cost),
                        ("median after the close", lambda report: report["medianMilliseconds"])):
        before, beside, after = map(value, reports)
        print(f"{what}: {before:.1f}, {beside:.1f}, {after:.1f}: "
              f"{beside / ((before + after) / 2):.3f} times without")


def measure(binaries, clients, options):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="moonless-load-", dir=options.directory))
    try:
        site = Site(binaries, directory, options.capacity or clients, options)
        try:
            (directory / "links").write_text(
                run([site.program, "tickets", site.leader, "--count", str(clients)]))
            if options.export:
                return compare_exports(binaries, site, directory, clients, options)
            pids, perf = site.pids(), []

            def begin_recording():
                if options.perf:
                    perf.append(record(
                        pids.values(), options.rounds * options.round_ms / 1000 - 1,
                        directory / "perf.data"))

            report = play(binaries, site, directory, clients, options, begin_recording)
            for recording in perf:
                recording.wait()
                report["split"] = {
                    name: split(directory / "perf.data", pid) for name, pid in pids.items()}
                if options.keep_perf:
                    shutil.copy(directory / "perf.data", options.keep_perf)
        finally:
            site.stop()
        if report["missed"] or report["lost"]:
            for name in ("leader", "helper"):
                for line in (directory / f"{name}.log").read_text().splitlines()[-8:]:
                    print(f"  {name}: {line}", file=sys.stderr)
        return report
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def show(report):
    print(f"{report['clients']} clients, {report['rounds']} rounds of "
          f"{report['roundMilliseconds']} ms: answers {report['answers']}, missed "
          f"{report['missed']}, lost {report['lost']}, opened {report['checkedAnswers']}, wrong "
          f"{report['wrongRecords']}; after the close: median {report['medianMilliseconds']} ms, "
          f"99 % {report['percentile99Milliseconds']} ms")
    for server in report["servers"]:
        cost = server["microsecondsPerClientAndRound"]
        print(f"  {server['name']}: {cost:.1f} us a client and round, kernel "
              f"{100 * server['kernelShare']:.0f} %")
        shares = report.get("split", {}).get(server["name"], {})
        for kind, share in sorted(shares.items(), key=lambda item: -item[1]):
            print(f"    {kind}: {share * cost:.1f} us")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("--clients", default="1000")
    parser.add_argument("--capacity", type=int, help="slots, if more than clients")
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--round-ms", type=int, default=1000)
    parser.add_argument("--reads", type=int, default=2)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--bell-period", type=int, default=4)
    parser.add_argument("--packed-memory", type=int, default=512)
    parser.add_argument("--directory", help="where to make the servers' directories")
    parser.add_argument("--perf", action="store_true", help="split processor time by its use")
    parser.add_argument("--export", action="store_true",
                        help="the same rounds without, beside and again without exports")
    parser.add_argument("--keep-perf", help="keep perf's samples in this file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for clients in map(int, options.clients.split(",")):
        report = measure(options.binaries.resolve(), clients, options)
        if report is None:
            continue
        print(json.dumps(report)) if options.json else show(report)


if __name__ == "__main__":
    main()
