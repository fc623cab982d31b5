#!/usr/bin/env python3
"""Answers every text with itself: a bot over the command line. Its agent runs already.

    echo_bot.py [--home DIR]
"""

import json
import subprocess
import sys

moonless = ["moonless", *sys.argv[1:]]
follow = subprocess.Popen(
    [*moonless, "read", "--follow", "--unread", "--json"], stdout=subprocess.PIPE, text=True)
for line in follow.stdout:
    message = json.loads(line)
    if message["kind"] == "text":
        subprocess.run([*moonless, "send", message["conversation"], "--stdin"],
                       input=message["text"], text=True, check=True)
sys.exit(follow.wait())
