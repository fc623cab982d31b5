// What can be done with a message: a bar of buttons at the one that is looked at.

import { announce } from "./announcer.js";
import { attempt, confirm, openDialog, problemLine } from "./dialog.js";
import { face } from "./avatar.js";
import { freshID, h, name } from "./dom.js";
import { openEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { orderedConversations, takeMessage } from "./model.js";
import { explain, post, put, remove, segment } from "./api.js";
import { t } from "./i18n.js";

/** How long a text may be changed, as the agent has it. */
const editMilliseconds = 24 * 3_600_000;
const reactions = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const path = (message) =>
    `conversations/${segment(message.conversation)}/messages/${message.sequence}`;

/** Takes a reaction, or takes it back. */
export async function react(message, emoji) {
    const own = message.reactions?.find((one) => (one.from ?? null) === null);
    takeMessage(await put(
        `${path(message)}/reaction`, { emoji: own?.emoji === emoji ? "" : emoji }));
}

/** The bar: one for the whole thread, which goes where the person looks. */
export class ActionBar {
    #message = null;

    /** `annex` takes replies and edits. */
    constructor(annex) {
        this.annex = annex;
        const button = (sign, key, act) => h("button", {
            class: "icon-button", type: "button", "aria-label": t(key), title: t(key),
            on: { click: () => act(this.#message) },
        }, icon(sign, 18));
        this.element = h("div", { class: "action-bar", role: "group", "aria-label": t("actions.title") },
            button("reply", "actions.reply", (message) => annex.reply(message)),
            button("smile", "actions.react", (message) => openReactions(message)),
            button("more", "actions.more", (message) => this.#openMore(message)));
    }

    /** Goes to a message's element. */
    show(message, element) {
        if (message.deleted || this.element.parentElement === element) return;
        this.#message = message;
        element.append(this.element);
    }

    #openMore(message) {
        const own = message.from === null;
        const problem = problemLine();
        const button = (sign, key, act, kind = "") => h("button", {
            class: `action ${kind}`, type: "button", on: {
                click: () => attempt(problem, async () => {
                    if (await act() === false) return;
                    dialog.close();
                }),
            },
        }, icon(sign, 20), t(key));
        const dialog = openDialog({
            title: t("actions.title"), kind: "actions",
            content: [h("div", { class: "actions" },
                message.text === "" ? null : button("copy", "actions.copy", async () => {
                    await navigator.clipboard.writeText(message.text);
                    announce(t("link.copied"));
                }),
                button("forward", "actions.forward", () => {
                    dialog.close();
                    openForward(message);
                }),
                button("pin", message.pinned ? "actions.unpin" : "actions.pin", async () =>
                    takeMessage(await put(`${path(message)}/pin`, { pinned: !message.pinned }))),
                own && message.kind === "text"
                    && Date.now() - new Date(message.sentAt) < editMilliseconds
                    ? button("edit", "actions.edit", () => {
                        dialog.close();
                        this.annex.edit(message);
                    }) : null,
                button("bin", "actions.delete", () => erase(message, false), "dangerous quiet-danger"),
                own ? button("bin", "actions.deleteForAll", () => erase(message, true),
                    "dangerous quiet-danger") : null), problem],
        });
    }
}

async function erase(message, everyone) {
    const isSure = await confirm({
        title: t("actions.delete.title"),
        text: t(everyone ? "actions.delete.all" : "actions.delete.here"),
        button: t("actions.delete"), dangerous: true,
    });
    if (!isSure) return false;
    await remove(`${path(message)}${everyone ? "?everyone=true" : ""}`);
    return true;
}

function openReactions(message) {
    const problem = problemLine();
    const dialog = openDialog({
        title: t("actions.react"), kind: "reactions",
        content: [h("div", { class: "reaction-choice" }, reactions.map((emoji) => h("button", {
            type: "button", "aria-label": emoji, on: {
                click: () => attempt(problem, async () => {
                    await react(message, emoji);
                    dialog.close();
                }),
            },
        }, emoji)), h("button", {
            type: "button", "aria-label": t("actions.react.more"), title: t("actions.react.more"),
            on: {
                click: () => {
                    dialog.close();
                    openEmoji((emoji) => react(message, emoji).catch(sayProblem), t("actions.react"));
                },
            },
        }, icon("plus", 24))), problem],
    });
}

/** An error where no dialog is open any more. */
function sayProblem(error) {
    openDialog({ title: t("actions.title"), content: h("p", { role: "alert" }, explain(error)) });
}

function openForward(message) {
    const boxes = orderedConversations().filter((one) => one.phase === "active").map((one) => {
        const id = freshID("forward");
        const box = h("input", { type: "checkbox", id, value: one.id });
        return { box, row: h("li", {}, box, h("label", { for: id },
            face(one, "small"), name(one.name))) };
    });
    const problem = problemLine();
    const button = h("button", { class: "primary", type: "button" }, t("actions.forward"));
    const dialog = openDialog({
        title: t("actions.forward"), kind: "forward",
        content: [h("ul", { class: "plain choose" }, boxes.map((one) => one.row)), problem,
            h("div", { class: "buttons" }, button)],
    });
    button.addEventListener("click", () => attempt(problem, async () => {
        const to = boxes.filter((one) => one.box.checked).map((one) => one.box.value);
        if (to.length === 0) return;
        const { messages } = await post(`${path(message)}/forward`, { to });
        for (const one of messages) takeMessage(one);
        announce(t("actions.forwarded"));
        dialog.close();
    }));
}
