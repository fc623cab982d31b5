// The rhythm: one mark a round, all alike, whether somebody writes or not.

import { changes, hurry, isCatchingUp, model, shownRounds } from "./model.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { openDialog } from "./dialog.js";
import { bytes, seconds } from "./times.js";

/** The line below the list: connection and rhythm. */
export class RoundIndicator {
    constructor() {
        this.marks = Array.from({ length: shownRounds }, () => h("i", { class: "beat" }));
        this.strip = h("span", { class: "beats", "aria-hidden": "true" }, this.marks);
        this.word = h("span", { class: "connection-word" });
        this.element = h("button", {
            class: "rhythm", type: "button", title: t("rhythm.title"),
            on: { click: () => openRhythm() },
        }, this.word, this.strip);
        this.endings = [
            changes.round.listen(() => this.#beat()),
            changes.status.listen(() => this.update()),
        ];
        this.update();
    }

    close() {
        for (const end of this.endings) end();
    }

    /** The marks move one place on; what they mean does not depend on what is written. */
    #beat() {
        const from = shownRounds - model.rounds.length;
        this.marks.forEach((mark, index) => {
            const round = model.rounds[index - from];
            mark.className = !round ? "beat" : round.answered ? "beat full" : "beat missed";
        });
    }

    update() {
        const state = connectionState();
        this.element.dataset.state = state;
        this.word.textContent = t(`connection.${state}`);
        this.element.title = reason() ?? t("rhythm.title");
    }
}

/** `unreachable`, `trouble`, `waiting`, `connecting`, `catchingUp` or `connected`. */
export function connectionState() {
    if (!model.reachable) return "unreachable";
    if (model.trouble) return "trouble";
    const { state } = model.connection;
    if (state === "connected") return isCatchingUp() ? "catchingUp" : "connected";
    return state === "waiting" ? "waiting" : "connecting";
}

function reason() {
    return model.trouble ?? model.connection.reason ?? null;
}

/** A line above the thread when something keeps messages from going; null when nothing does. */
export function connectionBanner() {
    const state = connectionState();
    if (state === "unreachable") {
        return h("div", { class: "banner warning", role: "status" },
            h("span", {}, t("banner.unreachable")),
            h("button", { type: "button", on: { click: () => hurry() } }, t("banner.again")));
    }
    if (state === "trouble") {
        return h("div", { class: "banner danger", role: "alert" },
            h("span", {}, t("banner.trouble", { reason: model.trouble })));
    }
    if (state === "waiting") {
        return h("div", { class: "banner", role: "status" },
            h("span", {}, t("banner.waiting", { reason: model.connection.reason ?? "" })));
    }
    return null;
}

function openRhythm() {
    const { status } = model;
    if (!status) return;
    const rows = [
        ["rhythm.state", t(`connection.${connectionState()}`)],
        ["rhythm.period", seconds(status.rounds.milliseconds)],
        ["rhythm.up", perRound(status.dailyUploadBytes)],
        ["rhythm.down", perRound(status.dailyDownloadBytes)],
        ["rhythm.day", t("rhythm.dayValue", {
            up: bytes(status.dailyUploadBytes), down: bytes(status.dailyDownloadBytes),
        })],
        ["rhythm.waiting", t("rhythm.waitingValue", { count: status.waiting })],
        ["rhythm.deployment", status.deployment],
        ["rhythm.leader", status.leader],
        ["rhythm.proxy", status.proxy || t("rhythm.noProxy")],
    ];
    openDialog({
        title: t("rhythm.title"), kind: "rhythm",
        content: [
            h("p", {}, t("rhythm.text")),
            h("dl", { class: "facts" }, rows.map(([key, value]) =>
                [h("dt", {}, t(key)), h("dd", { dir: "auto" }, value)])),
        ],
    });
}

function perRound(daily) {
    const rounds = 86_400_000 / model.status.rounds.milliseconds;
    return bytes(Math.round(daily / rounds));
}
