// Keys. Those with Alt work everywhere, single letters where nobody types. None is a browser's own.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { preference } from "./preferences.js";
import { t } from "./i18n.js";

/** The sheet: keys as they are written, and what they do. */
const sheet = [
    ["shortcuts.moving", [
        [["Alt", "↓"], "next"], [["Alt", "↑"], "previous"],
        [["Alt", "Shift", "↓"], "nextUnread"], [["Alt", "Shift", "↑"], "previousUnread"],
        [["Alt", "K"], "search"], [["/"], "search"], [["Alt", "M"], "composer"],
        [["↑", "↓"], "messages"], [["Esc"], "back"],
    ]],
    ["shortcuts.doing", [
        [["Enter"], "send"], [["Shift", "Enter"], "line"], [["Alt", "N"], "new"],
        [["Alt", "I"], "details"], [["Alt", "Y"], "verify"], [["Alt", "L"], "lock"],
        [["Alt", ","], "settings"], [["?"], "sheet"],
    ]],
];

/** Listens; `commands` has a function for each. What is returned ends it. */
export function listenForShortcuts(commands) {
    const listener = (event) => {
        const command = commandOf(event);
        if (!command || !commands[command]) return;
        if (document.querySelector("dialog[open]") && command !== "sheet") return;
        event.preventDefault();
        commands[command]();
    };
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
}

function commandOf(event) {
    if (event.ctrlKey || event.metaKey || event.isComposing) return null;
    if (event.altKey) return altCommand(event);
    if (event.key === "Escape") return "escape";
    if (isTyping(event.target) || !preference("letterShortcuts")) return null;
    return { "?": "sheet", "/": "search" }[event.key] ?? null;
}

function altCommand(event) {
    if (event.key === "ArrowDown") return event.shiftKey ? "nextUnread" : "next";
    if (event.key === "ArrowUp") return event.shiftKey ? "previousUnread" : "previous";
    // By the place of the key: with Alt some layouts write other letters.
    return {
        KeyK: "search", KeyM: "composer", KeyN: "new", KeyI: "details", KeyY: "verify",
        KeyL: "lock", Comma: "settings",
    }[event.code] ?? null;
}

function isTyping(element) {
    return element.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

export function openShortcuts() {
    openDialog({
        title: t("shortcuts.title"), kind: "shortcuts", wide: true,
        content: sheet.map(([title, rows]) => h("section", { class: "shortcuts" },
            h("h3", {}, t(title)),
            h("dl", {}, rows.map(([keys, command]) => [
                h("dt", {}, keys.map((key) => h("kbd", {}, key))),
                h("dd", {}, t(`shortcuts.${command}`)),
            ])))),
    });
}
