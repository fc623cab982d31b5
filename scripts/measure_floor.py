#!/usr/bin/env python3
"""Measures what receiving and sending alone costs a server on this machine.

    swift build -c release --product moonless-load
    python3 scripts/measure_floor.py .build/release --clients 2000,10000

The same bytes in the same rhythm as in scripts/measure_rounds.py, against a server that does nothing
else: with system calls alone (sockets), with SwiftNIO (nio), with SwiftNIO and TLS (tls). What a
leader takes beyond the last line is its own.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from deployment import free_ports


def measure(program, kind, clients, options):
    port = str(free_ports(1)[0])
    server = subprocess.Popen(
        [program, "echo", "--kind", kind, "--clients", str(clients), "--port", port],
        stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout.readline().strip() != "ready":
            sys.exit("the server did not start")
        done = subprocess.run(
            [program, "floor", "--kind", kind, "--clients", str(clients), "--port", port,
             "--server-pid", str(server.pid), "--rounds", str(options.rounds), "--json"],
            stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit("the clients failed")
        return json.loads(done.stdout)
    finally:
        server.kill()
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("--clients", default="2000")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--kinds", default="sockets,nio,tls")
    options = parser.parse_args()
    program = options.binaries.resolve() / "moonless-load"
    for clients in map(int, options.clients.split(",")):
        for kind in options.kinds.split(","):
            result = measure(program, kind, clients, options)
            kernel = result["microseconds"] * result["kernelShare"]
            print(f"{clients} clients, {kind}: {result['microseconds']:.1f} us a client and round, "
                  f"{kernel:.1f} us of it in the kernel", flush=True)


if __name__ == "__main__":
    main()
