"""A headless Chromium as a person uses it: looks, types, and notes every request it makes."""

import json
import os
import tempfile
import time
import urllib.parse

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

__all__ = ["Browser", "Keys"]


class Browser:
    """One browser with its own profile. `address` is what `moonless web --print` says."""

    def __init__(self, address=None, size=(1280, 800), scheme="light", language="en", scale=1):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        self.profile = tempfile.TemporaryDirectory(prefix="moonless-browser-")
        for argument in (
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", f"--window-size={size[0]},{size[1]}", f"--lang={language}",
                f"--user-data-dir={self.profile.name}", "--disable-background-networking",
                "--disable-component-update", "--no-first-run", "--enable-precise-memory-info",
                # A microphone that beeps, and a person who lets pages have it.
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(
            service=Service("/usr/bin/chromedriver"), options=options)
        self.requested = []
        self.console = []
        self.emulate(size, scheme, scale)
        if address:
            self.open(address)

    # Surroundings

    def emulate(self, size=None, scheme=None, scale=1):
        if size:
            self.command("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
                         deviceScaleFactor=scale, mobile=False)
        if scheme:
            self.command("Emulation.setEmulatedMedia",
                         features=[{"name": "prefers-color-scheme", "value": scheme},
                                   {"name": "prefers-reduced-motion", "value": "reduce"}])
        # A page in the background is not read: this one is in front.
        self.command("Emulation.setFocusEmulationEnabled", enabled=True)

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def open(self, address):
        self.driver.get(address)

    def close(self):
        try:
            self.driver.quit()
        finally:
            self.profile.cleanup()

    # Looking

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def find(self, selector, text=None, seconds=15):
        """The first visible element of that selector, and with that text, waiting for it."""
        return self.wait(lambda: self._find(selector, text), seconds, f"{selector} {text or ''}")

    def _find(self, selector, text):
        for element in self.all(selector):
            if not element.is_displayed():
                continue
            if text is None or text in element.text:
                return element
        return None

    def wait(self, condition, seconds, what):
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = condition()
            except StaleElementReferenceException:
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}\n{self.describe()}")
            time.sleep(0.05)

    def gone(self, selector, text=None, seconds=15):
        self.wait(lambda: not self._find(selector, text), seconds, f"{selector} gone")

    def describe(self):
        try:
            text = self.run("return document.body.innerText")[:1_500]
            return f"{text}\n{self.messages()}"
        except WebDriverException as error:
            return str(error)

    def texts(self, selector):
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)",
            selector)

    def has_text(self, text):
        return text in self.run("return document.body.innerText")

    def screenshot(self, path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.driver.save_screenshot(path)

    # Doing

    def click(self, selector, text=None, seconds=15):
        def attempt():
            element = self._find(selector, text)
            if not element:
                return False
            try:
                element.click()
            except StaleElementReferenceException:
                return False
            except WebDriverException as error:
                if "intercept" in str(error):
                    return False
                raise
            return True
        self.wait(attempt, seconds, f"to click {selector} {text or ''}")

    def type(self, selector, text, clear=True):
        element = self.find(selector)
        if clear:
            element.clear()
        self.insert(element, text)
        return element

    def insert(self, element, text):
        """As pasting does: any character, at once."""
        element.click()
        self.command("Input.insertText", text=text)

    def field(self, label):
        """The field of a label in the dialog that is open, or on the page."""
        return self.wait(lambda: self.run("""
            const within = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
            const label = [...within.querySelectorAll("label")]
                .find((one) => one.innerText.trim() === arguments[0]);
            return label ? document.getElementById(label.htmlFor) : null;
            """, label), 15, f"field {label}")

    def fill(self, label, text):
        element = self.field(label)
        element.clear()
        self.insert(element, text)

    def press(self, *keys):
        chain = ActionChains(self.driver)
        for key in keys[:-1]:
            chain.key_down(key)
        chain.send_keys(keys[-1])
        for key in reversed(keys[:-1]):
            chain.key_up(key)
        chain.perform()

    def focused(self):
        return self.driver.switch_to.active_element

    # What it asked for and said

    def requests(self):
        """Every address that a page of this browser has asked for."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                self.requested.append(message["params"]["url"])
        return self.requested

    def foreign_requests(self, origin):
        """Those that went anywhere else; what the browser makes of bytes in memory goes nowhere."""
        own = urllib.parse.urlsplit(origin).netloc
        return [url for url in self.requests()
                if not url.startswith(("data:", "blob:", "chrome:", "about:"))
                and urllib.parse.urlsplit(url).netloc != own]

    def messages(self):
        self.console += [entry["message"] for entry in self.driver.get_log("browser")]
        return self.console

    def errors(self):
        """What the page's console complains of, but for answers that the test provoked."""
        return [one for one in self.messages()
                if "Failed to load resource" not in one and "ERR_CONNECTION" not in one
                and "ERR_INCOMPLETE_CHUNKED" not in one and "ERR_EMPTY_RESPONSE" not in one
                # Advice for forms of two fields.
                and "[DOM] Password forms" not in one]
