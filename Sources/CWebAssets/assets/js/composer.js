// Where one writes: Enter sends, Shift+Enter begins a line, what was begun stays.

import { post, segment } from "./api.js";
import { draft, setDraft } from "./drafts.js";
import { changes } from "./model.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { send } from "./outbox.js";

/** The longest text of a message, as the agent takes it. */
const byteLimit = 60_000;
/** Milliseconds between two words of it. */
const typingInterval = 4_000;
const encoder = new TextEncoder();

export class Composer {
    #conversation = null;

    constructor() {
        this.input = h("textarea", {
            rows: 1, dir: "auto", "aria-label": t("composer.label"), spellcheck: "true",
            "aria-describedby": "composer-problem", autocomplete: "off",
            on: {
                input: () => this.#changed(),
                keydown: (event) => this.#keyPressed(event),
            },
        });
        this.button = h("button", {
            class: "send", type: "submit", "aria-label": t("composer.send"),
            title: t("composer.send"),
        }, icon("send", 22));
        this.problem = h("p", { class: "composer-problem", id: "composer-problem", role: "alert" });
        this.before = h("div", { class: "composer-before" });
        this.tools = h("div", { class: "composer-tools" });
        this.after = h("div", { class: "composer-tools" });
        this.element = h("form", {
            class: "composer", on: {
                submit: (event) => {
                    event.preventDefault();
                    this.#send();
                },
            },
        }, this.before, this.problem,
            h("div", { class: "composer-line" }, this.tools, this.input, this.after, this.button));
        // What belongs to a text beside it (a reply, say): functions of it, by other features.
        this.extras = [];
        this.sent = () => {};
        this.told = 0;
        this.endings = [
            changes.conversations.listen((one) => this.#draftElsewhere(one)),
        ];
    }

    close() {
        for (const end of this.endings) end();
    }

    show(conversation) {
        this.#conversation = conversation;
        this.told = 0;
        this.input.value = draft(conversation.id);
        this.#resize();
        this.update(conversation);
        this.problem.textContent = "";
    }

    /** Whether one may write, and what the field says. */
    update(conversation) {
        this.#conversation = conversation;
        const isOver = ["left", "joining", "gone"].includes(conversation.phase);
        this.input.disabled = isOver;
        this.button.disabled = isOver;
        for (const one of this.element.querySelectorAll(".composer-tools button")) {
            one.disabled = isOver;
        }
        this.input.placeholder = t(
            isOver ? `composer.${conversation.phase}` : "composer.placeholder",
            { name: conversation.name });
    }

    focus() {
        this.input.focus();
    }

    /** Puts a text back that was not sent, before what is there. */
    takeBack(text) {
        this.input.value = [text, this.input.value].filter(Boolean).join("\n");
        this.#changed();
        this.focus();
    }

    get conversation() {
        return this.#conversation;
    }

    /** A message's text is changed here for a while; the draft waits. */
    beginChange(text) {
        if (this.kept === undefined) this.kept = this.input.value;
        this.input.value = text;
        this.#resize();
    }

    endChange() {
        if (this.kept === undefined) return;
        this.input.value = this.kept;
        this.kept = undefined;
        this.#resize();
    }

    insert(text) {
        this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, "end");
        this.#changed();
    }

    #keyPressed(event) {
        if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
        event.preventDefault();
        this.#send();
    }

    #changed() {
        this.problem.textContent = "";
        this.#resize();
        if (this.kept !== undefined) return;
        this.#tellOfWriting();
        setDraft(this.#conversation.id, this.input.value);
    }

    /** Others are told only where the person wants it. */
    #tellOfWriting() {
        const { id, settings } = this.#conversation;
        if (!settings?.typing || this.input.value === "") return;
        if (Date.now() - this.told < typingInterval) return;
        this.told = Date.now();
        post(`conversations/${segment(id)}/typing`).catch(() => {});
    }

    #send() {
        // What stands behind the last word is nobody's meaning; what stands before the first may be.
        const text = this.input.value.trimEnd();
        if (text.trim() === "" || this.input.disabled) return;
        const size = encoder.encode(text).length;
        if (size > byteLimit) {
            this.problem.textContent = t("composer.tooLong", { size, limit: byteLimit });
            return;
        }
        if (this.submit?.(text)) return;
        send(this.#conversation.id, { text, ...this.extrasOf(text) });
        this.clear();
        this.sent();
    }

    extrasOf(text) {
        return Object.assign({}, ...this.extras.map((one) => one(text)));
    }

    clear() {
        this.input.value = "";
        this.#changed();
    }

    /** As high as the text, up to what the style sheet allows. */
    #resize() {
        if (CSS.supports("field-sizing", "content")) return;
        this.input.style.height = "auto";
        this.input.style.height = `${this.input.scrollHeight}px`;
    }

    /** Another tab has written on: shown unless somebody writes here. */
    #draftElsewhere(one) {
        if (!one || one.id !== this.#conversation?.id) return;
        this.update(one);
        if (document.activeElement === this.input || document.hasFocus()) return;
        const kept = draft(one.id);
        if (this.input.value !== kept) {
            this.input.value = kept;
            this.#resize();
        }
    }
}
