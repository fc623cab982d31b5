// One message of a thread.

import { faceNamed, hue } from "./avatar.js";
import { freshID, h, name, unseen } from "./dom.js";
import { happening } from "./happening.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { clock, dayName, exact } from "./times.js";
import { fileView } from "./files.js";
import { react } from "./actions.js";
import { isFewEmoji, oneLine, textNodes } from "./text.js";

/** Longer texts are folded. */
const foldLength = 2_400;
const foldLines = 30;

/** Words and sign of how far an own message has come. */
const states = {
    sending: "waiting", queued: "waiting", published: "published", delivered: "delivered",
    failed: "failed", undelivered: "undelivered", read: "read",
};

/** The element of a message. `context`: `{group, isFirst, openLink, goTo, reads}`. */
export function messageElement(message, context) {
    if (message.kind !== "text" && message.kind !== "file") return remark(message);
    const own = message.from === null;
    const speaksToMe = message.mentions?.some((one) => one.me);
    const ids = { author: freshID("m"), text: freshID("m"), meta: freshID("m") };
    const author = h("div", {
        class: context.group && !own && context.isFirst
            ? `author hue-text-${hue(message.from)}` : "unseen",
        id: ids.author,
    }, own ? t("message.you") : name(message.from));
    const bubble = h("div", { class: "bubble" },
        author, ...body(message, ids.text, context), meta(message, own, ids.meta, context.reads));
    const element = h("article", {
        class: `message ${own ? "own" : "other"}${context.isFirst ? " first" : ""}`
            + (speaksToMe ? " to-me" : ""),
        tabindex: -1, "aria-labelledby": `${ids.author} ${ids.text} ${ids.meta}`,
        data: { sequence: message.sequence ?? "", state: message.state },
    });
    if (context.group && !own) {
        element.append(context.isFirst
            ? faceNamed(message.from) : h("span", { class: "avatar-gap" }));
    }
    element.append(bubble);
    return element;
}

function body(message, id, context) {
    if (message.deleted) {
        return [h("div", { class: "text deleted", id }, t("message.deleted"))];
    }
    return [
        message.forwarded
            ? h("p", { class: "forwarded" }, icon("forward", 14), t("message.forwarded")) : null,
        message.reply ? quote(message.reply, context) : null,
        message.file ? fileView(message) : null,
        ...written(message, id, context), reactionsRow(message),
    ].filter(Boolean);
}

/** What a message answers; it leads there. */
function quote(reply, context) {
    return h("button", {
        class: "quote", type: "button", disabled: !reply.sequence,
        on: { click: () => context.goTo(reply.sequence) },
    },
    h("strong", {}, reply.from ? name(reply.from)
        : reply.seen ? t("message.you") : t("message.notHere")),
    h("span", { dir: "auto" }, oneLine(reply.text)));
}

/** What others think of it; a press agrees, or takes it back. */
function reactionsRow(message) {
    if (!message.reactions?.length) return null;
    const counts = new Map();
    for (const one of message.reactions) {
        const known = counts.get(one.emoji) ?? { names: [], own: false };
        known.names.push(one.from ?? t("message.you"));
        known.own ||= (one.from ?? null) === null;
        counts.set(one.emoji, known);
    }
    return h("div", { class: "reactions" }, [...counts].map(([emoji, { names, own }]) =>
        h("button", {
            type: "button", class: "reaction", "aria-pressed": String(own), title: names.join(", "),
            "aria-label": t("message.reaction", { emoji, names: names.join(", ") }),
            on: { click: () => react(message, emoji).catch(() => {}) },
        }, emoji, names.length > 1 ? ` ${names.length}` : null)));
}

function written(message, id, context) {
    const nodes = textNodes(message.text, context.openLink, message.mentions);
    const text = h("div", {
        class: `text${isFewEmoji(message.text) ? " few-emoji" : ""}`, dir: "auto", id,
    }, nodes);
    if (message.text === "" && message.file) text.hidden = true;
    if (!isLong(message.text)) return [text];
    text.classList.add("folded");
    const unfold = h("button", { class: "unfold", type: "button" }, t("message.unfold"));
    unfold.addEventListener("click", () => {
        text.classList.remove("folded");
        unfold.remove();
        text.closest(".message")?.focus();
    });
    return [text, unfold];
}

function isLong(text) {
    return text.length > foldLength || text.split("\n", foldLines + 1).length > foldLines;
}

function isRead(message, reads) {
    return message.state === "delivered" && reads.some((one) => one.sequence >= message.sequence);
}

function meta(message, own, id, reads = []) {
    const at = new Date(message.sentAt);
    return h("div", { class: "meta", id },
        h("time", { datetime: message.sentAt, title: exact(at) }, clock(at)),
        message.editedAt ? h("span", {}, t("message.edited")) : null,
        message.pinned ? h("span", { title: t("message.pinned") }, icon("pin", 13),
            unseen(t("message.pinned"))) : null,
        message.disappearsAt ? h("span", { title: exact(new Date(message.disappearsAt)) },
            icon("timer", 13), unseen(t("message.disappears"))) : null,
        message.imported ? h("span", {}, t("search.imported")) : null,
        own && !message.imported ? stateSign(isRead(message, reads) ? "read" : message.state) : null);
}

/** The state of an own message, as a sign and as a word. */
export function stateSign(state) {
    const sign = states[state] ?? "waiting";
    return h("span", { class: `state state-${sign}`, title: t(`state.${sign}.meaning`) },
        icon(sign, 16), h("span", { class: "state-word" }, t(`state.${sign}`)));
}

/** What happened, in the middle of the thread. */
function remark(message) {
    const text = message.kind === "event" || message.kind === "left"
        ? happening(message.text) : t("message.unknown", { name: message.from ?? "" });
    const at = new Date(message.sentAt);
    return h("article", {
        class: "remark", tabindex: -1, data: { sequence: message.sequence, state: "" },
    },
        h("span", { class: "remark-text", dir: "auto" }, text), " ",
        h("time", { datetime: message.sentAt, title: exact(at), class: "remark-time" },
            clock(at)));
}

/** The line between two days. */
export function dayDivider(date) {
    return h("div", { class: "divider day", role: "separator" }, h("span", {}, dayName(date)));
}

/** The line above what has not been read. */
export function newDivider() {
    return h("div", { class: "divider new", role: "separator", id: "new-messages" },
        h("span", {}, t("thread.new")));
}

/** A text on its way to the agent, or one that did not get there. */
export function pendingElement(item, { retry, takeBack, openLink }) {
    const state = item.error ? "failed" : "sending";
    const element = messageElement(
        {
            kind: "text", from: null, text: item.body.text, sentAt: item.at.toISOString(), state,
        }, { group: false, isFirst: true, openLink });
    if (item.error) {
        element.querySelector(".bubble").append(
            h("div", { class: "failure", role: "alert" },
                unseen(t("state.failed")), h("p", {}, item.error),
                h("button", { type: "button", on: { click: retry } },
                    icon("retry", 16), t("message.retry")),
                h("button", { type: "button", on: { click: takeBack } }, t("message.takeBack"))));
    }
    return element;
}
