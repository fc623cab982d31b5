"""Everyday features in the page, against real programs: two people and a third, who came by a link
for several and is absent when the group says what there is to say."""

import os
import subprocess
import sys
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accessibility
import screenshots
import steps
from browser import Keys
from people import PASSPHRASE, Person, Town

PROGRAMS = os.environ.get("MOONLESS_PROGRAMS", ".build/debug")
OTHER_PASSPHRASE = "quite another set of words"

CHAT = ("Messages and calls are end-to-end encrypted.\n"
        "3/4/2022, 10:15 - Ada: Good morning!\n"
        "3/4/2022, 10:16 - Ben: Is it?\nThe second line of it.\n"
        "5/4/2022, 09:00 - Ada: By the bridge, yes.\n")

# What desktop notifications would show, and the click that a person makes on one.
NOTED = """
window.noted = [];
window.Notification = class extends EventTarget {
    static permission = window.Notification.permission;
    static requestPermission = () => Promise.resolve("granted");
    constructor(title, options) {
        super();
        window.noted.push({ title, body: options.body, notification: this });
    }
    close() {}
};
"""


class EverydayTest(unittest.TestCase):
    """Each step builds on the one before."""

    @classmethod
    def setUpClass(cls):
        cls.town = Town(PROGRAMS)
        cls.addClassCleanup(cls.town.close)
        cls.ada, cls.ben, cls.cleo = (cls.town.person(name) for name in ("ada", "ben", "cleo"))
        cls.a, cls.b, cls.c = (one.browse() for one in (cls.ada, cls.ben, cls.cleo))
        # At once: sealing under a passphrase takes its seconds on purpose.
        with ThreadPoolExecutor() as people:
            list(people.map(cls.join, (cls.a, cls.b, cls.c), cls.town.tickets, ("Ada", "Ben", "Cleo")))
        steps.accept(cls.b, steps.invite(cls.a, "Ben"), "Ada")
        cls.a.click(".row-name", "Ben")
        steps.wait_for_introduction(cls.a, cls.b)

    @staticmethod
    def join(browser, ticket, name):
        steps.join(browser, ticket, name)
        browser.find(".rhythm", "In rhythm", seconds=60)

    def check_page(self, browser, what):
        # Of every view that is checked there is a picture to look at, where a directory is named for them.
        if directory := os.environ.get("MOONLESS_PICTURES"):
            browser.screenshot(os.path.join(directory, what.replace(" ", "-") + ".png"))
        self.assertEqual(accessibility.problems(browser), [], what)

    def file(self, name, content):
        path = os.path.join(self.town.directory.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    # Links for several

    def test_01_a_link_for_several_asks_first(self):
        self.a.click("[aria-label='New conversation']")
        self.a.click(".way", "Invite somebody")
        self.a.click("dialog label", "For several people")
        self.a.click("dialog button", "Make the link")
        self.a.find("dialog .notice", "asked before anybody comes in")
        self.check_page(self.a, "a link for several")
        type(self).link = self.a.find("dialog textarea.link-text").get_attribute("value")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")
        steps.accept(self.c, self.link, "Ada")
        self.a.click(".requests-line", "1 person wants to write to you", seconds=120)
        self.a.find("dialog .requests li", "Cleo")
        self.check_page(self.a, "who waits")
        self.c.find(".banner", "Knocking")
        self.a.click("dialog button", "Accept")
        self.a.find(".thread-head h1", "Cleo")
        self.a.gone(".requests-line")
        steps.wait_for_introduction(self.a, self.c)
        steps.write(self.c, "thank you for letting me in")
        steps.wait_for_text(self.a, "thank you for letting me in")

    def test_02_it_is_withdrawn(self):
        self.a.click("[aria-label='New conversation']")
        self.a.click(".way", "Invite somebody")
        self.a.find("dialog .open-links li", "For several people")
        self.a.click("dialog .open-links button", "Withdraw")
        self.a.gone("dialog .open-links li")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    # Who one is

    def test_03_a_picture_reaches_contacts(self):
        self.a.click("[aria-label='Settings']")
        self.a.click("dialog .profile-card")
        self.a.find("dialog[data-kind=profile] input")
        picker = self.a.all("dialog[data-kind=profile] input[type=file]")[0]
        picker.send_keys(self.file("no.png", b"\x89PNG\r\n\x1a\nnothing"))
        self.a.find("dialog .form-error", "cannot be read")
        picker.send_keys(self.file("me.png", screenshots.portrait((60, 40, 90))))
        self.a.find("dialog .profile img")
        self.check_page(self.a, "the profile")
        self.a.press(Keys.ESCAPE)
        self.a.find("dialog .profile-card img")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")
        for browser in (self.b, self.c):
            browser.find(".row img.face", seconds=90)
            browser.find(".thread-head img.face")

    # Saying things

    def test_04_voice_notes_are_recorded_and_heard(self):
        steps.open_conversation(self.a, "Ben")
        self.a.click("[aria-label='Record a voice note']")
        self.a.find(".recording-time", "0:01", seconds=15)
        self.check_page(self.a, "recording")
        # Escape throws it away.
        self.a.press(Keys.ESCAPE)
        self.a.gone(".recording")
        self.assertEqual(self.a.all(".message .voice"), [])
        self.a.click("[aria-label='Record a voice note']")
        self.a.find(".recording-time", "0:03", seconds=20)
        self.a.click("[aria-label='Send the voice note']")
        self.a.find(".message.own .voice", seconds=30)
        self.b.find(".message.other .voice", seconds=120)
        for browser in (self.a, self.b):
            browser.wait(lambda: browser.texts(".voice-time")[-1] not in ("0:00", "0:01"), 20,
                         "its length")
        self.b.click(".voice-play")
        self.b.wait(lambda: self.b.run(
            "return [...document.querySelectorAll('audio')].pop().currentTime > 0.2"), 15, "it plays")
        self.b.find(".voice [aria-label='Pause']")
        self.check_page(self.b, "a voice note")

    def test_05_pictures_are_freed_of_their_notes(self):
        path = self.file("place.png", screenshots.portrait((20, 60, 60)))
        self.a.all(".composer-tools input[type=file]")[0].send_keys(path)
        self.a.find("dialog .attached img")
        self.a.find("dialog [role=status]", "About")
        self.a.fill("A text with it", "the moon by the mill")
        self.check_page(self.a, "about to send")
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.a.gone("dialog")
        self.b.find(".message.other .picture", seconds=120)
        steps.wait_for_text(self.b, "the moon by the mill")
        self.b.click(".message.other .picture-button")
        self.b.find("dialog .large-picture")
        self.check_page(self.b, "a picture")
        self.b.press(Keys.ESCAPE)
        self.b.gone("dialog")
        # Too much is refused where the person looks, and nothing is sent.
        self.a.all(".composer-tools input[type=file]")[0].send_keys(
            self.file("large.bin", bytes(300_000)))
        self.a.find("dialog [role=status]", "too large")
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.a.find("dialog .form-error", "too large")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    def test_06_files_rest_at_either_end(self):
        self.a.all(".composer-tools input[type=file]")[0].send_keys(
            self.file("long.bin", os.urandom(60_000)))
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.b.click(".message.other .progress [aria-label='Let it rest']", seconds=60)
        self.b.find(".message.other .progress", "Resting")
        self.check_page(self.b, "a file that rests")
        before = self.b.texts(".progress small")[-1]
        steps.write(self.a, "texts go on")
        steps.wait_for_text(self.b, "texts go on")
        self.assertEqual(self.b.texts(".progress small")[-1], before)
        self.b.click(".message.other .progress [aria-label='Go on']")
        self.a.click(".message.own .progress [aria-label='Let it rest']")
        self.a.find(".message.own .progress", "Resting")
        self.a.click(".message.own .progress [aria-label='Go on']")
        self.b.wait(lambda: any("long.bin" in one for one in self.b.texts("button.file")), 120,
                    "the file is whole")
        self.a.all(".composer-tools input[type=file]")[0].send_keys(
            self.file("unwanted.bin", os.urandom(120_000)))
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.b.find(".message.other .file", "unwanted.bin", seconds=60)
        self.b.click(".message.other .progress [aria-label='Do without the rest']")
        self.a.wait(lambda: not self.a.all(".progress"), 60, "it is cancelled on both sides")
        for browser in (self.a, self.b):
            browser.find(".message .file", "Cancelled")
        self.a.find(".message.own .state-undelivered", "Not delivered")

    def test_07_emoji_pins_and_forwarding(self):
        self.a.click("[aria-label='Insert an emoji']")
        self.check_page(self.a, "the sheet of emoji")
        self.a.press(Keys.ARROW_RIGHT)
        self.a.press(Keys.ENTER)
        self.a.gone("dialog")
        self.a.press(Keys.ENTER)
        steps.wait_for_text(self.b, "😃")
        steps.act(self.b, "texts go on", "React")
        self.b.click("dialog [aria-label='Another emoji']")
        self.b.click(".emoji-sheet [data-emoji='🎉']")
        self.a.find(".reaction", "🎉", seconds=60)
        steps.act(self.a, "texts go on", "More")
        self.a.click("dialog .action", "Pin")
        self.a.find(".pinned", "texts go on")
        steps.act(self.a, "texts go on", "More")
        self.a.click("dialog .action", "Forward")
        self.a.click("dialog[data-kind=forward] label", "Cleo")
        self.a.click("dialog[data-kind=forward] button", "Forward")
        self.c.find(".message .forwarded", seconds=60)
        steps.wait_for_text(self.c, "texts go on")
        self.check_page(self.a, "a pin")

    def test_08_writing_is_told_and_reading_too(self):
        for browser, name in ((self.a, "Ben"), (self.b, "Ada")):
            steps.open_conversation(browser, name)
            browser.click(".details-button")
            browser.click("dialog label", "Say what I have read")
            browser.click("dialog label", "Say that I am writing")
            time.sleep(0.5)
            browser.press(Keys.ESCAPE)
            browser.gone("dialog")
        self.b.type(".composer textarea", "I am just writing")
        self.a.find(".thread-head p", "Ben is writing", seconds=30)
        self.b.find(".composer textarea").clear()
        steps.write(self.a, "have you seen this?")
        steps.wait_for_text(self.b, "have you seen this?")
        steps.wait_for_state(self.a, "have you seen this?", "Read")

    def test_09_messages_disappear(self):
        self.a.click(".details-button")
        self.check_page(self.a, "details")
        self.choose(self.a, "Messages disappear", "30")
        self.choose(self.a, "Counted from", "sending")
        self.a.press(Keys.ESCAPE)
        self.a.find(".thread-head .lasting")
        steps.write(self.a, "gone in half a minute")
        steps.wait_for_text(self.b, "gone in half a minute")
        # What was said with that lifetime keeps it; whether it went is looked at two steps on.
        self.a.click(".details-button")
        self.choose(self.a, "Messages disappear", "0")
        self.a.press(Keys.ESCAPE)
        self.a.gone(".thread-head .lasting")

    def choose(self, browser, label, value):
        browser.run("""
            const select = document.getElementById(arguments[0].htmlFor);
            select.value = arguments[1];
            select.dispatchEvent(new Event("change"));
            """, browser.find("dialog label", label), value)
        time.sleep(0.5)

    def test_10_conversations_are_put_away_and_muted(self):
        self.a.click(".details-button")
        self.choose(self.a, "Mute", "3600")
        self.a.click("dialog label", "Put away")
        self.a.press(Keys.ESCAPE)
        self.a.click(".archive-button", "1 put away")
        self.a.find(".row .mark.soft")
        self.check_page(self.a, "what was put away")
        steps.write(self.b, "come back")
        self.a.gone(".archive-button", seconds=60)
        self.a.click(".details-button")
        self.choose(self.a, "Mute", "0")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    def test_10b_files_are_pasted_and_dropped(self):
        for event, name in (("paste", "pasted.txt"), ("drop", "dropped.txt")):
            self.a.run("""
                const data = new DataTransfer();
                data.items.add(new File(["by hand"], arguments[1], { type: "text/plain" }));
                const how = { bubbles: true, cancelable: true };
                document.querySelector(".composer textarea").dispatchEvent(
                    arguments[0] === "paste"
                        ? new ClipboardEvent("paste", { clipboardData: data, ...how })
                        : new DragEvent("drop", { dataTransfer: data, ...how }));
                """, event, name)
            self.a.click("dialog[data-kind=attach] button", "Send")
            self.a.gone("dialog")
            self.b.find(".message.other button.file", name, seconds=60)

    def test_10c_who_is_blocked_is_not_heard(self):
        self.block()
        self.a.find(".banner", "You have blocked Ben")
        self.check_page(self.a, "who is blocked")
        steps.write(self.b, "is anybody there?")
        steps.wait_for_state(self.b, "is anybody there?", "Published")
        # Rounds enough for a text that somebody reads.
        time.sleep(4)
        self.assertFalse(any("anybody" in one for one in self.a.texts(".message .text")))
        self.block()
        self.a.gone(".banner")
        steps.wait_for_text(self.a, "is anybody there?")
        # Deleted here is deleted here alone.
        steps.act(self.b, "is anybody there?", "More")
        self.b.click("dialog .action", "Delete")
        self.b.click("dialog[data-kind=confirm] .dangerous")
        self.b.wait(lambda: not any("anybody" in one for one in self.b.texts(".message .text")), 15,
                    "it is gone")
        steps.wait_for_text(self.a, "is anybody there?")

    def block(self):
        """Sets or lifts the block."""
        self.a.click(".details-button")
        self.a.click("dialog label", "Block")
        time.sleep(0.5)
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    # A group of three, one of them absent

    def test_11_a_group_with_one_absent(self):
        self.a.click("[aria-label='New conversation']")
        self.a.click(".way", "Make a group")
        self.a.fill("Name of the group", "We three")
        self.a.click("dialog label", "Ben")
        self.a.click("dialog label", "Cleo")
        self.a.click("dialog button", "Make the group")
        for browser in (self.b, self.c):
            browser.click(".row-name", "We three", seconds=120)
            browser.wait(lambda: browser.find(".composer textarea").is_enabled(), 120, "is in")
        self.cleo.kill()
        self.c.find(".banner", "does not answer", seconds=20)
        self.a.type(".composer textarea", "who is coming, ")
        self.a.command("Input.insertText", text="@C")
        self.a.find(".mentions li", "Cleo")
        self.check_page(self.a, "names are offered")
        self.a.press(Keys.ENTER)
        self.a.press(Keys.ENTER)
        steps.wait_for_text(self.b, "who is coming, @Cleo")
        steps.act(self.b, "who is coming, @Cleo", "Reply")
        steps.write(self.b, "I am, of course")
        steps.wait_for_text(self.a, "I am, of course")
        steps.act(self.a, "I am, of course", "React")
        self.a.click(".reaction-choice button", "👍")
        steps.write(self.a, "to be changed")
        steps.wait_for_text(self.b, "to be changed")
        steps.act(self.a, "to be changed", "More")
        self.a.click("dialog .action", "Edit")
        steps.write(self.a, "as changed")
        steps.write(self.a, "to be deleted")
        steps.wait_for_text(self.b, "to be deleted")
        steps.act(self.a, "to be deleted", "More")
        self.a.click("dialog .action", "Delete for everyone")
        self.a.click("dialog[data-kind=confirm] .dangerous")
        self.a.click("[aria-label='Record a voice note']")
        self.a.find(".recording-time", "0:02", seconds=15)
        self.a.click("[aria-label='Send the voice note']")
        self.a.all(".composer-tools input[type=file]")[0].send_keys(
            self.file("map.png", screenshots.portrait((60, 60, 20))))
        self.a.click("dialog[data-kind=attach] button", "Send")
        self.a.gone("dialog")
        self.b.find(".message.other .picture", seconds=120)

    def test_12_who_was_absent_catches_up(self):
        self.cleo.start()
        self.c.find("main[data-view=locked]", seconds=30)
        self.cleo.unlock(self.c)
        self.c.find(".messenger", seconds=60)
        steps.open_conversation(self.c, "We three")
        steps.wait_for_text(self.c, "who is coming, @Cleo", 120)
        steps.wait_for_text(self.c, "as changed", 120)
        self.c.find(".message.to-me .mention-me", "@Cleo")
        self.c.find(".message .quote", "who is coming", seconds=60)
        self.c.find(".reaction", "👍", seconds=60)
        self.c.find(".message .deleted", "was deleted", seconds=60)
        self.c.find(".message.other .voice", seconds=120)
        self.c.find(".message.other .picture", seconds=120)
        self.assertFalse(any("to be" in one for one in self.c.texts(".message .text")))
        self.check_page(self.c, "after catching up")

    def test_12b_what_was_to_disappear_has(self):
        for browser, name in ((self.a, "Ben"), (self.b, "Ada")):
            steps.open_conversation(browser, name)
            steps.wait_for_text(browser, "have you seen this?")
            browser.wait(lambda: not any("half a minute" in one for one in
                                         browser.texts(".message .text")), 60, "it disappears")

    # From elsewhere, and to elsewhere

    def test_13_a_chat_is_imported_once(self):
        path = self.file("chat.txt", CHAT.encode())
        for known in (False, True):
            steps.open_conversation(self.a, "Ben")
            self.a.click(".details-button")
            self.a.click("dialog .action", "Import a chat")
            if not known:
                self.a.all("dialog input[type=file]")[0].send_keys(self.file("no.txt", b"nothing"))
                self.a.click("dialog button", "Look into it")
                self.a.find("dialog .form-error", "no chat")
            self.a.all("dialog input[type=file]")[0].send_keys(path)
            self.a.click("dialog button", "Look into it")
            self.a.find("dialog .form-error", "say which")
            self.choose(self.a, "How are its dates written?", "dmy")
            self.check_page(self.a, "day or month")
            self.a.click("dialog button", "Look into it")
            self.a.find("dialog .import-problems", "end-to-end encrypted")
            self.check_page(self.a, "who is who")
            self.a.click("dialog .radio label", "Ada")
            self.a.click("dialog[data-kind=import] button", "Import")
            self.a.find("dialog [role=status]", "3 were here already" if known
                        else "3 messages were imported")
            self.a.press(Keys.ESCAPE)
            self.a.gone("dialog")
        self.a.click(".row-name", "We three")
        steps.open_conversation(self.a, "Ben")
        self.a.click(".history-button")
        self.a.find(".history-list .message", "The second line of it.")
        self.assertEqual(len(self.a.all(".history-list .message")), 3)
        self.check_page(self.a, "what was imported")
        self.a.press(Keys.ESCAPE)
        # Search finds it, and leads there.
        self.a.type("input[type=search]", "bridge")
        self.a.click(".found-row", "imported")
        self.a.find(".history-list .message.found", "By the bridge")
        self.a.press(Keys.ESCAPE)
        self.a.find("input[type=search]").clear()
        self.a.find("input[type=search]").send_keys(" ", Keys.BACKSPACE)

    def downloads(self, browser):
        directory = os.path.join(self.town.directory.name, "downloads")
        os.makedirs(directory, exist_ok=True)
        browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=directory)
        return directory

    def downloaded(self, browser, path):
        return browser.wait(
            lambda: os.path.exists(path) and open(path, "rb").read(), 30, f"{path} is there")

    def test_14_a_conversation_is_exported(self):
        directory = self.downloads(self.a)
        self.a.click(".details-button")
        self.a.click("dialog .action", "Save as a file")
        self.check_page(self.a, "exporting")
        self.a.click("dialog .way", "Text")
        text = self.downloaded(self.a, os.path.join(directory, "Ben.txt")).decode()
        self.assertIn("texts go on", text)
        self.a.gone("dialog")

    def test_15_a_backup_is_written_and_downloaded(self):
        directory = self.downloads(self.a)
        path = os.path.join(self.town.directory.name, "ada.backup")
        steps.open_conversation(self.a, "Ben")
        steps.open_conversation(self.b, "Ada")
        steps.write(self.a, "from before the backup")
        steps.wait_for_text(self.b, "from before the backup")
        self.a.click("[aria-label='Settings']")
        self.a.click("dialog button", "Back up")
        self.check_page(self.a, "backing up")
        self.a.fill("File", "not/absolute")
        self.a.click("dialog button", "Write the backup")
        self.a.find("dialog .field-error", "absolute")
        self.a.fill("File", path)
        self.a.click("dialog button", "Write the backup")
        self.a.find("dialog [role=status]", "Written")
        self.a.click("dialog button", "Write the backup")
        self.a.click("dialog[data-kind=confirm] button", "Replace")
        self.a.find("dialog [role=status]", "Written")
        self.a.click("dialog button", "Download")
        content = self.downloaded(self.a, os.path.join(directory, "moonless.backup"))
        self.assertTrue(content.startswith(b"moonless backup\n"))
        self.a.press(Keys.ESCAPE)
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")

    # What the browser and the agent are asked for

    def test_16_notifications(self):
        self.a.command("Browser.grantPermissions", permissions=["notifications"],
                       origin=self.ada.origin)
        self.assertEqual(self.a.run("return Notification.permission"), "granted")
        self.a.run(NOTED)
        self.a.click("[aria-label='Settings']")
        self.a.click("dialog label", "Tell me of new messages")
        self.a.click("dialog label", "Say who and what")
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")
        # Somebody who looks is not told; somebody who looks elsewhere is.
        steps.open_conversation(self.a, "Cleo")
        steps.open_conversation(self.b, "Ada")
        steps.write(self.b, "seen at once")
        self.a.find(".row-preview", "seen at once", seconds=60)
        self.assertEqual(self.a.run("return window.noted.length"), 0)
        self.a.run("document.hasFocus = () => false")
        steps.write(self.b, "a knock at the window")
        self.a.wait(lambda: self.a.run("return window.noted.length"), 60, "a notification")
        self.assertEqual(
            self.a.run("return [window.noted[0].title, window.noted[0].body]"),
            ["Ben", "a knock at the window"])
        self.a.run("delete document.hasFocus; "
                   "window.noted[0].notification.dispatchEvent(new Event('click'))")
        self.a.find(".thread-head h1", "Ben")

    def test_17_another_passphrase(self):
        self.a.click("[aria-label='Settings']")
        self.a.click("dialog button", "Change the passphrase")
        self.check_page(self.a, "another passphrase")
        self.a.fill("Passphrase until now", "wrong")
        self.a.fill("New passphrase", OTHER_PASSPHRASE)
        self.a.fill("Passphrase, once more", OTHER_PASSPHRASE)
        self.a.click("dialog button", "Change it")
        self.a.find("dialog .field-error", "not the passphrase", seconds=60)
        self.a.fill("Passphrase until now", PASSPHRASE)
        self.a.click("dialog button", "Change it")
        self.a.gone("dialog[data-kind=passphrase]", seconds=90)
        self.a.press(Keys.ESCAPE)
        self.a.gone("dialog")
        self.a.press(Keys.ALT, "l")
        self.a.find("main[data-view=locked]")
        self.ada.unlock(self.a)
        self.a.find(".field-error", "not the passphrase", seconds=60)
        self.ada.unlock(self.a, OTHER_PASSPHRASE)
        self.a.find(".messenger", seconds=60)

    def test_18_a_full_disk_loses_nothing(self):
        """On a disk of a few megabytes; left out, and said so, where none can be made."""
        home = os.path.join(self.town.directory.name, "dora")
        os.makedirs(home, mode=0o700)
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "none", home], capture_output=True)
        if made.returncode != 0:
            self.skipTest("no small disk could be mounted: a full one is not tried")
        self.addCleanup(subprocess.run, ["umount", "-l", home])
        dora = self.town.person("dora")
        browser = dora.browse()
        steps.join(browser, self.town.tickets[3], "Dora")
        browser.find(".rhythm", "In rhythm", seconds=60)
        steps.invite(browser, "Emil")
        browser.click(".row-name", "Emil")
        filler = os.open(os.path.join(home, "filler"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            while os.write(filler, bytes(4096)):
                pass
        except OSError:
            os.close(filler)
        for number in range(8):
            steps.write(browser, f"{number} " + "words " * 500)
        browser.find(".failure", "The disk is full", seconds=30)
        self.check_page(browser, "a full disk")
        os.remove(os.path.join(home, "filler"))
        browser.wait(lambda: self.retried(browser), 60, "everything is stored after all")
        self.assertEqual([one[0] for one in browser.texts(".message .text")],
                         [str(number) for number in range(8)])
        dora.close()

    def retried(self, browser):
        """Presses the first button; whether none is left."""
        for button in browser.all(".failure button"):
            if "Try again" in button.text:
                button.click()
                time.sleep(0.3)
                return False
        return not browser.all(".failure") and len(browser.all(".message .text")) == 8

    def test_19_this_browser_is_forgotten(self):
        self.c.click("[aria-label='Settings']")
        self.c.click("dialog button", "Forget this browser")
        self.c.click("dialog[data-kind=confirm] .dangerous")
        self.c.find("main[data-view=token]", "moonless web")
        self.assertIsNone(self.c.run("return localStorage.getItem('moonless.token')"))
        self.c.open(self.cleo.address)
        self.c.find(".messenger")

    def test_20_a_contact_is_removed(self):
        steps.open_conversation(self.c, "Ada")
        self.c.click(".details-button")
        self.c.click("dialog .action", "Remove")
        self.c.click("dialog[data-kind=confirm] .dangerous")
        self.c.gone(".row-name", "Ada")
        self.check_page(self.c, "a contact less")

    def test_21_the_account_is_deleted(self):
        self.c.click("[aria-label='Settings']")
        self.c.click("dialog button", "Delete the account")
        self.check_page(self.c, "deleting")
        self.c.fill("Your passphrase", "wrong")
        self.c.click("dialog[data-kind=leave] .dangerous")
        self.c.find("dialog .field-error", "not the passphrase", seconds=60)
        self.c.fill("Your passphrase", PASSPHRASE)
        self.c.click("dialog[data-kind=leave] .dangerous")
        self.c.find("main[data-view=none]", seconds=120)

    def test_22_an_account_comes_back_from_its_backup(self):
        self.ada.stop()
        again = Person(self.town.moonless, os.path.join(self.town.directory.name, "again"))
        again.start()
        self.town.people.append(again)
        browser = again.browse()
        browser.click("button", "Restore an account")
        self.check_page(browser, "restoring")
        picker = browser.find("main input[type=file]")
        picker.send_keys(self.file("no.backup", b"nothing of the kind"))
        browser.fill("Passphrase", PASSPHRASE)
        browser.click("main button", "Restore")
        browser.find(".field-error", "no whole backup")
        picker.send_keys(os.path.join(self.town.directory.name, "ada.backup"))
        # The one of the time of the backup opens it, not the later one.
        browser.fill("Passphrase", OTHER_PASSPHRASE)
        browser.click("main button", "Restore")
        browser.find(".field-error", "not the passphrase", seconds=60)
        browser.fill("Passphrase", PASSPHRASE)
        browser.click("main button", "Restore")
        browser.find(".messenger", seconds=120)
        browser.click(".row-name", "Ben")
        steps.wait_for_text(browser, "from before the backup")
        self.assertEqual(browser.errors(), [])

    def test_99_nothing_left_this_machine(self):
        for browser, person in ((self.a, self.ada), (self.b, self.ben), (self.c, self.cleo)):
            self.assertGreater(len(browser.requests()), 40)
            self.assertEqual(browser.foreign_requests(person.origin), [])
            self.assertEqual(browser.errors(), [])


if __name__ == "__main__":
    unittest.main(failfast=True)
