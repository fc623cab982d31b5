// The messages of one conversation, however many. Places in a thread are numbered without gaps in
// their order, so the thread is laid out in chunks of fixed places; only the chunks near the screen
// are filled, the others keep their measured height.

import { explain, get, post, segment } from "./api.js";
import { announce } from "./announcer.js";
import { changes, model } from "./model.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { dayDivider, messageElement, newDivider, pendingElement } from "./message.js";
import { discard, outbox, outboxChanged, retry } from "./outbox.js";
import { oneLine } from "./text.js";
import { day } from "./times.js";

const chunkSize = 40;
const estimatedHeight = 58;
/** How far beyond the screen chunks are kept filled. */
const margin = 1_600;
/** Within this of the end the thread follows what comes. */
const endDistance = 60;
/** Messages of one author within this stand together. */
const runMilliseconds = 5 * 60_000;

export class Thread {
    #conversation = null;
    #chunks = [];
    #unreadFrom = Infinity;
    #follows = true;
    #generation = 0;
    #reported = 0;
    #lastTop = 0;
    #reportTimer = null;
    #context;

    /** `context`: `{openLink, takeBack, bar}`, the last the bar of actions. */
    constructor(context) {
        this.#context = context;
        this.list = h("div", { class: "thread-list" });
        this.outboxElement = h("div", { class: "outbox" });
        this.content = h("div", { class: "thread-content" }, this.list, this.outboxElement);
        this.scroller = h("div", {
            class: "thread", role: "log", "aria-live": "off", tabindex: 0,
            "aria-label": t("thread.label"),
        }, this.content);
        this.toEnd = h("button", {
            class: "to-end", type: "button", hidden: true, title: t("thread.toEnd"),
            "aria-label": t("thread.toEnd"), on: { click: () => this.scrollToEnd() },
        }, icon("down", 20));
        this.element = h("div", { class: "thread-frame" }, this.scroller, this.toEnd);
        this.#watch();
    }

    get conversation() {
        return this.#conversation;
    }

    // MARK: What changes

    #watch() {
        this.intersections = new IntersectionObserver(
            (entries) => {
                for (const entry of entries) {
                    const chunk = entry.target.chunk;
                    if (entry.isIntersecting) this.#fill(chunk);
                    else this.#empty(chunk);
                }
            }, { root: this.scroller, rootMargin: `${margin}px 0px` });
        this.sizes = new ResizeObserver(() => this.#follow());
        this.sizes.observe(this.content);
        this.sizes.observe(this.scroller);
        this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
        for (const kind of ["pointerover", "focusin"]) {
            this.list.addEventListener(kind, (event) => this.#offerActions(event));
        }
        this.scroller.addEventListener("keydown", (event) => this.#keyPressed(event));
        this.endings = [
            changes.message.listen((message, isNew) => this.#take(message, isNew)),
            changes.refreshed.listen(() => this.#reload()),
            changes.removed.listen((one) => this.#remove(one)),
            changes.transfer.listen((one) => this.#redrawPlace(one.conversation, one.sequence)),
            changes.conversations.listen((one) => this.#redrawRead(one)),
            outboxChanged.listen((id) => {
                if (id === this.#conversation?.id) this.#showOutbox();
            }),
        ];
        const attention = () => this.#reportSoon();
        document.addEventListener("visibilitychange", attention);
        addEventListener("focus", attention);
        this.endings.push(() => {
            document.removeEventListener("visibilitychange", attention);
            removeEventListener("focus", attention);
        });
    }

    close() {
        this.#generation += 1;
        this.intersections.disconnect();
        this.sizes.disconnect();
        clearTimeout(this.#reportTimer);
        for (const end of this.endings) end();
    }

    /** Shows a conversation, at its first unread message, at `sequence`, or at the end. */
    async show(conversation, sequence = null) {
        this.#generation += 1;
        const generation = this.#generation;
        this.#conversation = conversation;
        this.#reported = conversation.readSequence;
        this.intersections.disconnect();
        this.#unreadFrom = conversation.unread > 0 ? conversation.readSequence + 1 : Infinity;
        this.#chunks = [];
        this.#lastTop = 0;
        this.list.replaceChildren();
        this.#extend(conversation.lastSequence);
        this.#showOutbox();
        const target = sequence ?? Math.min(this.#unreadFrom, conversation.lastSequence);
        this.#follows = sequence === null && this.#unreadFrom === Infinity;
        try {
            await this.#fillAround(target);
        } catch (error) {
            if (generation !== this.#generation) return;
            this.list.replaceChildren(
                h("p", { class: "thread-problem", role: "alert" }, explain(error)));
            return;
        }
        if (generation !== this.#generation) return;
        this.#observe();
        this.#markLast();
        if (this.#follows) this.scrollToEnd(false);
        else this.#reveal(sequence);
        this.#reportSoon();
    }

    async #fillAround(sequence) {
        const index = Math.max(0, Math.ceil(sequence / chunkSize) - 1);
        const near = [index - 1, index, index + 1].map((one) => this.#chunks[one]);
        await Promise.all(near.filter(Boolean).map((chunk) => this.#fill(chunk)));
    }

    #reveal(sequence) {
        const place = sequence === null
            ? this.list.querySelector(".divider.new") : this.find(sequence);
        if (!place) return this.scrollToEnd(false);
        place.scrollIntoView({ block: sequence === null ? "start" : "center" });
        if (sequence === null) return;
        place.classList.add("found");
        place.focus({ preventScroll: true });
        setTimeout(() => place.classList.remove("found"), 2_000);
    }

    find(sequence) {
        return this.list.querySelector(`[data-sequence="${Number(sequence)}"]`);
    }

    // MARK: Chunks

    #extend(lastSequence) {
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
            this.list.append(element);
        }
    }

    #observe() {
        for (const chunk of this.#chunks) {
            if (chunk.isObserved) continue;
            chunk.isObserved = true;
            this.intersections.observe(chunk.element);
        }
    }

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
        const { messages } = await get(
            `conversations/${segment(this.#conversation.id)}/messages?after=${after}&limit=${limit}`);
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
            nodes.push(...this.#nodes(message, previous));
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

    #nodes(message, previous) {
        const nodes = [];
        const at = new Date(message.sentAt);
        const startsDay = !previous || day(new Date(previous.sentAt)) !== day(at);
        if (startsDay) nodes.push(dayDivider(at));
        const startsNew = message.sequence >= this.#unreadFrom
            && (!previous || previous.sequence < this.#unreadFrom);
        if (startsNew) nodes.push(newDivider());
        const isFirst = startsDay || startsNew || previous.kind !== message.kind
            || previous.from !== message.from
            || at - new Date(previous.sentAt) > runMilliseconds;
        nodes.push(this.#element(message, isFirst));
        return nodes;
    }

    #element(message, isFirst) {
        return messageElement(message, {
            group: this.#conversation.group, isFirst, openLink: this.#context.openLink,
            goTo: (sequence) => this.show(this.#conversation, sequence),
            reads: this.#conversation.group ? [] : this.#conversation.settings?.reads ?? [],
        });
    }

    // MARK: News

    #take(message, isNew) {
        if (message.conversation !== this.#conversation?.id) return;
        this.#extend(message.sequence);
        const chunk = this.#chunks[Math.ceil(message.sequence / chunkSize) - 1];
        if (!chunk) return;
        const known = chunk.messages?.has(message.sequence);
        if (!chunk.messages && chunk.first === message.sequence) chunk.messages = new Map();
        chunk.messages?.set(message.sequence, message);
        if (known) this.#redraw(message);
        else this.#append(chunk, message);
        this.#observe();
        if (isNew && message.from === null) this.#forgetNew();
        if (isNew && message.from !== null) {
            announce(t("thread.arrived", { name: message.from, text: oneLine(message.text) }));
        }
        this.#markLast();
        this.#reportSoon();
    }

    #append(chunk, message) {
        if (!chunk.messages) return;
        if (message.from !== null && !this.#isWatched() && this.#unreadFrom === Infinity) {
            this.#unreadFrom = message.sequence;
        }
        if (!chunk.isFilled && chunk.messages.size > 1) return;
        const previous = chunk.messages.get(message.sequence - 1)
            ?? this.#chunks[this.#chunks.indexOf(chunk) - 1]?.messages?.get(message.sequence - 1)
            ?? null;
        chunk.before ??= chunk.messages.size === 1 ? previous : null;
        chunk.isFilled = true;
        chunk.element.style.height = "";
        chunk.element.append(...this.#nodes(message, previous));
    }

    /** Who answers has read: the line above the new messages goes. */
    #forgetNew() {
        this.#unreadFrom = Infinity;
        this.list.querySelector(".divider.new")?.remove();
    }

    #redraw(message) {
        const old = this.find(message.sequence);
        if (!old) return;
        const isFirst = old.classList.contains("first");
        const hadFocus = old === document.activeElement;
        const fresh = this.#element(message, isFirst);
        old.replaceWith(fresh);
        if (hadFocus) fresh.focus({ preventScroll: true });
    }

    #redrawPlace(conversation, sequence) {
        if (conversation !== this.#conversation?.id) return;
        const message = this.#messageAt(sequence);
        if (message) this.#redraw(message);
    }

    #messageAt(sequence) {
        return this.#chunks[Math.ceil(sequence / chunkSize) - 1]?.messages?.get(sequence);
    }

    /** The contact has read further than it had said before. */
    #redrawRead(one) {
        if (!one || one.id !== this.#conversation?.id || one.group) return;
        const before = this.#conversation.settings?.reads?.[0]?.sequence ?? 0;
        const now = one.settings?.reads?.[0]?.sequence ?? 0;
        this.#conversation = one;
        for (let sequence = before + 1; sequence <= now; sequence += 1) {
            const message = this.#messageAt(sequence);
            if (message?.from === null) this.#redraw(message);
        }
        if (now > before) this.#markLast();
    }

    #remove({ conversation, sequence }) {
        if (conversation !== this.#conversation?.id) return;
        this.#chunks[Math.ceil(sequence / chunkSize) - 1]?.messages?.delete(sequence);
        this.find(sequence)?.remove();
        this.#markLast();
    }

    #offerActions(event) {
        const element = event.target.closest?.(".message");
        const sequence = Number(element?.dataset.sequence);
        const message = sequence ? this.#messageAt(sequence) : null;
        if (message) this.#context.bar?.show(message, element);
    }

    /** After a gap: what is shown is asked for again, where it stands. */
    async #reload() {
        const conversation = model.conversations.get(this.#conversation?.id);
        if (!conversation) return;
        const generation = this.#generation;
        this.#conversation = conversation;
        this.#extend(conversation.lastSequence);
        this.#observe();
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
        this.#markLast();
        this.#reportSoon();
    }

    #showOutbox() {
        this.outboxElement.replaceChildren(...outbox(this.#conversation.id).map((item) =>
            pendingElement(item, {
                retry: () => retry(item),
                takeBack: () => {
                    discard(item);
                    this.#context.takeBack(item.body);
                },
                openLink: this.#context.openLink,
            })));
        this.#markLast();
    }

    /** The state in words stands at the newest own message; the others have the sign. */
    #markLast() {
        for (const one of this.list.querySelectorAll(".last-own")) {
            one.classList.remove("last-own");
        }
        const own = this.list.querySelectorAll(".message.own");
        own[own.length - 1]?.classList.add("last-own");
    }

    // MARK: Scrolling and reading

    scrollToEnd(smooth = false) {
        this.#follows = true;
        this.scroller.scrollTo({
            top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant",
        });
    }

    #follow() {
        if (this.#follows) this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    #scrolled() {
        const { scrollTop, clientHeight, scrollHeight } = this.scroller;
        // What grows below does not end the following, only who scrolls up does.
        if (scrollHeight - scrollTop - clientHeight < endDistance) this.#follows = true;
        else if (scrollTop < this.#lastTop - 1) this.#follows = false;
        this.#lastTop = scrollTop;
        this.toEnd.hidden = this.#follows;
        this.#reportSoon();
    }

    #isWatched() {
        return document.hasFocus() && !document.hidden && this.#follows;
    }

    #reportSoon() {
        clearTimeout(this.#reportTimer);
        this.#reportTimer = setTimeout(() => this.#report(), 250);
    }

    /** Tells the agent up to where the person has seen the thread. */
    async #report() {
        const conversation = model.conversations.get(this.#conversation?.id);
        if (!conversation || document.hidden || !document.hasFocus()) return;
        const seen = this.#follows ? conversation.lastSequence : this.#lastVisible();
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

    #lastVisible() {
        const bottom = this.scroller.getBoundingClientRect().bottom;
        let seen = 0;
        for (const chunk of this.#chunks) {
            if (!chunk.isFilled) continue;
            for (const one of chunk.element.querySelectorAll("[data-sequence]")) {
                if (one.getBoundingClientRect().bottom > bottom + 4) return seen;
                seen = Number(one.dataset.sequence);
            }
        }
        return seen;
    }

    // MARK: By keyboard

    /** Up and down go from message to message, Escape leaves them. */
    #keyPressed(event) {
        if (event.target.closest("button, a, input, textarea")) return;
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        const all = [...this.scroller.querySelectorAll(".message, .remark")];
        const at = all.indexOf(document.activeElement);
        const next = at < 0 ? all[all.length - 1] : all[at + step];
        if (!next) return;
        event.preventDefault();
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: "nearest" });
    }

    focusLast() {
        const all = this.scroller.querySelectorAll(".message, .remark");
        all[all.length - 1]?.focus();
    }
}

function sorted(messages) {
    return [...messages.values()].sort((a, b) => a.sequence - b.sequence);
}

function isEqual(some, others) {
    return JSON.stringify(some ? sorted(some) : null) === JSON.stringify(sorted(others));
}
