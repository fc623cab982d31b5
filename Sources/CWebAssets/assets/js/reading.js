// Up to where the person has seen a thread: told to the agent while they look, and not otherwise.

import { changes, model } from "./model.js";
import { post, segment } from "./api.js";

const delay = 250;

export class Reading {
    #id = null;
    #reported = 0;
    #timer = null;
    #seen;

    /** `seen()` is the last place that stands on the screen, of the conversation that is shown. */
    constructor(seen) {
        this.#seen = seen;
        this.soon = () => {
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => this.#report(), delay);
        };
        document.addEventListener("visibilitychange", this.soon);
        addEventListener("focus", this.soon);
    }

    close() {
        clearTimeout(this.#timer);
        document.removeEventListener("visibilitychange", this.soon);
        removeEventListener("focus", this.soon);
    }

    begin(conversation) {
        this.#id = conversation.id;
        this.#reported = conversation.readSequence;
    }

    async #report() {
        const conversation = model.conversations.get(this.#id);
        if (!conversation || document.hidden || !document.hasFocus()) return;
        const seen = this.#seen(conversation);
        if (seen <= this.#reported) return;
        const before = this.#reported;
        this.#reported = seen;
        try {
            await post(`conversations/${segment(conversation.id)}/read`, { sequence: seen });
            conversation.readSequence = Math.max(conversation.readSequence, seen);
            if (seen >= conversation.lastSequence) conversation.unread = 0;
            changes.conversations.tell(conversation);
        } catch {
            this.#reported = before;
        }
    }
}
