"""The first quarter of an hour of two people (and a third), in browsers, against real programs."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accessibility
import steps
from browser import Keys
from people import PASSPHRASE, Town

PROGRAMS = os.environ.get("MOONLESS_PROGRAMS", ".build/debug")

HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "<img src=x onerror=\"document.title='taken'\"><b>bold?</b>",
    "\u202egnp.exe\u202c and \u2066isolated\u2069 and \u061c",
    "x" * 4_000,
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 200,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 40,
    "line one\n\n\n    line two\ttabbed",
    "javascript:alert(1) http://example.org/?q=<i> \u05e9\u05dc\u05d5\u05dd hello",
]


class FirstQuarterTest(unittest.TestCase):
    """Each step builds on the one before."""

    @classmethod
    def setUpClass(cls):
        cls.town = Town(PROGRAMS)
        cls.addClassCleanup(cls.town.close)
        cls.ada = cls.town.person("ada")
        cls.ben = cls.town.person("ben")
        cls.a = cls.ada.browse()
        cls.b = cls.ben.browse(size=(390, 844))

    def check_page(self, browser, what):
        self.assertEqual(accessibility.problems(browser), [], what)

    def test_01_a_mistyped_link_says_so(self):
        self.a.find("main[data-view=none]")
        self.assertEqual(self.a.run("return location.hash"), "", "no token in the address")
        self.a.type("main[data-view=none] textarea", "moonless:join/AAAA")
        self.a.press(Keys.ENTER)
        self.a.find(".field-error", "no whole link")
        self.check_page(self.a, "joining")

    def test_02_joining_says_what_it_costs(self):
        self.a.type("main[data-view=none] textarea", self.town.tickets[0])
        self.a.press(Keys.ENTER)
        self.a.find("h1", "Before you join", seconds=30)
        self.assertTrue(self.a.has_text("a day"))
        self.assertTrue(self.a.has_text("What the operators see"))
        self.check_page(self.a, "terms")
        self.a.fill("Your name", "Ada")
        self.a.fill("Passphrase", "short")
        self.a.click("button", "Join")
        self.a.find(".field-error", "At least")
        self.a.fill("Passphrase", PASSPHRASE)
        self.a.fill("Passphrase, once more", PASSPHRASE + "x")
        self.a.click("button", "Join")
        self.a.find(".field-error", "not the same")
        self.a.fill("Passphrase, once more", PASSPHRASE)
        self.a.click("button", "Join")
        self.a.find(".messenger", seconds=60)
        self.a.find(".rhythm", "In rhythm", seconds=60)
        steps.join(self.b, self.town.tickets[1], "Ben")
        self.b.find(".rhythm", "In rhythm", seconds=60)
        self.check_page(self.a, "nobody here yet")
        self.check_page(self.b, "nobody here yet, narrow")

    def test_03_a_used_ticket_is_refused(self):
        late = self.town.person("late")
        browser = late.browse()
        browser.type("main[data-view=none] textarea", self.town.tickets[0])
        browser.press(Keys.ENTER)
        browser.find("h1", "Before you join", seconds=30)
        browser.fill("Your name", "Late")
        browser.fill("Passphrase", PASSPHRASE)
        browser.fill("Passphrase, once more", PASSPHRASE)
        browser.click("button", "Join")
        browser.find(".form-error", "used already", seconds=60)
        # What was typed is there still.
        self.assertEqual(browser.field("Your name").get_attribute("value"), "Late")
        browser.close()
        late.browsers.remove(browser)
        late.stop()

    def test_04_two_meet_by_a_link(self):
        link = steps.invite(self.a, "Ben")
        self.assertTrue(link.startswith("moonless:invite/"))
        self.a.click(".row-name", "Ben")
        self.a.find(".banner", "has not used your link yet")
        steps.write(self.a, "written before you came")
        steps.wait_for_text(self.a, "written before you came")
        self.check_page(self.a, "invited")
        # A link that is not whole leaves the person where it is, with a reason.
        self.b.click("[aria-label='New conversation']")
        self.b.click(".way", "Answer a link")
        self.check_page(self.b, "answering")
        self.b.fill("Invitation", link[:-5])
        self.b.press(Keys.ENTER)
        self.b.find(".field-error", "no whole link")
        self.b.press(Keys.ESCAPE)
        steps.accept(self.b, link, "Ada")
        steps.wait_for_introduction(self.a, self.b)
        steps.wait_for_text(self.b, "written before you came")

    def test_05_they_chat(self):
        steps.write(self.a, "the moon is down")
        steps.wait_for_text(self.b, "the moon is down")
        steps.wait_for_state(self.a, "the moon is down", "Delivered")
        steps.write(self.b, "I have not heard the clock")
        steps.wait_for_text(self.a, "I have not heard the clock")
        # Shift+Enter begins a line.
        self.a.type(".composer textarea", "two")
        self.a.press(Keys.SHIFT, Keys.ENTER)
        self.a.command("Input.insertText", text="lines")
        self.a.press(Keys.ENTER)
        steps.wait_for_text(self.b, "two\nlines")
        self.check_page(self.a, "thread")
        self.check_page(self.b, "thread, narrow")

    def test_06_they_verify(self):
        self.a.click(".verify-button")
        number = self.a.find("dialog .digits").text
        self.b.click(".verify-button")
        self.assertEqual(self.b.find("dialog .digits").text.split(), number.split())
        self.assertTrue(self.b.find("dialog .qr img"))
        self.check_page(self.a, "safety number")
        self.b.fill("Or paste the number that the other sees", "1" + number[1:] if number[0] != "1"
                    else "2" + number[1:])
        self.b.press(Keys.ENTER)
        self.b.find(".field-error", "The numbers differ")
        self.b.fill("Or paste the number that the other sees", number)
        self.b.press(Keys.ENTER)
        self.b.find("dialog .notice.good", "is verified")
        self.b.press(Keys.ESCAPE)
        self.b.find(".thread-head .mark")
        self.a.click("dialog button", "They are the same")
        self.a.find("dialog .notice.good", "is verified")
        self.a.press(Keys.ESCAPE)
        self.a.find(".row .mark")

    def test_07_hostile_text_is_text(self):
        for text in HOSTILE:
            steps.write(self.a, text)
        for browser in (self.a, self.b):
            for text in HOSTILE:
                browser.wait(lambda: browser.run("""
                    return [...document.querySelectorAll(".message .text")]
                        .some((one) => one.textContent === arguments[0])""", text),
                    60, f"{text[:40]!r} as it was written")
            self.assertNotIn("taken", browser.driver.title)
            self.assertEqual(browser.run(
                "return document.querySelectorAll('.text img, .text script, .text b').length"), 0)
            # No text reaches out of its bubble or makes the page wider.
            self.assertEqual(browser.run("""
                return [...document.querySelectorAll(".bubble")].filter((one) =>
                    one.getBoundingClientRect().right > innerWidth
                    || getComputedStyle(one).overflowX !== "clip").length"""), 0)
            self.check_page(browser, "hostile text")

    def test_08_a_group_with_a_hostile_name(self):
        name = "<b>Walks</b> & \"talks\""
        self.a.click("[aria-label='New conversation']")
        self.a.click(".way", "Make a group")
        self.a.fill("Name of the group", name)
        self.a.click("dialog label", "Ben")
        self.check_page(self.a, "new group")
        self.a.click("dialog button", "Make the group")
        self.a.find(".thread-head h1", name)
        self.b.click(".back")
        self.b.find(".row-name", name, seconds=90)
        self.b.click(".row-name", name)
        self.b.wait(lambda: self.b.find(".composer textarea").is_enabled(), 60, "Ben is in")
        steps.write(self.a, "who walks?")
        steps.wait_for_text(self.b, "who walks?")
        self.assertEqual(self.b.find(".author").text, "Ada")
        self.a.click(".details-button")
        self.a.find(".member", "Ben")
        self.check_page(self.a, "members")
        self.a.click(".member button", "Make administrator")
        self.a.wait(lambda: any("made" in one and "administrator" in one
                                for one in self.a.texts(".remark")), 60, "the promotion")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    def test_09_drafts_survive_and_are_shown(self):
        steps.open_conversation(self.a, "Ben")
        self.a.type(".composer textarea", "begun and not sent")
        self.a.click(".row-name", "Walks")
        self.a.find(".row .draft", "Draft:")
        self.a.driver.refresh()
        self.a.click(".row-name", "Ben")
        self.a.wait(lambda: self.a.find(".composer textarea").get_attribute("value")
                    == "begun and not sent", 10, "the draft is back")
        self.a.find(".composer textarea").clear()

    def test_10_badges_tell_of_what_came(self):
        self.b.click(".back")
        steps.open_conversation(self.a, "Ben")
        steps.write(self.a, "while Ben looks at his list")
        self.b.find(".row .badge", "1", seconds=60)
        self.b.wait(lambda: self.b.driver.title.startswith("(1)"), 10, "the title's badge")
        self.b.click(".row-name", "Ada")
        self.b.find(".divider.new")
        self.b.wait(lambda: self.b.driver.title == "Moonless", 10, "no badge any more")

    def test_10b_messages_are_answered_and_changed(self):
        steps.open_conversation(self.a, "Ben")
        steps.write(self.a, "shall we meet on monday?")
        steps.wait_for_text(self.b, "shall we meet on monday?")
        steps.act(self.b, "shall we meet on monday?", "Reply")
        self.b.find(".annex", "shall we meet")
        steps.write(self.b, "tuesday is better")
        self.a.find(".message .quote", "shall we meet", seconds=60)
        steps.act(self.a, "tuesday is better", "React")
        self.a.click(".reaction-choice button", "👍")
        self.b.find(".reaction", "👍", seconds=60)
        steps.act(self.b, "tuesday is better", "More")
        self.b.click("dialog .action", "Edit")
        steps.write(self.b, "wednesday is better")
        steps.wait_for_text(self.a, "wednesday is better")
        self.a.find(".message .meta", "edited")
        steps.act(self.a, "shall we meet on monday?", "More")
        self.a.click("dialog .action", "Delete for everyone")
        self.a.click("dialog[data-kind=confirm] .dangerous")
        self.b.find(".message .deleted", "was deleted", seconds=60)
        self.check_page(self.b, "answers and reactions")

    def test_10c_a_file_arrives(self):
        path = os.path.join(self.town.directory.name, "a <b>list.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("lanterns\n" * 40)
        self.a.all(".composer-tools input[type=file]")[0].send_keys(path)
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.a.find(".message.own .file", "a <b>list.txt", seconds=30)
        self.b.find(".message.other .file", "a <b>list.txt", seconds=60)
        self.b.wait(lambda: self.b.all(".message.other button.file"), 60, "the file is whole")
        self.check_page(self.b, "a file")

    def test_11_two_tabs_agree(self):
        first = self.a.driver.current_window_handle
        self.a.driver.switch_to.new_window("tab")
        second = self.a.driver.current_window_handle
        self.a.open(self.ada.origin + "/")
        self.a.emulate((1280, 800), "light")
        self.a.click(".row-name", "Ben")
        steps.write(self.a, "from the second tab")
        steps.wait_for_text(self.a, "from the second tab")
        self.a.driver.switch_to.window(first)
        steps.wait_for_text(self.a, "from the second tab")
        self.a.driver.switch_to.window(second)
        self.a.driver.close()
        self.a.driver.switch_to.window(first)

    def test_12_the_lock(self):
        self.a.press(Keys.ALT, "l")
        self.a.find("main[data-view=locked]")
        self.assertFalse(self.a.has_text("from the second tab"), "nothing is left on the screen")
        self.check_page(self.a, "the lock")
        self.ada.unlock(self.a, "wrong")
        self.a.find(".field-error", "not the passphrase")
        self.ada.unlock(self.a)
        self.a.find(".messenger")
        steps.open_conversation(self.a, "Ben")
        steps.wait_for_text(self.a, "from the second tab")

    def test_13_a_killed_agent_loses_nothing(self):
        self.a.type(".composer textarea", "written while nobody listens")
        self.ada.kill()
        self.a.find(".banner", "does not answer", seconds=20)
        self.a.find(".composer textarea").click()
        self.a.press(Keys.ENTER)
        self.a.find(".failure", "does not answer", seconds=20)
        self.check_page(self.a, "no agent")
        self.a.click(".failure button", "Take it back")
        self.assertEqual(self.a.find(".composer textarea").get_attribute("value"),
                         "written while nobody listens")
        self.ada.start()
        self.a.find("main[data-view=locked]", seconds=30)
        self.ada.unlock(self.a)
        self.a.find(".messenger", seconds=30)
        steps.open_conversation(self.a, "Ben")
        steps.write(self.a, "after the restart")
        steps.wait_for_text(self.b, "after the restart", 120)
        # Everything once.
        texts = [one.strip() for one in self.b.texts(".message .text")]
        self.assertEqual(texts.count("from the second tab"), 1)
        self.assertEqual(texts.count("after the restart"), 1)

    def test_14_what_the_servers_hold(self):
        self.a.click("[aria-label='Settings']")
        self.check_page(self.a, "settings")
        self.a.click("dialog button", "What the servers hold on me")
        self.a.find("dialog th", "account.slot", seconds=20)
        self.check_page(self.a, "what the servers hold")
        self.a.press(Keys.ESCAPE)
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    def test_15_german(self):
        self.a.click("[aria-label='Settings']")
        self.a.run("""
            const select = document.getElementById(arguments[0].htmlFor);
            select.value = "de";
            select.dispatchEvent(new Event("change"));
            """, self.a.find("dialog label", "Language"))
        self.a.find("dialog h2", "Einstellungen")
        self.assertEqual(self.a.run("return document.documentElement.lang"), "de")
        self.check_page(self.a, "settings in German")
        self.a.run("""
            const select = document.getElementById(arguments[0].htmlFor);
            select.value = "en";
            select.dispatchEvent(new Event("change"));
            """, self.a.find("dialog label", "Sprache"))
        self.a.find("dialog h2", "Settings")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    def test_16_by_keyboard_alone(self):
        self.a.press(Keys.ALT, "k")
        self.assertEqual(self.a.focused().get_attribute("type"), "search")
        self.a.command("Input.insertText", text="ben")
        self.a.press(Keys.ENTER)
        self.a.find(".thread-head h1", "Ben")
        self.a.press(Keys.ALT, "k")
        self.a.press(Keys.ESCAPE)
        self.a.press(Keys.ALT, Keys.ARROW_DOWN)
        self.a.press(Keys.ALT, "m")
        self.assertEqual(self.a.focused().tag_name, "textarea")
        stops, wrong = accessibility.focus_order(self.a, Keys)
        self.assertEqual(wrong, [])
        self.assertGreaterEqual(len(stops), 8, stops)
        # The sheet of shortcuts, and the focus back where it was.
        self.a.press(Keys.ALT, "m")
        self.a.press(Keys.ESCAPE)
        before = self.a.focused()
        self.a.press("?")
        self.a.find("dialog h2", "Keyboard shortcuts")
        self.check_page(self.a, "shortcuts")
        stops, wrong = accessibility.focus_order(self.a, Keys, 6)
        self.assertEqual(wrong, [])
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")
        self.assertEqual(self.a.focused(), before)

    def test_17_a_wrong_token_is_told(self):
        self.b.run("localStorage.setItem('moonless.token', 'wrong')")
        self.b.driver.refresh()
        self.b.find("main[data-view=token]", "moonless web")
        self.check_page(self.b, "the door")
        self.b.run("localStorage.removeItem('moonless.token')")
        self.b.driver.refresh()
        self.b.find("main[data-view=token]", "moonless web")
        self.b.open(self.ben.address)
        self.b.find(".messenger")

    def test_18_dark(self):
        self.a.emulate((1280, 800), "dark")
        self.check_page(self.a, "dark")
        self.b.emulate((390, 844), "dark")
        self.b.click(".row-name", "Ada")
        self.check_page(self.b, "dark and narrow")

    def test_99_nothing_left_this_machine(self):
        self.assertGreater(len(self.a.requests()), 40)
        self.assertEqual(self.a.foreign_requests(self.ada.origin), [])
        self.assertEqual(self.b.foreign_requests(self.ben.origin), [])
        for browser in (self.a, self.b):
            self.assertEqual(browser.errors(), [])


if __name__ == "__main__":
    unittest.main(failfast=True)
