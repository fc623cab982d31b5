// The messages of one conversation, however many: what is shown, and what news does to it.

import { explain, get, segment } from "./api.js";
import { announce } from "./announcer.js";
import { changes, model } from "./model.js";
import { Chunks } from "./chunks.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { dayDivider, messageElement, newDivider, pendingElement } from "./message.js";
import { discard, outbox, outboxChanged, retry } from "./outbox.js";
import { Reading } from "./reading.js";
import { Scrolling } from "./scrolling.js";
import { oneLine } from "./text.js";
import { day } from "./times.js";

/** Messages of one author within this stand together. */
const runMilliseconds = 5 * 60_000;

export class Thread {
    #conversation = null;
    #unreadFrom = Infinity;
    #generation = 0;
    #context;

    /** `context`: `{openLink, takeBack, bar}`, the last the bar of actions. */
    constructor(context) {
        this.#context = context;
        this.before = h("div", { class: "thread-before" });
        this.outboxElement = h("div", { class: "outbox" });
        this.content = h("div", { class: "thread-content" });
        this.scrolling = new Scrolling(this.content, () => this.reading.soon());
        this.reading = new Reading((conversation) => this.scrolling.follows
            ? conversation.lastSequence : this.chunks.lastAbove(this.scrolling.bottom + 4));
        this.chunks = new Chunks({
            scroller: this.scrolling.element,
            load: (after, limit) => this.#load(after, limit),
            nodes: (message, previous) => this.#nodes(message, previous),
        });
        this.list = this.chunks.element;
        this.content.append(this.before, this.list, this.outboxElement);
        this.element = h("div", { class: "thread-frame" },
            this.scrolling.element, this.scrolling.toEnd);
        this.#watch();
    }

    get conversation() {
        return this.#conversation;
    }

    #watch() {
        for (const kind of ["pointerover", "focusin"]) {
            this.list.addEventListener(kind, (event) => this.#offerActions(event));
        }
        this.scrolling.element.addEventListener("keydown", (event) => this.#keyPressed(event));
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
    }

    close() {
        this.#generation += 1;
        this.chunks.clear();
        this.scrolling.close();
        this.reading.close();
        for (const end of this.endings) end();
    }

    // MARK: Showing

    /** Shows a conversation, at its first unread message, at `sequence`, or at the end. */
    async show(conversation, sequence = null) {
        this.#generation += 1;
        const generation = this.#generation;
        this.#conversation = conversation;
        this.reading.begin(conversation);
        this.#unreadFrom = conversation.unread > 0 ? conversation.readSequence + 1 : Infinity;
        this.chunks.clear();
        this.chunks.extend(conversation.lastSequence);
        this.#showOutbox();
        const target = sequence ?? Math.min(this.#unreadFrom, conversation.lastSequence);
        this.scrolling.begin(sequence === null && this.#unreadFrom === Infinity);
        try {
            await this.chunks.fillAround(target);
        } catch (error) {
            if (generation !== this.#generation) return;
            this.list.replaceChildren(
                h("p", { class: "thread-problem", role: "alert" }, explain(error)));
            return;
        }
        if (generation !== this.#generation) return;
        this.chunks.observe();
        this.#markLast();
        if (this.scrolling.follows) this.scrollToEnd();
        else this.#reveal(sequence);
        this.reading.soon();
    }

    #reveal(sequence) {
        const place = sequence === null
            ? this.list.querySelector(".divider.new") : this.chunks.find(sequence);
        if (!place) return this.scrollToEnd();
        place.scrollIntoView({ block: sequence === null ? "start" : "center" });
        if (sequence === null) return;
        place.classList.add("found");
        place.focus({ preventScroll: true });
        setTimeout(() => place.classList.remove("found"), 2_000);
    }

    scrollToEnd() {
        this.scrolling.scrollToEnd();
    }

    async #load(after, limit) {
        const { messages } = await get(
            `conversations/${segment(this.#conversation.id)}/messages?after=${after}&limit=${limit}`);
        return messages;
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
        this.chunks.extend(message.sequence);
        if (!this.chunks.put(message)) this.#redraw(message);
        else if (this.chunks.isLoaded(message.sequence)) {
            if (message.from !== null && !this.#isWatched() && this.#unreadFrom === Infinity) {
                this.#unreadFrom = message.sequence;
            }
            this.chunks.append(message);
        }
        this.chunks.observe();
        if (isNew && message.from === null) this.#forgetNew();
        if (isNew && message.from !== null) {
            announce(t("thread.arrived", { name: message.from, text: oneLine(message.text) }));
        }
        this.#markLast();
        this.reading.soon();
    }

    #isWatched() {
        return document.hasFocus() && !document.hidden && this.scrolling.follows;
    }

    /** Who answers has read: the line above the new messages goes. */
    #forgetNew() {
        this.#unreadFrom = Infinity;
        this.list.querySelector(".divider.new")?.remove();
    }

    #redraw(message) {
        const old = this.chunks.find(message.sequence);
        if (!old) return;
        const isFirst = old.classList.contains("first");
        const focused = old === document.activeElement;
        const button = old.contains(document.activeElement)
            ? document.activeElement.dataset.act : undefined;
        const fresh = this.#element(message, isFirst);
        old.replaceWith(fresh);
        if (focused) fresh.focus({ preventScroll: true });
        else if (button) fresh.querySelector(`[data-act="${button}"]`)?.focus({ preventScroll: true });
    }

    #redrawPlace(conversation, sequence) {
        if (conversation !== this.#conversation?.id) return;
        const message = this.chunks.message(sequence);
        if (message) this.#redraw(message);
    }

    /** The contact has read further than it had said before. */
    #redrawRead(one) {
        if (!one || one.id !== this.#conversation?.id || one.group) return;
        const before = this.#conversation.settings?.reads?.[0]?.sequence ?? 0;
        const now = one.settings?.reads?.[0]?.sequence ?? 0;
        this.#conversation = one;
        for (let sequence = before + 1; sequence <= now; sequence += 1) {
            const message = this.chunks.message(sequence);
            if (message?.from === null) this.#redraw(message);
        }
        if (now > before) this.#markLast();
    }

    #remove({ conversation, sequence }) {
        if (conversation !== this.#conversation?.id) return;
        this.chunks.remove(sequence);
        this.#markLast();
    }

    #offerActions(event) {
        const element = event.target.closest?.(".message");
        const sequence = Number(element?.dataset.sequence);
        const message = sequence ? this.chunks.message(sequence) : null;
        if (message) this.#context.bar?.show(message, element);
    }

    async #reload() {
        const conversation = model.conversations.get(this.#conversation?.id);
        if (!conversation) return;
        this.#conversation = conversation;
        this.chunks.extend(conversation.lastSequence);
        this.chunks.observe();
        await this.chunks.reload();
        this.#markLast();
        this.reading.soon();
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

    // MARK: By keyboard

    /** Up and down go from message to message, Escape leaves them. */
    #keyPressed(event) {
        if (event.target.closest("button, a, input, textarea")) return;
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        const all = [...this.scrolling.element.querySelectorAll(".message, .remark")];
        const at = all.indexOf(document.activeElement);
        const next = at < 0 ? all[all.length - 1] : all[at + step];
        if (!next) return;
        event.preventDefault();
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: "nearest" });
    }
}
