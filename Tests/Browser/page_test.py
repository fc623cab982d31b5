"""The page before an agent that only pretends: what takes a thread too long for a real one, every
view for those who cannot see it well, and trouble that is hard to bring about."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accessibility
import figures
import mock_agent
import screenshots
from browser import Browser, Keys


class ViewsTest(unittest.TestCase):
    """Every view, light and dark, wide and narrow."""

    def check(self, style):
        size, scheme = screenshots.SIZES[style]
        browser = Browser(size=size, scheme=scheme)
        self.addCleanup(browser.close)
        for view, show in screenshots.VIEWS.items():
            world, _, _ = screenshots.account()
            address, server = mock_agent.serve(world)
            browser.open(address)
            browser.find(".messenger")
            show(browser, world)
            with self.subTest(view=view):
                self.assertEqual(accessibility.problems(browser), [])
            server.shutdown()
            server.server_close()

    def test_light(self):
        self.check("light")

    def test_dark_and_narrow(self):
        self.check("narrow-dark")


class PageTest(unittest.TestCase):
    def setUp(self):
        self.world, self.ben, self.walks = screenshots.account()
        self.address, self.server = mock_agent.serve(self.world)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.browser = Browser(self.address)
        self.addCleanup(self.browser.close)
        self.browser.find(".messenger")

    def test_a_full_disk_is_told_and_the_text_is_kept(self):
        screenshots.failed(self.browser, self.world)
        self.browser.find(".failure", "The disk is full")
        self.world.failing = None
        self.browser.click(".failure button", "Try again")
        self.browser.wait(lambda: self.world.threads[self.ben["id"]][-1]["text"]
                          == "This will not be stored.", 10, "the second try")
        self.browser.gone(".failure")

    def test_texts_arrive_in_the_order_of_writing(self):
        screenshots.thread(self.browser, self.world)
        texts = [f"number {number}" for number in range(20)]
        for text in texts:
            self.browser.run("""
                const input = document.querySelector(".composer textarea");
                input.value = arguments[0];
                input.form.requestSubmit();
                """, text)
        self.browser.wait(
            lambda: [one["text"] for one in self.world.threads[self.ben["id"]]][-20:] == texts,
            20, "all twenty in order")
        self.browser.wait(
            lambda: [one.strip() for one in self.browser.texts(".message .text")][-20:] == texts,
            20, "all twenty shown once")

    def test_names_turn_nothing_around(self):
        self.ben["name"] = "\u202eneB \u2066<i>"
        self.world.tell("conversation", self.ben)
        self.browser.find(".row-name", "<i>")
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('.row-name .name')].every((one) =>"
            " one.tagName === 'BDI' && getComputedStyle(one).unicodeBidi.includes('isolate'))"), True)

    def test_arrivals_are_announced_and_history_is_not(self):
        screenshots.thread(self.browser, self.world)
        self.assertEqual(self.browser.find("[role=log]").get_attribute("aria-live"), "off")
        self.world.put(self.ben["id"], "Ben Okafor", "just now")
        self.browser.wait(lambda: "Ben Okafor: just now" in self.browser.run(
            "return document.getElementById('announcer').textContent"), 5, "the announcement")
        said = self.browser.run("return document.getElementById('announcer').textContent")
        self.assertNotIn("Bring a coat", said)

    def act(self, text, label):
        """Presses a button of the bar at the message of that text."""
        self.browser.run("""
            const message = [...document.querySelectorAll(".message")]
                .find((one) => one.querySelector(".text")?.textContent === arguments[0]);
            message.focus();
            message.querySelector(`[aria-label="${arguments[1]}"]`).click();
            """, text, label)

    def test_messages_are_answered_changed_and_deleted(self):
        screenshots.thread(self.browser, self.world)
        thread = self.world.threads[self.ben["id"]]
        self.act("Bring a coat.", "Reply")
        self.browser.find(".annex", "Bring a coat.")
        self.browser.type(".composer textarea", "Two.")
        self.browser.press(Keys.ENTER)
        self.browser.find(".message .quote", "Bring a coat.")
        self.assertEqual(thread[-1]["reply"]["text"], "Bring a coat.")
        self.browser.gone(".annex")
        self.act("Bring a coat.", "React")
        self.browser.click(".reaction-choice button", "👍")
        self.browser.find(".reaction[aria-pressed=true]", "👍")
        # A change keeps the draft, and what is shown is what the agent answered.
        self.browser.type(".composer textarea", "a draft")
        self.act("Two.", "More")
        self.browser.click("dialog .action", "Edit")
        self.assertEqual(self.browser.find(".composer textarea").get_attribute("value"), "Two.")
        self.browser.type(".composer textarea", "Two coats.")
        self.browser.press(Keys.ENTER)
        self.browser.find(".message .meta", "edited")
        self.browser.wait(lambda: self.browser.find(".composer textarea").get_attribute("value")
                          == "a draft", 5, "the draft is back")
        self.act("Two coats.", "More")
        self.browser.click("dialog .action", "Delete for everyone")
        self.browser.click("dialog[data-kind=confirm] .dangerous")
        self.browser.find(".message .deleted", "was deleted")
        self.act("Show me tonight?", "More")
        self.browser.click("dialog .action", "Delete")
        self.browser.click("dialog[data-kind=confirm] .dangerous")
        self.browser.wait(lambda: "tonight" not in " ".join(self.browser.texts(".message")),
                          10, "the message is gone")

    def test_what_was_said_is_found(self):
        self.browser.type("input[type=search]", "third stone")
        self.browser.click(".found-row", "third stone")
        self.browser.find(".thread-head h1", "Cleo")
        self.browser.wait(lambda: "third stone" in self.browser.focused().text, 10, "the place")

    def test_a_changed_key_is_shown(self):
        self.ben["keyChanged"] = True
        self.ben["verified"] = False
        screenshots.thread(self.browser, self.world)
        self.world.tell("conversation", self.ben)
        self.browser.find(".banner.danger", "another identity key")
        self.browser.find(".row .mark.alarm")

    def test_the_rhythm_does_not_show_what_is_written(self):
        screenshots.thread(self.browser, self.world)
        for number in range(24):
            self.world.tell("round", {"round": number, "answered": True})
        shape = "return document.querySelector('.beats').outerHTML"
        self.browser.wait(lambda: self.browser.run(shape).count("full") == 24, 5, "24 rounds")
        before = self.browser.run(shape)
        for _ in range(5):
            self.browser.type(".composer textarea", "a message")
            self.browser.press(Keys.ENTER)
        self.world.tell("round", {"round": 25, "answered": True})
        self.assertEqual(self.browser.run(shape), before)

    def test_links_are_asked_about(self):
        screenshots.thread(self.browser, self.world)
        self.browser.click(".message .link")
        self.browser.find("dialog", "Open this address?")
        self.assertEqual(self.browser.foreign_requests(self.address), [])

    def test_notifications_are_off_until_asked(self):
        self.assertEqual(self.browser.run("return Notification.permission"), "default")
        self.browser.click("[aria-label='Settings']")
        toggle = self.browser.field("Tell me of new messages")
        self.assertFalse(toggle.is_selected())


class LongThreadTest(unittest.TestCase):
    """Ten thousand messages; counts gate, times are figures."""

    def test_a_long_thread_is_scrolled_and_searched_to_its_beginning(self):
        with figures.LongThread(10_000) as thread:
            browser = thread.browser
            self.assertLess(thread.filled(), 400, "only what is near is laid out")
            first = thread.texts()[0]
            browser.run("document.querySelector('.thread').scrollTop = 0")
            browser.wait(lambda: browser.all("[data-sequence='1']"), 10, "the first message")
            self.assertNotEqual(thread.texts()[0], first)
            self.assertLess(thread.filled(), 400)
            result = thread.scroll()
            self.assertGreater(result["frames"], 50)
            self.assertLess(thread.filled(), 400)
            # Whatever was passed, places stand in their order and once.
            places = browser.run("return [...document.querySelectorAll('[data-sequence]')]"
                                 ".map((one) => Number(one.dataset.sequence))")
            self.assertEqual(places, sorted(set(places)))


if __name__ == "__main__":
    unittest.main()
