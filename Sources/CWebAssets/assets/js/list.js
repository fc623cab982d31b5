// The list of conversations: search, order, badges, drafts.

import { face } from "./avatar.js";
import { changes, model, orderedConversations, writer } from "./model.js";
import { get, query } from "./api.js";
import { draft, draftsChanged } from "./drafts.js";
import { h, name, sentence, unseen } from "./dom.js";
import { happening } from "./happening.js";
import { icon } from "./icons.js";
import { t, template } from "./i18n.js";
import { openHistory } from "./history.js";
import { gist } from "./pins.js";
import { RequestsLine } from "./requests.js";
import { oneLine } from "./text.js";
import { brief, exact } from "./times.js";

const searchDelay = 200;

export class ConversationList {
    #rows = new Map();
    #selected = null;
    #select;
    #showsArchive = false;

    /** `select` is called with an id, `begin` for who has no conversation yet. */
    constructor(select, begin) {
        this.#select = select;
        this.search = h("input", {
            type: "search", placeholder: t("list.search"), "aria-label": t("list.search"),
            autocomplete: "off", spellcheck: "false",
            on: { input: () => this.#searched(), keydown: (event) => this.#searchKey(event) },
        });
        this.list = h("ul", {
            class: "rows", on: { keydown: (event) => this.#listKey(event) },
        });
        this.note = h("p", { class: "list-note", hidden: true });
        this.found = h("section", { class: "found-messages", hidden: true });
        this.begin = h("div", { class: "list-empty", hidden: true },
            h("button", { type: "button", class: "primary", on: { click: () => begin() } },
                t("meet.title")));
        this.requests = new RequestsLine((id) => select(id));
        this.archive = h("button", {
            class: "archive-button", type: "button", hidden: true, "aria-expanded": "false",
            on: { click: () => this.#toggleArchive() },
        });
        this.archived = h("ul", {
            class: "rows", hidden: true, on: { keydown: (event) => this.#listKey(event) },
        });
        this.element = h("nav", { class: "list", "aria-label": t("list.label") },
            h("div", { class: "search" }, icon("search", 18), this.search),
            h("div", { class: "rows-frame" }, this.requests.element, this.list, this.note,
                this.begin, this.found, this.archive, this.archived));
        this.endings = [
            changes.conversations.listen(() => this.#updateSoon()),
            draftsChanged.listen(() => this.#updateSoon()),
        ];
        this.minutes = setInterval(() => this.update(), 60_000);
    }

    // MARK: Search

    #searched() {
        this.update();
        clearTimeout(this.searchTimer);
        this.searchTimer = setTimeout(() => this.#searchMessages(), searchDelay);
    }

    /** What was said, below the names. */
    async #searchMessages() {
        const wanted = this.search.value.trim();
        let messages = [];
        if (wanted.length >= 2) {
            messages = await get(`search?${query({ q: wanted, limit: 30 })}`)
                .then((body) => body.messages, () => []);
        }
        if (wanted !== this.search.value.trim()) return;
        this.found.hidden = messages.length === 0;
        this.found.replaceChildren(h("h3", {}, t("search.messages")),
            h("ul", { class: "rows" }, messages.map((message) => this.#foundRow(message))));
        if (messages.length > 0) this.note.hidden = true;
    }

    #foundRow(message) {
        const at = new Date(message.sentAt);
        const label = message.contact || model.conversations.get(message.conversation)?.name || "";
        return h("li", {}, h("button", {
            class: "row found-row", type: "button",
            on: { click: () => this.#goTo(message) },
        }, h("span", { class: "row-name" }, name(label)),
        h("time", { class: "row-time", datetime: message.sentAt, title: exact(at) }, brief(at)),
        h("span", { class: "row-preview" },
            message.imported ? h("span", { class: "imported" }, t("search.imported"), " ") : null,
            h("bdi", {}, gist(message)))));
    }

    /** Imported messages stand beside the thread, in a view of their own. */
    #goTo(message) {
        this.#select(message.conversation, message.imported ? null : message.sequence);
        const conversation = model.conversations.get(message.conversation);
        if (message.imported && conversation) openHistory(conversation, message.sequence);
    }

    #toggleArchive() {
        this.#showsArchive = !this.#showsArchive;
        this.update();
    }

    close() {
        clearTimeout(this.searchTimer);
        clearInterval(this.minutes);
        this.requests.close();
        for (const end of this.endings) end();
    }

    #updateSoon() {
        if (this.frame) return;
        this.frame = requestAnimationFrame(() => {
            this.frame = null;
            this.update();
        });
    }

    // MARK: Drawing

    update() {
        const wanted = this.search.value.trim().toLocaleLowerCase();
        const fitting = orderedConversations().filter((one) =>
            one.name.toLocaleLowerCase().includes(wanted));
        const shown = fitting.filter((one) => wanted !== "" || !one.settings?.archived);
        this.#fill(this.list, shown);
        const away = wanted === "" ? fitting.filter((one) => one.settings?.archived) : [];
        this.#fill(this.archived, this.#showsArchive ? away : []);
        this.archived.hidden = !this.#showsArchive || away.length === 0;
        this.archive.hidden = away.length === 0;
        this.archive.setAttribute("aria-expanded", String(this.#showsArchive));
        this.archive.replaceChildren(icon("archive", 18), t("list.archived", { count: away.length }));
        for (const id of this.#rows.keys()) {
            if (!model.conversations.has(id)) this.#rows.delete(id);
        }
        this.#rove();
        this.begin.hidden = model.conversations.size > 0 || !model.status;
        this.note.hidden = shown.length > 0 || !model.status;
        this.note.textContent = shown.length > 0 ? ""
            : t(model.conversations.size === 0 ? "list.empty" : "list.nothing");
    }

    /** In the new order, the keyboard staying where it was. */
    #fill(list, conversations) {
        const elements = conversations.map((one) => this.#row(one));
        const present = [...list.children];
        const isSame = present.length === elements.length
            && elements.every((element, index) => element === present[index]);
        if (isSame) return;
        const focused = list.contains(document.activeElement) ? document.activeElement : null;
        list.replaceChildren(...elements);
        if (focused?.isConnected) focused.focus({ preventScroll: true });
    }

    #row(conversation) {
        const known = this.#rows.get(conversation.id);
        const face = this.#face(conversation);
        if (known && known.face === face) return known.element;
        const button = known?.button ?? h("button", {
            class: "row", type: "button", data: { id: conversation.id },
            on: { click: () => this.#select(conversation.id) },
        });
        button.replaceChildren(...this.#content(conversation));
        button.classList.toggle("unread", conversation.unread > 0);
        if (this.#selected === conversation.id) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
        const element = known?.element ?? h("li", {}, button);
        this.#rows.set(conversation.id, { element, button, face });
        return element;
    }

    /** Everything that a row shows: equal faces need no new row. */
    #face(one) {
        const newest = model.newest.get(one.id);
        return JSON.stringify([
            one.name, one.phase, one.verified, one.unread, one.group, newest, draft(one.id),
            one.settings?.pinned, one.settings?.muted, one.settings?.picture, one.settings?.pictureTag, one.keyChanged, writer(one.id), this.#selected === one.id,
            newest && brief(new Date(newest.sentAt)),
        ]);
    }

    #content(one) {
        const newest = model.newest.get(one.id);
        const at = newest ? new Date(newest.sentAt) : null;
        return [
            face(one),
            h("span", { class: "row-name" }, name(one.name),
                one.verified ? h("span", { class: "mark", title: t("verify.mark") },
                    icon("shield", 15), unseen(t("verify.mark"))) : null,
                one.settings?.pinned ? h("span", { class: "mark soft", title: t("choices.pinned") },
                    icon("pin", 14), unseen(t("choices.pinned"))) : null,
                one.settings?.muted ? h("span", { class: "mark soft", title: t("list.muted") },
                    icon("quiet", 14), unseen(t("list.muted"))) : null,
                one.keyChanged ? h("span", { class: "mark alarm", title: t("verify.changed") },
                    icon("warning", 15), unseen(t("verify.changed"))) : null),
            at ? h("time", {
                class: "row-time", datetime: newest.sentAt, title: exact(at),
            }, brief(at)) : h("span", { class: "row-time" }),
            h("span", { class: "row-preview" }, this.#preview(one, newest)),
            one.unread > 0
                ? h("span", { class: `badge${one.settings?.muted ? " muted" : ""}` },
                    one.unread > 999 ? "999+" : String(one.unread),
                    unseen(t("list.unread", { count: one.unread })))
                : h("span", {}),
        ];
    }

    #preview(one, newest) {
        const typing = writer(one.id);
        if (typing) return t("thread.typing", { name: typing });
        const begun = draft(one.id);
        if (begun !== "" && this.#selected !== one.id) {
            return [h("span", { class: "draft" }, t("list.draft")), " ", h("bdi", {}, oneLine(begun))];
        }
        if (!newest || one.phase !== "active") {
            const key = `phase.${one.phase}`;
            if (one.phase !== "active") return t(key, { name: one.name });
            return t("list.nothingYet");
        }
        if (newest.kind === "event" || newest.kind === "left") {
            return h("bdi", {}, happening(newest.text));
        }
        const text = h("bdi", {}, summary(newest));
        if (newest.from === null) return sentence(template("list.own"), { text });
        return one.group ? [h("bdi", {}, newest.from), ": ", text] : text;
    }

    // MARK: Selection and keys

    select(id) {
        this.#selected = id;
        this.update();
        this.#rows.get(id)?.button.scrollIntoView({ block: "nearest" });
    }

    focus() {
        (this.list.querySelector("[tabindex='0']") ?? this.search).focus();
    }

    /** The conversation `step` places on, of all or of those with unread messages. */
    neighbour(step, unreadOnly = false) {
        const ids = [...this.#visibleRows()].map((row) => row.dataset.id);
        if (ids.length === 0) return null;
        const at = ids.indexOf(this.#selected);
        let index = at < 0 ? (step > 0 ? -1 : ids.length) : at;
        for (let count = 0; count < ids.length; count += 1) {
            index = (index + step + ids.length) % ids.length;
            if (!unreadOnly || model.conversations.get(ids[index])?.unread > 0) return ids[index];
        }
        return null;
    }

    /** One row is on the way of Tab; the arrows go to the others. */
    #rove() {
        const rows = [...this.#visibleRows()];
        const one = rows.find((row) => row === document.activeElement)
            ?? rows.find((row) => row.dataset.id === this.#selected) ?? rows[0];
        for (const row of rows) row.tabIndex = row === one ? 0 : -1;
    }

    #visibleRows() {
        return this.element.querySelectorAll(".rows-frame > .rows .row");
    }

    #listKey(event) {
        const rows = [...this.#visibleRows()];
        const at = rows.indexOf(document.activeElement);
        const to = {
            ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1,
        }[event.key];
        if (to === undefined || event.altKey || !rows[to]) return;
        event.preventDefault();
        rows[to].focus();
        this.#rove();
    }

    #searchKey(event) {
        if (event.key === "ArrowDown") {
            event.preventDefault();
            this.element.querySelector(".row")?.focus();
        } else if (event.key === "Enter") {
            const first = this.list.querySelector(".row");
            if (first) this.#select(first.dataset.id);
        } else if (event.key === "Escape" && this.search.value !== "") {
            event.stopPropagation();
            this.search.value = "";
            this.#searched();
        }
    }
}

/** A message on one line: its text, or what it is. */
function summary(message) {
    if (message.deleted) return t("message.deleted");
    if (message.file?.role === "voice" && message.text === "") return t("file.voice");
    return gist(message);
}
