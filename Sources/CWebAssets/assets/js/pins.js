// What was pinned in a conversation: the newest in a line above the thread, all of them in a list.

import { announce } from "./announcer.js";
import { changes, takeMessage } from "./model.js";
import { attempt, openDialog, problemLine } from "./dialog.js";
import { get, put, segment } from "./api.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { oneLine } from "./text.js";
import { brief, exact } from "./times.js";

/** A message on one line: its text, or its file's name. */
export const gist = (message) => oneLine(message.text) || message.file?.name || "";

export class PinnedLine {
    #id = null;
    #messages = [];

    /** `goTo` shows a place in the thread. */
    constructor(goTo) {
        this.goTo = goTo;
        this.element = h("div", { class: "pinned", hidden: true });
        const reload = () => this.#load();
        this.endings = [
            changes.message.listen((message, isNew) => {
                const isShown = this.#messages.some((one) => one.id === message.id);
                if (message.conversation === this.#id && !isNew
                    && (isShown || message.pinned)) reload();
            }),
            changes.removed.listen((one) => {
                if (one.conversation === this.#id) reload();
            }),
            changes.refreshed.listen(reload),
        ];
    }

    close() {
        for (const end of this.endings) end();
    }

    show(conversation) {
        if (conversation.id !== this.#id) {
            this.#messages = [];
            this.#draw();
        }
        this.#id = conversation.id;
        this.#load();
    }

    async #load() {
        const id = this.#id;
        if (!id) return;
        const answer = await get(`conversations/${segment(id)}/pinned`).catch(() => null);
        if (id !== this.#id || !answer) return;
        this.#messages = answer.messages;
        this.#draw();
    }

    #draw() {
        const newest = this.#messages[this.#messages.length - 1];
        this.element.hidden = !newest;
        if (!newest) return this.element.replaceChildren();
        const count = this.#messages.length;
        this.element.replaceChildren(
            h("button", {
                class: "pinned-text", type: "button", on: { click: () => this.goTo(newest.sequence) },
            }, icon("pin", 16), h("span", {}, h("strong", {}, t("pins.title")), " ",
                h("bdi", {}, gist(newest)))),
            count > 1 ? h("button", {
                class: "plain-button", type: "button", on: { click: () => this.open() },
            }, t("pins.all", { count })) : "");
        return undefined;
    }

    open() {
        const problem = problemLine();
        const dialog = openDialog({ title: t("pins.title"), kind: "pins" });
        dialog.body.append(problem, h("ul", { class: "plain" }, [...this.#messages].reverse()
            .map((message) => this.#row(message, dialog, problem))));
    }

    #row(message, dialog, problem) {
        const at = new Date(message.sentAt);
        const row = h("li", { class: "pinned-row" },
            h("button", {
                class: "row found-row", type: "button", on: {
                    click: () => {
                        dialog.close();
                        this.goTo(message.sequence);
                    },
                },
            }, h("span", { class: "row-name" },
                message.from === null ? t("message.you") : name(message.from)),
            h("time", { class: "row-time", datetime: message.sentAt, title: exact(at) }, brief(at)),
            h("span", { class: "row-preview" }, h("bdi", {}, gist(message)))),
            h("button", {
                class: "icon-button", type: "button", "aria-label": t("actions.unpin"),
                title: t("actions.unpin"), on: {
                    click: () => attempt(problem, async () => {
                        takeMessage(await put(
                            `conversations/${segment(message.conversation)}/messages/${message.sequence}/pin`,
                            { pinned: false }));
                        row.remove();
                        announce(t("pins.removed"));
                    }),
                },
            }, icon("close", 18)));
        return row;
    }
}
