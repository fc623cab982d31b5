// How a conversation is set: quiet, on top, put away, what others are told, how long messages last.

import { announce } from "./announcer.js";
import { attempt } from "./dialog.js";
import { choice, toggle } from "./forms.js";
import { h } from "./dom.js";
import { put, segment } from "./api.js";
import { t } from "./i18n.js";
import { refresh } from "./model.js";
import { fullDate } from "./times.js";

const hour = 3_600;
const day = 24 * hour;
/** Seconds that messages may last. */
const lifetimes = [0, 30, 300, hour, 8 * hour, day, 7 * day, 28 * day, 90 * day, 365 * day];
/** Seconds that a conversation may be quiet; -1 for ever. */
const silences = [0, hour, 8 * hour, 7 * day, -1];

/** The section of a conversation's page; nothing when the agent knows none. */
export function choices(conversation, problem) {
    const { settings } = conversation;
    if (!settings) return null;
    const path = `conversations/${segment(conversation.id)}`;
    const change = (body) => attempt(problem, async () => {
        await put(`${path}/settings`, body);
        announce(t("settings.saved"));
        await refresh();
    });
    const one = (key, hint = null) => toggle({
        label: t(`choices.${key}`), hint, checked: settings[key],
        changed: (value) => change({ [key]: value }),
    }).row;
    return h("section", { class: "settings-section" },
        h("h3", {}, t("choices.title")),
        muting(settings, change), one("pinned"), one("archived", t("choices.archived.hint")),
        one("receipts", t("choices.receipts.hint")), one("typing", t("choices.typing.hint")),
        conversation.group ? null : one("blocked", t("choices.blocked.hint")),
        lasting(settings, path, problem));
}

/** Quiet for a while, or for ever. */
function muting(settings, change) {
    const { muted, mutedUntil } = settings;
    const current = !muted ? "0" : mutedUntil ? "until" : "-1";
    const options = silences.map((seconds) => [String(seconds), silenceText(seconds)]);
    if (current === "until") {
        options.splice(1, 0, ["until", t("choices.muted.until", {
            until: fullDate(new Date(mutedUntil)),
        })]);
    }
    return choice({
        label: t("choices.muted"), value: current, options,
        changed: (value) => value === "until" ? null : change({
            muted: value !== "0", mutedForSeconds: Number(value) > 0 ? Number(value) : undefined,
        }),
    }).row;
}

function silenceText(seconds) {
    if (seconds === 0) return t("choices.muted.not");
    if (seconds < 0) return t("choices.muted.ever");
    return seconds % day === 0 ? t("choices.muted.days", { count: seconds / day })
        : t("choices.muted.hours", { count: seconds / hour });
}

/** How long messages last, and from when it counts. */
function lasting(settings, path, problem) {
    const current = settings.lifetime?.seconds ?? 0;
    let from = settings.lifetime?.from ?? "reading";
    const options = [...new Set([...lifetimes, current])].sort((a, b) => a - b);
    const save = () => attempt(problem, async () => {
        const seconds = Number(length.select.value);
        await put(`${path}/lifetime`, { seconds: seconds || null, from });
        start.row.hidden = seconds === 0;
        announce(t("settings.saved"));
        await refresh();
    });
    const length = choice({
        label: t("choices.lifetime"), hint: t("choices.lifetime.hint"), value: String(current),
        options: options.map((seconds) => [String(seconds), lifetimeText(seconds)]), changed: save,
    });
    const start = choice({
        label: t("choices.from"), value: from,
        options: ["reading", "sending"].map((one) => [one, t(`choices.from.${one}`)]),
        changed: (value) => {
            from = value;
            save();
        },
    });
    start.row.hidden = current === 0;
    return [length.row, start.row];
}

export function lifetimeText(seconds) {
    if (seconds === 0) return t("choices.lifetime.never");
    if (seconds % day === 0) return t("choices.days", { count: seconds / day });
    if (seconds % hour === 0) return t("choices.hours", { count: seconds / hour });
    if (seconds < 60) return t("choices.seconds", { count: seconds });
    return t("choices.minutes", { count: Math.round(seconds / 60) });
}
