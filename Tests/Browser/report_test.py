"""The audit's report as people read it: light and dark, wide and narrow, by keyboard and by screen
reader, and without a network.

    report_test.py REPORT.html          # what is wrong with a report that is there
"""

import os
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accessibility
from browser import Browser, Keys

SIZES = {"light": ((1280, 800), "light"), "dark": ((1280, 800), "dark"),
         "narrow": ((390, 844), "light"), "narrow-dark": ((390, 844), "dark")}

# What is wrong with the order of the headings, with pictures without words, and with tables whose
# cells belong to no heading.
HEADINGS = """
const problems = [];
let level = 0;
for (const one of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(one.tagName[1]);
    if (next > level + 1) problems.push(`a heading skips a level: ${one.textContent}`);
    level = next;
}
for (const one of document.querySelectorAll("figure > svg, header svg")) {
    if (one.getAttribute("aria-hidden") === "true") continue;
    if (one.getAttribute("role") !== "img" || !one.getAttribute("aria-label")) {
        problems.push("a picture without words");
    }
}
for (const one of document.querySelectorAll("table")) {
    for (const row of one.tBodies[0].rows) {
        if (row.cells[0].scope !== "row") problems.push("a row without a heading");
        if (row.cells.length !== one.tHead.rows[0].cells.length) {
            problems.push(`a row as wide as no other: ${row.textContent.slice(0, 60)}`);
        }
    }
}
for (const one of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(one.getAttribute("href").slice(1))) {
        problems.push(`a link leads nowhere: ${one.outerHTML.slice(0, 60)}`);
    }
}
return [...new Set(problems)];
"""
UNFOLD = 'document.querySelectorAll("details").forEach((one) => { one.open = true; });'


def inputs(folder):
    """A log and check-ins of a made-up village."""
    chance = random.Random(7)
    pairs = [(f"p{chance.randrange(40)}", f"p{chance.randrange(40)}") for _ in range(70)]
    times = sorted(1_600_000_000 + chance.randrange(40 * 86_400) for _ in range(1_500))
    log, places = os.path.join(folder, "log.csv"), os.path.join(folder, "places.csv")
    with open(log, "w", encoding="utf-8") as file:
        file.write("time,from,to\n")
        for time in times:
            one, other = chance.choice(pairs)
            file.write(f"{time},{one},{other}\n")
        file.write("never,p1,p2\n")
    with open(places, "w", encoding="utf-8") as file:
        file.write("time,user,latitude,longitude\n")
        for time in times:
            person = chance.randrange(12)
            file.write(f"{time},p{person},{48 + person / 100 + chance.gauss(0, .002):.5f},"
                       f"{9 + chance.gauss(0, .01):.5f}\n")
    return [log, places]


def problems(address, style):
    """Everything that is wrong with a report in this look, as sentences."""
    size, scheme = SIZES[style]
    browser = Browser(size=size, scheme=scheme)
    try:
        browser.open(address)
        browser.run(UNFOLD)
        found = accessibility.problems(browser) + browser.run(HEADINGS)
        browser.run('scrollTo(0, 0); document.activeElement?.blur();')
        stops, wrong = accessibility.focus_order(browser, Keys, steps=400)
        if not stops or "Skip" not in stops[0][1]:
            found.append("the first stop of the keyboard does not lead past the heading")
        found += wrong
        found += [f"it asks for {one}" for one in browser.requests()
                  if not one.startswith(("file:", "data:", "chrome:", "about:"))]
        return found + [f"it complains: {one}" for one in browser.errors()]
    finally:
        browser.close()


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="moonless-report-")
        cls.addClassCleanup(cls.folder.cleanup)
        report = os.path.join(cls.folder.name, "report.html")
        subprocess.run(
            [os.path.join(os.environ["MOONLESS_PROGRAMS"], "moonless"), "audit", *inputs(cls.folder.name),
             "--report", report], check=True, stdout=subprocess.DEVNULL)
        cls.address = "file://" + report

    def test_every_look(self):
        for style in SIZES:
            with self.subTest(style=style):
                self.assertEqual(problems(self.address, style), [])


if __name__ == "__main__":
    bad = 0
    for look in SIZES:
        for problem in problems("file://" + os.path.abspath(sys.argv[1]), look):
            bad += 1
            print(f"{look}: {problem}")
    sys.exit(1 if bad else 0)
