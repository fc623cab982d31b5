// A thread's places in chunks. Places are numbered without gaps in their order, so a thread of any
// length is laid out at once; only the chunks near the screen are filled, the others keep their
// measured height.

import { h } from "./dom.js";

const chunkSize = 40;
const estimatedHeight = 58;
/** How far beyond the screen chunks are kept filled. */
const margin = 1_600;

export class Chunks {
    #chunks = [];
    #context;
    #generation = 0;

    /**
     * `context`: `{scroller, load, nodes}`. `load(after, limit)` asks for messages,
     * `nodes(message, previous)` draws one and what stands before it.
     */
    constructor(context) {
        this.#context = context;
        this.element = h("div", { class: "thread-list" });
        this.intersections = new IntersectionObserver((entries) => {
            for (const { target, isIntersecting } of entries) {
                if (isIntersecting) this.#fill(target.chunk);
                else this.#empty(target.chunk);
            }
        }, { root: context.scroller, rootMargin: `${margin}px 0px` });
    }

    /** Forgets every place. */
    clear() {
        this.#generation += 1;
        this.intersections.disconnect();
        this.#chunks = [];
        this.element.replaceChildren();
    }

    /** Makes room for places up to this one. */
    extend(lastSequence) {
        while (this.#chunks.length * chunkSize < lastSequence) {
            const element = h("div", { class: "chunk" });
            const chunk = {
                element, first: this.#chunks.length * chunkSize + 1, messages: null, before: null,
                loading: null, isFilled: false,
            };
            element.chunk = chunk;
            const count = Math.min(chunkSize, lastSequence - chunk.first + 1);
            element.style.height = `${count * estimatedHeight}px`;
            this.#chunks.push(chunk);
            this.element.append(element);
        }
    }

    /** From now on those near the screen are filled, the others emptied. */
    observe() {
        for (const chunk of this.#chunks) {
            if (chunk.isObserved) continue;
            chunk.isObserved = true;
            this.intersections.observe(chunk.element);
        }
    }

    async fillAround(sequence) {
        const index = Math.max(0, Math.ceil(sequence / chunkSize) - 1);
        const near = [index - 1, index, index + 1].map((one) => this.#chunks[one]);
        await Promise.all(near.filter(Boolean).map((chunk) => this.#fill(chunk)));
    }

    // MARK: Messages

    #of(sequence) {
        return this.#chunks[Math.ceil(sequence / chunkSize) - 1];
    }

    message(sequence) {
        return this.#of(sequence)?.messages?.get(sequence);
    }

    /** The element of a place, if it is drawn. */
    find(sequence) {
        return this.element.querySelector(`[data-sequence="${Number(sequence)}"]`);
    }

    /** Whether the places around this one were asked for. */
    isLoaded(sequence) {
        return Boolean(this.#of(sequence)?.messages);
    }

    /** Takes a message in; whether its place was empty. */
    put(message) {
        const chunk = this.#of(message.sequence);
        if (!chunk) return false;
        const isNew = !chunk.messages?.has(message.sequence);
        if (!chunk.messages && chunk.first === message.sequence) chunk.messages = new Map();
        chunk.messages?.set(message.sequence, message);
        return isNew;
    }

    /** Draws a message that came to the end. */
    append(message) {
        const chunk = this.#of(message.sequence);
        if (!chunk.isFilled && chunk.messages.size > 1) return;
        const previous = this.message(message.sequence - 1) ?? null;
        chunk.before ??= chunk.messages.size === 1 ? previous : null;
        chunk.isFilled = true;
        chunk.element.style.height = "";
        chunk.element.append(...this.#context.nodes(message, previous));
    }

    remove(sequence) {
        this.#of(sequence)?.messages?.delete(sequence);
        this.find(sequence)?.remove();
    }

    /** The last place whose whole element stands above this height of the screen; 0 for none. */
    lastAbove(bottom) {
        let seen = 0;
        for (const chunk of this.#chunks) {
            if (!chunk.isFilled) continue;
            for (const one of chunk.element.querySelectorAll("[data-sequence]")) {
                if (one.getBoundingClientRect().bottom > bottom) return seen;
                seen = Number(one.dataset.sequence);
            }
        }
        return seen;
    }

    // MARK: Filling

    async #fill(chunk) {
        if (chunk.isFilled) return;
        if (!chunk.messages) {
            chunk.loading ??= this.#load(chunk);
            try {
                await chunk.loading;
            } finally {
                chunk.loading = null;
            }
        }
        if (chunk.isFilled || !chunk.element.isConnected) return;
        this.#draw(chunk);
    }

    /** One message more than the chunk has, at its beginning: whether a day ends there. */
    async #load(chunk) {
        const after = Math.max(0, chunk.first - 2);
        const limit = chunkSize + (chunk.first > 1 ? 1 : 0);
        const messages = await this.#context.load(after, limit);
        const last = chunk.first + chunkSize - 1;
        chunk.messages ??= new Map();
        for (const message of messages) {
            if (message.sequence < chunk.first) chunk.before = message;
            else if (message.sequence <= last && !chunk.messages.has(message.sequence)) {
                chunk.messages.set(message.sequence, message);
            }
        }
    }

    #draw(chunk) {
        const nodes = [];
        let previous = chunk.before;
        for (const message of sorted(chunk.messages)) {
            nodes.push(...this.#context.nodes(message, previous));
            previous = message;
        }
        chunk.isFilled = true;
        chunk.element.style.height = "";
        chunk.element.replaceChildren(...nodes);
    }

    #empty(chunk) {
        if (!chunk.isFilled || chunk.element.contains(document.activeElement)) return;
        chunk.element.style.height = `${chunk.element.offsetHeight}px`;
        chunk.element.replaceChildren();
        chunk.isFilled = false;
    }

    /** After a gap: what is shown is asked for again, where it stands. */
    async reload() {
        const generation = this.#generation;
        for (const chunk of this.#chunks) {
            const wasFilled = chunk.isFilled;
            const old = chunk.messages;
            chunk.messages = null;
            if (!wasFilled) continue;
            try {
                await this.#load(chunk);
            } catch {
                chunk.messages = old;
                return;
            }
            if (generation !== this.#generation) return;
            if (!isEqual(old, chunk.messages)) this.#draw(chunk);
        }
    }
}

function sorted(messages) {
    return [...messages.values()].sort((a, b) => a.sequence - b.sequence);
}

function isEqual(some, others) {
    return JSON.stringify(some ? sorted(some) : null) === JSON.stringify(sorted(others));
}
