#!/usr/bin/env python3
"""Pictures of the page's main views, light, dark and narrow, from a made-up account.

    screenshots.py DIRECTORY [VIEW...]
"""

import datetime
import io
import math
import os
import struct
import sys
import tempfile
import wave
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mock_agent
from browser import Browser, Keys

SIZES = {"light": ((1280, 800), "light"), "dark": ((1280, 800), "dark"),
         "narrow": ((390, 844), "light"), "narrow-dark": ((390, 844), "dark")}

TALK = [
    (None, "Hello Ben! Does this arrive?", -1_500),
    ("Ben Okafor", "It does. And what did the servers learn of it?", -1_498),
    (None, "That two clients are connected: the same bytes from each of us in every round.", -1_497),
    (None, "Whether we talk, and with whom, nobody can tell.", -1_497),
    ("Ben Okafor", "🌒", -1_495),
    ("Ben Okafor", "Then I can tell you about the lanterns by the old mill. Somebody lights them "
     "every evening, and nobody has ever seen who.\n\nThere is a list on the door, with times on "
     "it, and somebody tears it down each night.", -64),
    (None, "Show me tonight?", -60),
    ("Ben Okafor", "Gladly. Half past nine, at the bridge: https://example.org/map/bridge", -58),
    ("Ben Okafor", "Bring a coat.", -58),
    (None, "I will. It is colder by the water than one thinks.", -3),
]


def portrait(tone):
    """A picture of a person, as a PNG: a moon in a sky of that tone."""
    size = 96
    rows = b""
    for y in range(size):
        rows += b"\0"
        for x in range(size):
            lit = math.hypot(x - 48, y - 44) < 26 and math.hypot(x - 38, y - 38) > 24
            rows += bytes((246, 228, 176) if lit else (tone[0] + y // 2, tone[1] + y // 2, tone[2] + y // 2))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def speech(seconds=7):
    """Something that looks like speech, as a WAV."""
    rate = 8_000
    samples = b"".join(struct.pack("<h", int(
        12_000 * math.sin(n / 6) * abs(math.sin(n / rate * 2.1)) * abs(math.sin(n / rate * 5.3 + 1))))
        for n in range(rate * seconds))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples)
    return sound.getvalue()


def give_file(world, conversation, author, name, role, kind, content, at, state="complete"):
    message = world.put(conversation, author, "", kind="file", at=at, tell=False)
    message["file"] = {"name": name, "role": role, "type": kind, "size": len(content),
                       "state": state}
    world.files[message["id"]] = (kind, content)
    return message


def account():
    """The made-up account; `ben` and `walks` are looked at."""
    world = mock_agent.World("open")
    now = datetime.datetime.now(datetime.timezone.utc)

    def at(minutes):
        return now + datetime.timedelta(minutes=minutes)

    def person(name, text, minutes, unread=0, own=False, **more):
        body = world.add(name, **more)
        if text:
            world.put(body["id"], None if own else more.get("speaker", name), text,
                      at=at(minutes), tell=False)
        body["readSequence"] = body["lastSequence"] - unread
        body["unread"] = unread
        return body

    ben = world.add("Ben Okafor", verified=True)
    world.put(ben["id"], None, "you and Ben Okafor can talk now", kind="event", at=at(-1_510),
              tell=False)
    world.put(ben["id"], None, "you verified Ben Okafor", kind="event", at=at(-1_502), tell=False)
    for author, text, minutes in TALK:
        world.put(ben["id"], author, text, at=at(minutes), tell=False)
    world.put(ben["id"], None, "On my way.", state="published", at=at(-1), tell=False)
    thread = world.threads[ben["id"]]
    thread[2]["reactions"] = [{"from": "Ben Okafor", "emoji": "🌙"}, {"from": None, "emoji": "👍"}]
    thread[8]["reply"] = {"id": thread[7]["id"], "sequence": 8, "from": "Ben Okafor", "seen": True,
                          "text": thread[7]["text"]}
    ben["readSequence"], ben["unread"] = ben["lastSequence"], 0
    world.pictures[ben["id"]] = portrait((40, 44, 92))
    ben["settings"].update(picture=True, pictureTag="1")

    walks = world.add("Walks by the river", group=True, members=4)
    for author, text, minutes in [
            (None, "you made the group “Walks by the river”", -3_000),
            ("Cleo", "Sunday, then? The weather looks kind.", -200),
            ("Ben Okafor", "I am in. The long way round, by the mill.", -190),
            ("Ben Okafor", "And I bring tea.", -189),
            ("~Dr. Annelise von Hohenstein-Schwarzenberg", "Count me in as well 🌿", -170),
            (None, "Lovely. Ten o'clock at the station.", -160),
            ("Cleo", "Can somebody bring a map? Mine went into the river last time.", -20)]:
        world.put(walks["id"], author, text, at=at(minutes), tell=False,
                  kind="event" if text.startswith("you made") else "text")
    walks["readSequence"], walks["unread"] = walks["lastSequence"] - 1, 1
    cleo = person("Cleo", "The key is under the third stone.", -42, unread=2)
    world.members[walks["id"]] = [
        {"id": "1", "name": "Ada", "role": "administrator", "own": True, "contact": None},
        {"id": "2", "name": "Ben Okafor", "role": "administrator", "own": False, "contact": ben["id"]},
        {"id": "3", "name": "Cleo", "role": "member", "own": False, "contact": cleo["id"]},
        {"id": "4", "name": "~Dr. Annelise von Hohenstein-Schwarzenberg", "role": "invited",
         "own": False, "contact": None}]
    person("Dr. Annelise von Hohenstein-Schwarzenberg", "Of course.", -900, own=True)
    person("רות כהן", "נתראה מחר בערב?", -1_300, unread=1)
    person("मीरा", "कल मिलते हैं।", -2_900)
    person("Наташа", "Спасибо!", -4_300, verified=True)
    person("Old friends", "See you in spring.", -90_000, group=True, members=5)["settings"][
        "archived"] = True
    person("Editors", "The piece is in the shared folder.", -9_000, group=True, members=7)
    person("Emil", None, 0, phase="invited")
    draft = person("Farid", "See you there", -11_000)
    draft["draft"] = "I wanted to ask whether"
    return world, ben, walks


def pick(browser, name):
    browser.click(".row-name", name)
    browser.find(".thread-head h1", name)
    browser.find(".message")


def door(browser, world):
    browser.run("localStorage.clear()")
    browser.driver.refresh()
    browser.find("main[data-view=token]")


def joining(browser, world):
    world.state = "none"
    browser.driver.refresh()
    browser.find("main[data-view=none]")


def terms(browser, world):
    joining(browser, world)
    browser.type("textarea", "moonless:join/QWJj")
    browser.press(Keys.ENTER)
    browser.find("h1", "Before you join")
    browser.fill("Your name", "Ada")


def lock(browser, world):
    world.locked = True
    browser.driver.refresh()
    browser.find("main[data-view=locked]")
    browser.type("input", "wrong")
    browser.press(Keys.ENTER)
    browser.find(".field-error", "not the passphrase")


def listing(browser, world):
    browser.find(".row", "Ben")


def empty(browser, world):
    world.conversations.clear()
    world.threads.clear()
    browser.driver.refresh()
    browser.find(".list-note")


def thread(browser, world):
    pick(browser, "Ben Okafor")


def failed(browser, world):
    pick(browser, "Ben Okafor")
    world.failing = mock_agent.Refusal(507, "disk-full")
    browser.type(".composer textarea", "This will not be stored.")
    browser.press(Keys.ENTER)
    browser.find(".failure")


def acting(browser, world):
    thread(browser, world)
    browser.press(Keys.ALT, "m")
    browser.run("[...document.querySelectorAll('.message.other')].pop().focus()")
    browser.click(".action-bar [aria-label='Reply']")
    browser.find(".annex")


def searching(browser, world):
    browser.find(".row")
    browser.type("input[type=search]", "river")
    browser.find(".found-row")


def details(browser, world):
    thread(browser, world)
    browser.click(".details-button")
    browser.find("dialog .big-name")


def group(browser, world):
    pick(browser, "Walks by the river")


def members(browser, world):
    group(browser, world)
    browser.click(".details-button")
    browser.find(".member")


def safety(browser, world):
    thread(browser, world)
    browser.click(".verify-button")
    browser.find(".qr img")


def invitation(browser, world):
    browser.click("[aria-label='New conversation']")
    browser.click(".way", "Invite somebody")
    browser.fill("Whom is it for?", "Greta")
    browser.press(Keys.ENTER)
    browser.find(".qr img")


def ways(browser, world):
    browser.click("[aria-label='New conversation']")
    browser.find(".way")


def settings(browser, world):
    browser.click("[aria-label='Settings']")
    browser.find("dialog h2", "Settings")


def holdings(browser, world):
    settings(browser, world)
    browser.click("dialog button", "What the servers hold")
    browser.find("dialog table")


def sheet(browser, world):
    browser.find(".row")
    browser.press(Keys.ALT, "k")
    browser.press(Keys.ESCAPE)
    browser.run("document.activeElement.blur()")
    browser.press("?")
    browser.find("dialog h2", "Keyboard shortcuts")


def rhythm(browser, world):
    browser.click(".rhythm")
    browser.find("dialog .facts")


def files(browser, world):
    pick(browser, "Cleo")
    cleo = next(one for one in world.conversations.values() if one["name"] == "Cleo")
    now = datetime.datetime.now(datetime.timezone.utc)
    for arguments in [
            ("Cleo", "voice.ogg", "voice", "audio/wav", speech()),
            (None, "moon.png", "picture", "image/png", portrait((20, 24, 60))),
            (None, "the list.pdf", "file", "application/pdf", b"x" * 90_000)]:
        message = give_file(world, cleo["id"], *arguments, now)
        if arguments[1] == "the list.pdf":
            message["file"]["state"] = "underway"
            message["state"] = "queued"
            transfer = mock_agent.world_transfer(world, message)
            transfer.update(doneBytes=38_000, secondsLeft=57)
            world.tell("transfer", transfer)
        world.tell("message", message)
    browser.find(".progress")
    browser.find(".voice-time", "0:07")
    browser.wait(lambda: browser.run("return document.querySelector('.picture').complete"), 5, "the picture")


def pinned(browser, world):
    ben = next(one for one in world.conversations.values() if one["name"] == "Ben Okafor")
    world.threads[ben["id"]][9]["pinned"] = True
    world.threads[ben["id"]][4]["pinned"] = True
    thread(browser, world)
    browser.click(".pinned .plain-button")
    browser.find("dialog .pinned-row")


def requests(browser, world):
    world.people += [{"id": f"{n:032x}", "name": name, "at": mock_agent.stamp(
        datetime.datetime.now(datetime.timezone.utc))} for n, name in enumerate(["Greta", "Hakim"])]
    world.tell("requests", {})
    browser.click(".requests-line")
    browser.find("dialog .requests li")


def profile(browser, world):
    world.profile_picture = portrait((70, 40, 70))
    settings(browser, world)
    browser.click("dialog .profile-card")
    browser.find(".profile img")


def passphrase(browser, world):
    settings(browser, world)
    browser.click("dialog button", "Change the passphrase")
    browser.find("dialog[data-kind=passphrase]")


def emoji(browser, world):
    thread(browser, world)
    browser.click("[aria-label='Insert an emoji']")
    browser.find(".emoji-grid")


def mentions(browser, world):
    group(browser, world)
    browser.type(".composer textarea", "@")
    browser.find(".mentions li")


def chosen_file(name, content):
    path = os.path.join(tempfile.mkdtemp(prefix="moonless-views-"), name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def attaching(browser, world):
    thread(browser, world)
    browser.all(".composer-tools input[type=file]")[0].send_keys(
        chosen_file("moon.png", portrait((20, 24, 60))))
    browser.find("dialog .attached img")


CHAT = b"Messages are encrypted end to end.\nAda: Good morning!\nBen: Is it?\nAda: By the bridge, yes."


def importing(browser, world):
    details(browser, world)
    browser.click("dialog .action", "Import a chat")
    browser.all("dialog input[type=file]")[0].send_keys(chosen_file("chat.txt", CHAT))
    browser.click("dialog button", "Look into it")
    browser.find("dialog .radio")


def imported(browser, world):
    importing(browser, world)
    browser.click("dialog .radio label", "Ada")
    browser.click("dialog[data-kind=import] button", "Import")
    browser.click("dialog[data-kind=import] button", "Show them")
    browser.find(".history-list .message")


def recording(browser, world):
    thread(browser, world)
    browser.click("[aria-label='Record a voice note']")
    browser.find(".recording-time", "0:01")


def restoring(browser, world):
    joining(browser, world)
    browser.click("button", "Restore an account")
    browser.find("main input[type=file]")


VIEWS = {"door": door, "join": joining, "terms": terms, "lock": lock, "list": listing,
         "empty": empty, "thread": thread, "failed": failed, "acting": acting, "search": searching,
         "details": details, "group": group, "members": members,
         "safety": safety, "invite": invitation, "new": ways, "settings": settings,
         "my-data": holdings, "shortcuts": sheet, "rhythm": rhythm, "files": files,
         "pinned": pinned, "requests": requests, "profile": profile, "passphrase": passphrase,
         "emoji": emoji, "mentions": mentions, "attach": attaching, "import": importing,
         "imported": imported, "recording": recording, "restore": restoring}


def take(directory, wanted, styles=tuple(SIZES)):
    """Each view in each style as `VIEW-STYLE.png`."""
    for style in styles:
        size, scheme = SIZES[style]
        browser = Browser(size=size, scheme=scheme)
        try:
            for view in wanted:
                world, _, _ = account()
                address, server = mock_agent.serve(world)
                browser.open(address)
                browser.find(".messenger")
                # Some rounds, for the indicator.
                for number in range(24):
                    world.tell("round", {"round": number, "answered": number != 9})
                VIEWS[view](browser, world)
                browser.run("return document.fonts.ready")
                browser.screenshot(os.path.join(directory, f"{view}-{style}.png"))
                server.shutdown()
                server.server_close()
        finally:
            browser.close()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = sys.argv[2:] or list(VIEWS)
    styles = [one for one in wanted if one in SIZES] or list(SIZES)
    wanted = [one for one in wanted if one not in SIZES] or list(VIEWS)
    take(sys.argv[1], wanted, styles)
    print(f"{len(wanted) * len(styles)} pictures in {sys.argv[1]}")


if __name__ == "__main__":
    main()
