// Where the page begins: language, theme, token, and then the view that the session is in.

import { APIError, get, refused } from "./api.js";
import { currentLanguage, loadLanguage } from "./i18n.js";
import { applyTheme, preference, preferencesChanged } from "./preferences.js";
import { takeToken } from "./token.js";
import { showDoor } from "./door.js";
import { showJoin } from "./join.js";
import { showUnlock } from "./unlock.js";
import { hideMessenger, showMessenger } from "./messenger.js";

const app = document.getElementById("app");
const retryMilliseconds = 1_500;

let shown = "";
let retry = null;

let entering = Promise.resolve();

/** Asks how the session stands, and shows what fits; one after the other, the last one counts. */
function enter() {
    entering = entering.then(look);
    return entering;
}

async function look() {
    clearTimeout(retry);
    let session;
    try {
        session = await get("session");
    } catch (error) {
        return enterNothing(error);
    }
    if (!session.screenLocked) await takeAgentLanguage();
    const view = session.screenLocked ? "locked" : session.state;
    if (view === shown) return;
    leave();
    shown = view;
    if (view === "none") showJoin(app, session, enter);
    else if (view === "locked") showUnlock(app, session, enter);
    else showMessenger(app, enter);
}

/** What `moonless settings --language` says, unless this browser has a choice of its own. */
async function takeAgentLanguage() {
    if (preference("language")) return;
    const { language } = await get("settings").catch(() => ({}));
    if (language && language !== currentLanguage()) await loadLanguage(language);
}

function enterNothing(error) {
    const status = error instanceof APIError ? error.status : 0;
    const view = status === 401 ? "token" : status === 403 ? "foreign" : "unreachable";
    if (view === "unreachable") retry = setTimeout(enter, retryMilliseconds);
    if (view === shown) return;
    leave();
    shown = view;
    showDoor(app, view);
}

function leave() {
    if (shown === "open") hideMessenger();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    app.replaceChildren();
}

async function begin() {
    applyTheme();
    await loadLanguage(preference("language"));
    if (!takeToken()) {
        shown = "token";
        return showDoor(app, "token");
    }
    await enter();
}

// A new token in the address of a page that is open: a second `moonless web`.
addEventListener("hashchange", () => {
    if (!location.hash.startsWith("#token=")) return;
    takeToken();
    enter();
});

refused.listen(() => {
    // Elsewhere the view that asked says what is wrong.
    if (shown === "open") enter();
});

preferencesChanged.listen(async (name) => {
    applyTheme();
    if (name !== "language" && name !== null) return;
    await loadLanguage(preference("language"));
    if (shown === "" || shown === "open") return;
    shown = "";
    enter();
});

begin();
