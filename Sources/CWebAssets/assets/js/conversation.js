// One conversation on the screen: its head, what there is to know of it, thread and composer.

import { announce } from "./announcer.js";
import { attempt, problemLine } from "./dialog.js";
import { face } from "./avatar.js";
import { changes, model, writer } from "./model.js";
import { ActionBar } from "./actions.js";
import { Annex } from "./annex.js";
import { attachButton, listenForFiles, sendVoice } from "./attaching.js";
import { Composer } from "./composer.js";
import { connectionBanner } from "./rounds.js";
import { followLink } from "./weblink.js";
import { h, name, unseen } from "./dom.js";
import { lifetimeText } from "./choices.js";
import { hasHistory, openHistory } from "./history.js";
import { icon } from "./icons.js";
import { Mentions } from "./mentions.js";
import { openEmoji } from "./emoji.js";
import { PinnedLine } from "./pins.js";
import { canRecord, Recorder } from "./recorder.js";
import { openDetails } from "./details.js";
import { openLinkOf } from "./meeting.js";
import { openVerification } from "./verification.js";
import { put } from "./api.js";
import { t } from "./i18n.js";
import { Thread } from "./thread.js";

export class ConversationView {
    #id = null;

    /** `back` goes to the list on narrow screens, `select` shows another conversation. */
    constructor({ back, select }) {
        this.select = select;
        this.composer = new Composer();
        this.annex = new Annex(this.composer);
        this.thread = new Thread({
            bar: new ActionBar(this.annex),
            openLink: (address) => followLink(address, select),
            takeBack: (body) => this.composer.takeBack(body.text),
        });
        this.head = h("header", { class: "thread-head" });
        this.banners = h("div", { class: "banners" });
        this.pinned = new PinnedLine((sequence) => this.thread.show(this.conversation, sequence));
        this.back = h("button", {
            class: "icon-button back", type: "button", "aria-label": t("thread.back"),
            title: t("thread.back"), on: { click: back },
        }, icon("back", 24));
        this.element = h("section", { class: "conversation", hidden: true },
            this.head, this.banners, this.pinned.element, this.thread.element,
            this.composer.element);
        this.#equip();
        this.endings = [
            changes.conversations.listen((one) => {
                if (this.#id && (!one || one.id === this.#id)) this.update();
            }),
            changes.status.listen(() => {
                this.#updateBanners();
                this.#tellOpen();
            }),
        ];
    }

    /** What stands around the field: files, emoji, voice, names. */
    #equip() {
        const { composer } = this;
        composer.tools.append(...attachButton(composer), h("button", {
            class: "icon-button", type: "button", "aria-label": t("emoji.button"),
            title: t("emoji.button"),
            on: { click: () => openEmoji((emoji) => {
                composer.focus();
                composer.insert(emoji);
            }) },
        }, icon("smile", 22)));
        this.mentions = new Mentions(composer);
        composer.element.append(this.mentions.element);
        listenForFiles(composer, this.element);
        if (!canRecord) return;
        this.recorder = new Recorder(
            composer, (file, conversation) => sendVoice(composer, conversation, file));
        composer.after.append(this.recorder.button);
        composer.element.append(this.recorder.bar);
    }

    get conversation() {
        return model.conversations.get(this.#id);
    }

    close() {
        this.recorder?.cancel();
        this.pinned.close();
        this.thread.close();
        this.composer.close();
        for (const end of this.endings) end();
    }

    async show(id, sequence = null) {
        // What is being recorded is for the one it was begun for.
        if (id !== this.#id) this.recorder?.cancel();
        this.#id = id;
        const conversation = this.conversation;
        if (!conversation) return;
        this.element.hidden = false;
        this.drawn = "";
        this.update();
        this.annex.clear();
        this.composer.show(conversation);
        this.mentions.show(conversation);
        this.pinned.show(conversation);
        this.#showHistory(conversation);
        this.#tellOpen();
        announce(t("thread.opened", { name: conversation.name }));
        await this.thread.show(conversation, sequence);
    }

    /** Above everything that was said here: what was imported from elsewhere. */
    async #showHistory(conversation) {
        this.thread.before.replaceChildren();
        if (!await hasHistory(conversation) || conversation.id !== this.#id) return;
        this.thread.before.replaceChildren(h("button", {
            class: "history-button", type: "button", on: { click: () => openHistory(conversation) },
        }, icon("history", 18), t("history.open")));
    }

    hide() {
        this.recorder?.cancel();
        this.#id = null;
        this.element.hidden = true;
        this.#tellOpen();
    }

    /** The agent reads the open conversation in each round; on the wire nothing changes. */
    #tellOpen() {
        const { listener } = model;
        const told = `${listener} ${this.#id}`;
        if (!listener || told === this.told) return;
        this.told = told;
        put("open", { conversation: this.#id, listener }).catch(() => {
            this.told = null;
        });
    }

    update() {
        const conversation = this.conversation;
        if (!conversation) return;
        const face = JSON.stringify([
            conversation.name, conversation.phase, conversation.verified, conversation.members,
            conversation.notice, conversation.keyChanged, writer(conversation.id),
            conversation.settings?.pictureTag, conversation.settings?.blocked,
            conversation.settings?.lifetime, conversation.settings?.picture,
        ]);
        if (face !== this.drawn) {
            this.drawn = face;
            this.#drawHead(conversation);
            this.#updateBanners();
        }
        this.composer.update(conversation);
    }

    #drawHead(one) {
        const button = (sign, text, act, kind = "") => h("button", {
            class: `icon-button ${kind}`, type: "button", "aria-label": text, title: text,
            on: { click: act },
        }, icon(sign, 22));
        const focused = this.head.contains(document.activeElement)
            ? document.activeElement.className : null;
        this.head.replaceChildren(
            this.back, face(one),
            h("div", { class: "head-text" },
                h("h1", {}, name(one.name), one.verified
                    ? h("span", { class: "mark", title: t("verify.mark") }, icon("shield", 17),
                        h("span", { class: "mark-word" }, t("verify.mark"))) : null,
                one.settings?.lifetime ? h("span", {
                    class: "mark lasting", title: lifetimeText(one.settings.lifetime.seconds),
                }, icon("timer", 17), unseen(lifetimeText(one.settings.lifetime.seconds))) : null),
                h("p", { class: "quiet" }, this.#subtitle(one))),
            !one.group && one.phase === "active"
                ? button("shield", t("verify.title"), () => this.verify(), "verify-button") : "",
            button("info", t("details.title"), () => this.details(), "details-button"));
        if (focused) this.head.querySelector(`.${focused.split(" ").pop()}`)?.focus();
    }

    #subtitle(one) {
        const typing = writer(one.id);
        if (typing) return t("thread.typing", { name: typing });
        if (one.phase !== "active") return t(`phase.${one.phase}`, { name: one.name });
        if (one.group) return t("group.count", { count: one.members });
        return t(one.verified ? "thread.verified" : "thread.unverified");
    }

    verify() {
        if (this.conversation && !this.conversation.group) openVerification(this.conversation);
    }

    details() {
        if (this.conversation) openDetails(this.conversation, this.select);
    }

    // MARK: What the person should know

    #updateBanners() {
        const one = this.conversation;
        if (!one) return;
        const nodes = [connectionBanner(), this.#phaseBanner(one), keyBanner(one, () => this.verify())];
        if (one.settings?.blocked) {
            nodes.push(h("div", { class: "banner", role: "status" },
                h("span", {}, t("banner.blocked", { name: one.name }))));
        }
        if (one.notice) {
            nodes.push(h("div", { class: "banner", role: "status" },
                h("span", {}, t("banner.heldBack", { count: one.heldBack, name: one.name }))));
        }
        const drawn = nodes.map((node) => node?.outerHTML ?? "").join("");
        if (drawn === this.drawnBanners) return;
        this.drawnBanners = drawn;
        this.banners.replaceChildren(...nodes.filter(Boolean));
    }

    #phaseBanner(one) {
        if (!["invited", "knocking", "introducing"].includes(one.phase)) return null;
        const problem = problemLine();
        const show = h("button", { type: "button" }, t("invite.show"));
        show.addEventListener("click", () => attempt(problem, () => openLinkOf(one)));
        return h("div", { class: "banner", role: "status" }, icon("waiting", 18),
            h("span", {}, t(`banner.${one.phase}`, { name: one.name })),
            one.phase === "invited" ? show : null, problem);
    }
}

/** The contact's identity is not the one that was there: said until it is verified anew. */
function keyBanner(one, verify) {
    if (!one.keyChanged) return null;
    return h("div", { class: "banner danger", role: "alert" }, icon("warning", 20),
        h("span", {}, t("banner.keyChanged", { name: one.name })),
        h("button", { type: "button", on: { click: verify } }, t("verify.title")));
}
