"""What a person does in the page, step by step: used by tests and by the screenshots."""

from selenium.webdriver.common.keys import Keys

from people import PASSPHRASE


def join(browser, ticket, name, passphrase=PASSPHRASE):
    browser.type("main[data-view=none] textarea", ticket)
    browser.press(Keys.ENTER)
    browser.find("h1", "Before you join", seconds=30)
    browser.fill("Your name", name)
    browser.fill("Passphrase", passphrase)
    browser.fill("Passphrase, once more", passphrase)
    browser.click("button", "Join")
    browser.find(".messenger", seconds=60)


def invite(browser, name):
    """The link for somebody."""
    browser.click("[aria-label='New conversation']")
    browser.click(".way", "Invite somebody")
    browser.fill("Whom is it for?", name)
    browser.press(Keys.ENTER)
    link = browser.find("dialog textarea.link-text").get_attribute("value")
    browser.press(Keys.ESCAPE)
    browser.gone("dialog")
    return link


def accept(browser, link, name):
    browser.click("[aria-label='New conversation']")
    browser.click(".way", "Answer a link")
    browser.fill("Invitation", link)
    browser.fill("Who gave it to you?", name)
    browser.press(Keys.ENTER)
    browser.gone("dialog")
    browser.find(".thread-head h1", name)


def open_conversation(browser, name):
    browser.click(".row-name", name)
    browser.find(".thread-head h1", name)


def write(browser, text):
    browser.type(".composer textarea", text)
    browser.press(Keys.ENTER)


def act(browser, text, label):
    """Presses a button of the bar at the message of that text."""
    def press():
        return browser.run("""
            const message = [...document.querySelectorAll(".message")]
                .find((one) => one.querySelector(".text")?.textContent === arguments[0]);
            message?.focus();
            const button = message?.querySelector(`.action-bar [aria-label="${arguments[1]}"]`);
            button?.click();
            return Boolean(button);
            """, text, label)
    browser.wait(press, 15, f"{label} at {text!r}")


def wait_for_text(browser, text, seconds=60):
    browser.wait(
        lambda: any(text in one for one in browser.texts(".message .text")), seconds,
        f"the message {text!r}")


def wait_for_state(browser, text, word, seconds=60):
    """An own message with that text has come that far."""
    browser.wait(
        lambda: browser.run("""
            return [...document.querySelectorAll(".message.own")].some((one) =>
                one.querySelector(".text").innerText.includes(arguments[0])
                && one.querySelector(".state-word")?.textContent === arguments[1])
            """, text, word), seconds, f"{text!r} is {word}")


def wait_for_introduction(*browsers, seconds=90):
    for browser in browsers:
        browser.wait(lambda: browser.all(".verify-button"), seconds, "the introduction")
