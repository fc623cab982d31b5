#!/usr/bin/env python3
"""Figures of the page, before an agent that pretends: so they are the page's alone.

    figures.py [MESSAGES]
"""

import glob
import gzip
import os
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mock_agent
from browser import Browser

# Scrolls from the end towards the beginning as a wheel that never rests, noting every frame.
SCROLL = """
const [pixels, done] = arguments;
const scroller = document.querySelector(".thread");
scroller.scrollTop = scroller.scrollHeight;
const times = [];
let last = null;
let rest = pixels;
const step = (now) => {
    if (last !== null) times.push(now - last);
    last = now;
    const before = scroller.scrollTop;
    scroller.scrollTop -= 400;
    rest -= 400;
    if (rest <= 0 || (scroller.scrollTop === 0 && before === 0)) return done(times);
    requestAnimationFrame(step);
};
requestAnimationFrame(step);
"""

# From the key's press to the frame in which the text stands in the thread.
ECHO = """
const [text, done] = arguments;
const input = document.querySelector(".composer textarea");
input.value = text;
input.dispatchEvent(new Event("input"));
const begin = performance.now();
input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
const look = () => {
    const shown = [...document.querySelectorAll(".message.own .text")]
        .some((one) => one.textContent === text);
    if (!shown) return requestAnimationFrame(look);
    requestAnimationFrame(() => done(performance.now() - begin));
};
requestAnimationFrame(look);
"""


# The first paint of anything, and that of the largest thing on the page.
PAINTS = """
const [done] = arguments;
const first = performance.getEntriesByName("first-contentful-paint")[0].startTime;
new PerformanceObserver((list) => done([first, list.getEntries().pop().startTime]))
    .observe({ type: "largest-contentful-paint", buffered: true });
"""


class LongThread:
    """A thread of that many messages, open at its end."""

    def __init__(self, messages):
        self.world = mock_agent.World("open", conversations=50, messages=messages)
        self.address, self.server = mock_agent.serve(self.world)
        self.browser = Browser(self.address)
        self.browser.driver.set_script_timeout(120)

    def __enter__(self):
        self.browser.find(".row")
        self.browser.click(".row", "Contact 0")
        self.browser.find(".message")
        return self

    def __exit__(self, *_):
        self.browser.close()
        self.server.shutdown()
        self.server.server_close()

    def filled(self):
        """How many messages are laid out."""
        return self.browser.run("return document.querySelectorAll('[data-sequence]').length")

    def texts(self):
        return self.browser.run(
            "return [...document.querySelectorAll('.message .text')].map((one) => one.textContent)")

    def scroll(self, pixels=120_000):
        times = self.browser.driver.execute_async_script(SCROLL, pixels)
        return {"frames": len(times), "longest": max(times), "median": statistics.median(times)}

    def echo(self, count=20):
        return [self.browser.driver.execute_async_script(ECHO, f"number {number} of the echo")
                for number in range(count)]


def sizes():
    """Bytes of the page's files, as they are and compressed."""
    plain = compressed = files = 0
    for path in glob.glob(os.path.join(mock_agent.ASSETS, "**", "*"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                data = file.read()
            plain += len(data)
            compressed += len(gzip.compress(data))
            files += 1
    return files, plain, compressed


def first_paint():
    """Milliseconds to the first and to the largest paint of a page that was never here before."""
    world = mock_agent.World("open", conversations=50, messages=500)
    address, server = mock_agent.serve(world)
    found = []
    for _ in range(5):
        browser = Browser(address)
        browser.find(".row")
        found.append(browser.driver.execute_async_script(PAINTS))
        browser.close()
    server.shutdown()
    server.server_close()
    return [statistics.median(times) for times in zip(*found)]


def main():
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    files, plain, compressed = sizes()
    print(f"size: {files} files, {plain / 1_000:.0f} kB ({compressed / 1_000:.0f} kB compressed)")
    first, largest = first_paint()
    print(f"first paint: {first:.0f} ms, the list of conversations: {largest:.0f} ms (medians of 5)")
    with LongThread(messages) as thread:
        result = thread.scroll()
        echoes = thread.echo()
        heap = thread.browser.run("return performance.memory.usedJSHeapSize")
    print(f"scrolling {messages} messages: longest frame {result['longest']:.0f} ms, "
          f"median {result['median']:.1f} ms, {result['frames']} frames")
    print(f"Enter to the text on the screen: median {statistics.median(echoes):.0f} ms, "
          f"longest {max(echoes):.0f} ms of {len(echoes)}")
    print(f"the page's memory: {heap / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
