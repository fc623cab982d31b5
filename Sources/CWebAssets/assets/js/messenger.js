// The messenger: list on the left, conversation on the right; on a telephone one of the two.

import { changes, model, startModel, stopModel } from "./model.js";
import { ConversationList } from "./list.js";
import { ConversationView } from "./conversation.js";
import { explain, post } from "./api.js";
import { forgetDrafts, hasUnsavedDrafts, saveDrafts } from "./drafts.js";
import { forgetFaces } from "./avatar.js";
import { forgetOutbox, hasUnsent } from "./outbox.js";
import { forgetVoices } from "./voice.js";
import { h } from "./dom.js";
import { icon, moon } from "./icons.js";
import { listenForShortcuts, openShortcuts } from "./shortcuts.js";
import { openDialog } from "./dialog.js";
import { openMeeting } from "./meeting.js";
import { openSettings } from "./settings.js";
import { preferencesChanged } from "./preferences.js";
import { currentLanguage, t } from "./i18n.js";
import { RoundIndicator, connectionBanner } from "./rounds.js";
import { showBadge, watchArrivals } from "./notifications.js";

let messenger = null;

/** `entered` asks anew which view the session is in. */
export function showMessenger(app, entered) {
    messenger = new Messenger(app, entered);
    startModel();
}

export function hideMessenger() {
    messenger?.close();
    messenger = null;
    stopModel();
    forgetDrafts();
    forgetOutbox();
    forgetFaces();
    forgetVoices();
}

class Messenger {
    #selected = null;

    constructor(app, entered) {
        this.app = app;
        this.entered = entered;
        this.language = currentLanguage();
        this.#build();
        this.popped = (event) => this.#show(event.state?.conversation ?? null);
        addEventListener("popstate", this.popped);
        this.leaving = (event) => {
            if (hasUnsent() || hasUnsavedDrafts()) event.preventDefault();
        };
        addEventListener("beforeunload", this.leaving);
        this.endings = [
            watchArrivals((id) => this.select(id)),
            changes.conversations.listen(() => this.#updateSoon()),
            changes.status.listen(() => this.#updateBanner()),
            changes.refreshed.listen(() => this.#restore()),
            listenForShortcuts(this.#commands()),
            // In another language everything is built anew; the text begun is with the drafts.
            preferencesChanged.listen((name) => {
                if (name === "language" || name === null) setTimeout(() => this.#rebuild(), 120);
            }),
        ];
    }

    close() {
        removeEventListener("popstate", this.popped);
        removeEventListener("beforeunload", this.leaving);
        for (const end of this.endings) end();
        this.#closeViews();
        document.title = t("product");
    }

    #closeViews() {
        this.list.close();
        this.view.close();
        this.rhythm.close();
    }

    // MARK: Building

    #build() {
        const meet = () => openMeeting((id) => this.select(id));
        this.list = new ConversationList((id, place) => this.select(id, place), meet);
        this.view = new ConversationView({
            back: () => history.back(), select: (id) => this.select(id),
        });
        this.rhythm = new RoundIndicator();
        this.banner = h("div", { class: "banners side-banners" });
        this.hello = this.#emptyState();
        this.frame = h("div", { class: "messenger" },
            h("aside", { class: "side" }, this.#sideHead(), this.banner, this.list.element,
                this.rhythm.element),
            h("main", { class: "main" }, this.hello, this.view.element));
        this.app.replaceChildren(this.frame);
        this.#update();
    }

    #rebuild() {
        if (this.language === currentLanguage()) return;
        this.language = currentLanguage();
        this.#closeViews();
        this.#build();
        const id = this.#selected;
        this.#selected = null;
        this.#show(id);
        const dialog = document.querySelector("dialog[data-kind=settings]");
        if (!dialog) return;
        dialog.close();
        openSettings(() => this.lock());
    }

    #sideHead() {
        const button = (sign, text, act) => h("button", {
            class: "icon-button", type: "button", "aria-label": text, title: text,
            on: { click: act },
        }, icon(sign, 22));
        return h("header", { class: "side-head" }, moon(30),
            h("span", { class: "product" }, t("product")),
            button("lock", t("lock.button"), () => this.lock()),
            button("settings", t("settings.title"), () => openSettings(() => this.lock())),
            button("plus", t("meet.title"), () => openMeeting((id) => this.select(id))));
    }

    #emptyState() {
        return h("div", { class: "hello" }, moon(96), h("h1", {}), h("p", {}),
            h("button", {
                class: "primary", type: "button",
                on: { click: () => openMeeting((id) => this.select(id)) },
            }, t("meet.title")),
            h("button", { type: "button", class: "plain-button", on: { click: openShortcuts } },
                t("shortcuts.title")));
    }

    // MARK: Updating

    #updateSoon() {
        this.soon ??= requestAnimationFrame(() => {
            this.soon = null;
            this.#update();
        });
    }

    #update() {
        this.list.update();
        showBadge();
        const isNew = model.conversations.size === 0;
        this.hello.querySelector("h1").textContent = t(isNew ? "hello.first" : "hello.title");
        this.hello.querySelector("p").textContent = t(isNew ? "hello.firstText" : "hello.text");
    }

    /** On a narrow screen the list has no thread beside it that would say so. */
    #updateBanner() {
        const banner = this.#selected ? null : connectionBanner();
        if ((banner?.outerHTML ?? "") === this.drawnBanner) return;
        this.drawnBanner = banner?.outerHTML ?? "";
        this.banner.replaceChildren(...(banner ? [banner] : []));
    }

    /** The page was loaded anew: what was open is open. */
    #restore() {
        const id = history.state?.conversation;
        if (!this.#selected && id && model.conversations.has(id)) this.#show(id);
        if (this.#selected && !model.conversations.has(this.#selected)) this.#show(null);
    }

    // MARK: Selection

    /** Shows a conversation; `sequence` is a place in its thread. */
    select(id, sequence = null) {
        if (!model.conversations.has(id)) return;
        const state = { conversation: id };
        if (this.#selected) history.replaceState(state, "");
        else history.pushState(state, "");
        this.#show(id, sequence);
    }

    #show(id, sequence = null) {
        const isShown = id !== null && model.conversations.has(id);
        const before = this.#selected;
        this.#selected = isShown ? id : null;
        this.frame.classList.toggle("has-conversation", isShown);
        this.hello.hidden = isShown;
        this.list.select(this.#selected);
        this.#updateBanner();
        if (!isShown) {
            this.view.hide();
            if (before) this.list.focus();
            return;
        }
        if (before === id && sequence === null) return this.view.composer.focus();
        if (before) saveDrafts();
        this.view.show(id, sequence);
        if (sequence === null && matchMedia("(hover: hover)").matches) this.view.composer.focus();
    }

    #go(step, unreadOnly) {
        const id = this.list.neighbour(step, unreadOnly);
        if (id) this.select(id);
    }

    #commands() {
        return {
            next: () => this.#go(1), previous: () => this.#go(-1),
            nextUnread: () => this.#go(1, true), previousUnread: () => this.#go(-1, true),
            search: () => this.list.search.focus(),
            composer: () => this.#selected && this.view.composer.focus(),
            new: () => openMeeting((id) => this.select(id)),
            details: () => this.view.details(), verify: () => this.view.verify(),
            lock: () => this.lock(), settings: () => openSettings(() => this.lock()),
            sheet: () => {
                if (!document.querySelector("dialog[open]")) openShortcuts();
            },
            escape: () => this.#escape(),
        };
    }

    /** Out of a message or the search to the composer, from there to the list. */
    #escape() {
        if (document.querySelector("dialog[open]")) return;
        if (document.activeElement === this.view.composer.input || !this.#selected) {
            this.list.focus();
        } else {
            this.view.composer.focus();
        }
    }

    // MARK: The lock

    async lock() {
        try {
            await saveDrafts();
            await post("lock");
            await this.entered();
        } catch (error) {
            openDialog({ title: t("lock.button"), content: h("p", { role: "alert" }, explain(error)) });
        }
    }
}
