// How a conversation is set: quiet, on top, put away, what others are told, how long messages last.

import { announce } from "./announcer.js";
import { attempt } from "./dialog.js";
import { choice, toggle } from "./forms.js";
import { h } from "./dom.js";
import { put, segment } from "./api.js";
import { t } from "./i18n.js";
import { refresh } from "./model.js";

const hour = 3_600;
/** Seconds that messages may last. */
const lifetimes = [0, 300, hour, 8 * hour, 24 * hour, 7 * 24 * hour, 28 * 24 * hour];

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
    const current = settings.lifetime?.seconds ?? 0;
    const options = [...new Set([...lifetimes, current])].sort((a, b) => a - b);
    return h("section", { class: "settings-section" },
        h("h3", {}, t("choices.title")),
        one("muted"), one("pinned"), one("archived"),
        one("receipts", t("choices.receipts.hint")), one("typing", t("choices.typing.hint")),
        conversation.group ? null : one("blocked", t("choices.blocked.hint")),
        choice({
            label: t("choices.lifetime"), hint: t("choices.lifetime.hint"), value: String(current),
            options: options.map((seconds) => [String(seconds), lifetimeText(seconds)]),
            changed: (value) => attempt(problem, async () => {
                await put(`${path}/lifetime`, { seconds: Number(value) || null, from: "reading" });
                announce(t("settings.saved"));
                await refresh();
            }),
        }).row);
}

function lifetimeText(seconds) {
    if (seconds === 0) return t("choices.lifetime.never");
    if (seconds % (24 * hour) === 0) return t("choices.days", { count: seconds / 24 / hour });
    if (seconds % hour === 0) return t("choices.hours", { count: seconds / hour });
    return t("choices.minutes", { count: Math.round(seconds / 60) });
}
