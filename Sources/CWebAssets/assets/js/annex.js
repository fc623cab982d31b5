// What stands above the field while one answers or changes a message.

import { explain, put, segment } from "./api.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { takeMessage } from "./model.js";
import { gist } from "./pins.js";

export class Annex {
    #message = null;
    #isEdit = false;
    #composer;

    constructor(composer) {
        this.#composer = composer;
        composer.extras.push(() => this.#message && !this.#isEdit
            ? { replyTo: this.#message.id } : {});
        composer.sent = () => this.clear();
        composer.submit = (text) => this.#submit(text);
    }

    reply(message) {
        this.#begin(message, false);
    }

    /** The text goes into the field; what was begun there comes back afterwards. */
    edit(message) {
        this.#composer.beginChange(message.text);
        this.#begin(message, true);
    }

    clear() {
        if (!this.#message) return;
        if (this.#isEdit) this.#composer.endChange();
        this.#message = null;
        this.#composer.before.replaceChildren();
    }

    get isOpen() {
        return this.#message !== null;
    }

    #begin(message, isEdit) {
        if (this.#isEdit && !isEdit) this.clear();
        this.#message = message;
        this.#isEdit = isEdit;
        const title = isEdit ? t("annex.edit") : [t("annex.reply"), " ",
            message.from === null ? t("message.you") : name(message.from)];
        this.#composer.before.replaceChildren(h("div", { class: "annex" },
            icon(isEdit ? "edit" : "reply", 18),
            h("div", { class: "annex-text" }, h("strong", {}, title),
                h("p", { dir: "auto" }, gist(message))),
            h("button", {
                type: "button", class: "icon-button", "aria-label": t("dialog.cancel"),
                title: t("dialog.cancel"), on: { click: () => this.clear() },
            }, icon("close", 18))));
        this.#composer.focus();
    }

    /** Whether the text was a change and no new message. */
    #submit(text) {
        if (!this.#message || !this.#isEdit) return false;
        const message = this.#message;
        const { mentions } = this.#composer.extrasOf(text);
        put(`conversations/${segment(message.conversation)}/messages/${message.sequence}`,
            { text, mentions })
            .then((changed) => {
                takeMessage(changed);
                this.clear();
            }, (error) => {
                this.#composer.problem.textContent = explain(error);
            });
        return true;
    }
}
