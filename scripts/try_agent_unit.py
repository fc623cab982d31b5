#!/usr/bin/env python3
"""Runs the packaged user unit of the agent under a systemd user manager of its own.

    make deb && sudo python3 scripts/try_agent_unit.py .build/packages/moonless_*.deb --servers DIR-OF-moonlessd

Nothing of this machine is changed: the package is laid over /usr in a mount namespace of its own, and
the manager, its sockets and the account live in a directory that goes away. It joins an account,
enables and starts the unit as its head says, and looks at what a person would see: locked at first,
unlocked by the passphrase, connected, started again after a crash and not after a wrong passphrase,
stopped. Root is needed for the namespace.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from deployment import Account, Deployment, Failure, wait_until

UNIT = "moonless-agent"
INSIDE = "MOONLESS_UNIT_TRIAL"
PASSPHRASE = "correct horse battery staple"


def manage(*arguments, check=True):
    done = subprocess.run(["systemctl", "--user", *arguments], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise Failure(f"systemctl --user {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def prepare(package, directory):
    """Lays the package over /usr; a run directory, a home."""
    subprocess.run(["dpkg-deb", "-x", package, directory / "package"], check=True)
    layers = f"lowerdir={directory / 'package' / 'usr'}:/usr"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, "/usr"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    # systemd asks for it before it manages a user's services.
    os.makedirs("/run/systemd/system")
    os.makedirs(f"/run/user/{os.getuid()}", 0o700)
    os.environ["XDG_RUNTIME_DIR"] = f"/run/user/{os.getuid()}"
    os.environ["HOME"] = str(directory / "home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "MOONLESS_HOME", "MOONLESS_PASSPHRASE"):
        os.environ.pop(name, None)
    os.makedirs(os.environ["HOME"], 0o700)


def main_process():
    return int(manage("show", "-p", "MainPID", "--value", UNIT))


def moonless(*arguments, passphrase=None):
    environment = dict(os.environ)
    if passphrase:
        environment["MOONLESS_PASSPHRASE"] = passphrase
    return subprocess.run(
        ["/usr/bin/moonless", *arguments], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120)


def is_connected():
    done = moonless("--json", "status")
    return done.returncode == 0 and json.loads(done.stdout)["connection"]["state"] == "connected"


def said(text):
    print(f"  {text}", flush=True)


def try_unit(link):
    verify = subprocess.run(
        ["systemd-analyze", "verify", "--user", f"/usr/lib/systemd/user/{UNIT}.service"],
        capture_output=True, text=True)
    # The manual's pages are compared by a program that need not be installed here.
    complaints = [line for line in verify.stderr.splitlines() if "Command 'man" not in line]
    if complaints:
        raise Failure("\n".join(complaints))
    said("systemd-analyze verify --user: nothing to say")

    joined = moonless("join", link, passphrase=PASSPHRASE)
    if joined.returncode != 0:
        raise Failure(f"join: {joined.stderr.strip()}")
    manage("daemon-reload")
    manage("enable", "--now", UNIT)
    wait_until(lambda: manage("is-active", UNIT, check=False) == "active", 20, "the unit starts")
    time.sleep(1)
    if is_connected():
        raise Failure("the account was open without a passphrase")
    said("enabled and started; the account is locked")

    unlocked = moonless("unlock", passphrase=PASSPHRASE)
    if unlocked.returncode != 0:
        raise Failure(f"unlock: {unlocked.stderr.strip()}")
    wait_until(is_connected, 60, "the account connects")
    said("'moonless unlock' opens it; connected")

    settings = pathlib.Path(os.environ["HOME"], ".config/moonless/agent.env")
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.touch(0o600)
    settings.write_text(f"MOONLESS_PASSPHRASE={PASSPHRASE}\n")
    before = main_process()
    os.kill(before, 9)
    wait_until(lambda: main_process() not in (0, before), 30, "systemd starts it again")
    wait_until(is_connected, 60, "the account connects again")
    said("killed: started again and open at once, with the passphrase of agent.env")

    settings.write_text("MOONLESS_PASSPHRASE=another\n")
    manage("restart", UNIT, check=False)
    wait_until(lambda: manage("is-active", UNIT, check=False) == "failed", 60, "it gives up")
    time.sleep(7)
    if manage("show", "-p", "NRestarts", "--value", UNIT) not in ("0", "1"):
        raise Failure("it is started again and again with a wrong passphrase")
    said("a wrong passphrase: failed, and not tried again and again")

    settings.unlink()
    manage("reset-failed", UNIT, check=False)
    manage("start", UNIT)
    manage("disable", "--now", UNIT)
    if main_process() != 0:
        raise Failure("it did not stop")
    said("disabled and stopped")


def inside(options):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="moonless-unit-"))
    servers = manager = None
    try:
        prepare(options.package, directory)
        servers = Deployment(str(options.servers / "moonlessd"), str(directory / "servers"))
        servers.start_both()
        log = open(directory / "manager.log", "wb")
        manager = subprocess.Popen(
            ["systemd", "--user", "--log-target=console"], stdout=log, stderr=log)
        wait_until(
            lambda: manage("is-system-running", check=False) in ("running", "degraded"), 30,
            "the user manager runs")
        try_unit(servers.tickets(1)[0])
        print("the unit works")
        return 0
    except Failure as failure:
        print(f"failed: {failure}", file=sys.stderr)
        print(manage("status", "--no-pager", "-l", UNIT, check=False), file=sys.stderr)
        if (directory / "manager.log").exists():
            sys.stderr.write((directory / "manager.log").read_text(errors="replace")[-3000:])
        return 1
    finally:
        if manager:
            manager.terminate()
            manager.wait()
        if servers:
            servers.stop()
        shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=pathlib.Path, help="the Debian package of moonless")
    parser.add_argument("--servers", type=pathlib.Path, required=True, help="where moonlessd is")
    options = parser.parse_args()
    options.package, options.servers = options.package.resolve(), options.servers.resolve()
    if os.environ.get(INSIDE) == "1":
        sys.exit(inside(options))
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "-m", sys.executable, *map(os.path.abspath, sys.argv[:1]),
                          str(options.package), "--servers", str(options.servers)])


if __name__ == "__main__":
    main()
