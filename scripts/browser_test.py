#!/usr/bin/python3
"""Plays in headless browsers what people do in the page, and measures that it can be used by all.

    browser_test.py DIRECTORY-OF-PROGRAMS [TEST...]

TEST is one of `texts`, `report` (of the audit), `page` (an agent that pretends), `first_quarter` and
`everyday` (real programs); without any, all but the last, which takes some seven minutes. With MOONLESS_ASSETS the agents serve the page's files from that directory
and not their own; with MOONLESS_PICTURES the last one leaves a picture of every view in that directory.
"""

import os
import sys
import time
import unittest

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "Browser")


class Timed(unittest.TextTestResult):
    """Says how long each step took, so that what has become slow is seen."""

    def startTest(self, test):
        self.began = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test):
        self.stream.write(f"({time.monotonic() - self.began:.0f} s) ")
        super().addSuccess(test)

    def addFailure(self, test, problem):
        super().addFailure(test, problem)
        self.tell_of_agents(test)

    def addError(self, test, problem):
        super().addError(test, problem)
        self.tell_of_agents(test)

    def tell_of_agents(self, test):
        """What the agents said last, before their directory is gone with the test."""
        for person in getattr(getattr(test, "town", None), "people", []):
            state = "runs" if person.agent.is_running else f"ended ({person.agent.process.returncode})"
            self.stream.writeln(f"{person.home} {state}: {person.agent.text()[-3_000:]}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    os.environ["MOONLESS_PROGRAMS"] = os.path.abspath(sys.argv[1])
    sys.path.insert(0, TESTS)
    wanted = sys.argv[2:] or ["texts", "report", "page", "first_quarter"]
    suite = unittest.defaultTestLoader.loadTestsFromNames([name + "_test" for name in wanted])
    # Steps build on one another: what follows the first failure says nothing.
    result = unittest.TextTestRunner(verbosity=2, failfast=True, resultclass=Timed).run(suite)
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
