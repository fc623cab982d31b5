// Speaking to somebody by name: after an @ those who are here are offered, and their messages say so.

import { get, segment } from "./api.js";
import { faceNamed } from "./avatar.js";
import { freshID, h, name } from "./dom.js";
import { t } from "./i18n.js";

const shownLimit = 6;

export class Mentions {
    #members = [];
    #conversation = null;
    #begin = -1;
    #chosen = 0;

    constructor(composer) {
        this.composer = composer;
        const id = freshID("mentions");
        this.element = h("ul", { class: "mentions", role: "listbox", id, hidden: true, "aria-label": t("mentions.title") });
        const { input } = composer;
        input.setAttribute("aria-autocomplete", "list");
        input.setAttribute("aria-controls", id);
        input.addEventListener("input", () => this.#offer());
        input.addEventListener("click", () => this.#offer());
        input.addEventListener("blur", () => setTimeout(() => this.#hide(), 150));
        // Before the composer's own keys: Enter takes the name.
        input.addEventListener("keydown", (event) => this.#keyPressed(event), { capture: true });
        composer.extras.push((text) => this.#found(text));
    }

    /** Who can be spoken to in a conversation. */
    show(conversation) {
        this.#conversation = conversation;
        this.#hide();
        this.#members = [];
        return this.#load();
    }

    async #load() {
        const conversation = this.#conversation;
        if (!conversation.group) {
            this.#members = [{ id: conversation.id, name: conversation.name }];
            return;
        }
        const answer = await get(`groups/${segment(conversation.id)}/members`).catch(() => null);
        if (this.#conversation?.id !== conversation.id || !answer) return;
        this.#members = answer.members.filter((one) => !one.own && one.role !== "invited");
    }

    /** The members whose names stand in a text. */
    #found(text) {
        const mentions = this.#members.filter((one) => text.includes(`@${one.name}`))
            .map((one) => one.id);
        return mentions.length > 0 ? { mentions } : {};
    }

    // MARK: Offering

    /** Who is here may have changed: asked anew as each name begins. */
    async #offer() {
        if (this.element.hidden && this.#begun()) await this.#load();
        this.#draw();
    }

    /** What stands before the cursor, behind an @; null for none. */
    #begun() {
        const { input } = this.composer;
        if (input.selectionStart !== input.selectionEnd) return null;
        const before = input.value.slice(0, input.selectionStart);
        return /(?:^|\s)@([^\s@]{0,40})$/u.exec(before);
    }

    #draw() {
        const { input } = this.composer;
        const before = input.value.slice(0, input.selectionStart);
        const match = this.#begun();
        if (!match) return this.#hide();
        const wanted = match[1].toLocaleLowerCase();
        const fitting = this.#members
            .filter((one) => one.name.toLocaleLowerCase().includes(wanted)).slice(0, shownLimit);
        if (fitting.length === 0) return this.#hide();
        this.#begin = before.length - match[1].length - 1;
        this.#chosen = 0;
        this.element.replaceChildren(...fitting.map((one, index) => h("li", {
            role: "option", id: freshID("mention"), "aria-selected": String(index === 0),
            data: { name: one.name },
            on: {
                pointerdown: (event) => {
                    event.preventDefault();
                    this.#take(one.name);
                },
            },
        }, faceNamed(one.name), name(one.name))));
        this.element.hidden = false;
        this.#mark();
        return undefined;
    }

    #hide() {
        this.element.hidden = true;
        this.composer.input.removeAttribute("aria-activedescendant");
    }

    #mark() {
        [...this.element.children].forEach((one, index) => {
            one.setAttribute("aria-selected", String(index === this.#chosen));
            if (index === this.#chosen) {
                this.composer.input.setAttribute("aria-activedescendant", one.id);
            }
        });
    }

    #keyPressed(event) {
        if (this.element.hidden || event.isComposing) return;
        const count = this.element.children.length;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && !event.altKey) {
            this.#chosen = (this.#chosen + step + count) % count;
            this.#mark();
        } else if (event.key === "Enter" || event.key === "Tab") {
            this.#take(this.element.children[this.#chosen].dataset.name);
        } else if (event.key === "Escape") {
            this.#hide();
        } else {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
    }

    #take(member) {
        const { input } = this.composer;
        input.setSelectionRange(this.#begin, input.selectionStart);
        this.composer.insert(`@${member} `);
        this.#hide();
    }
}
