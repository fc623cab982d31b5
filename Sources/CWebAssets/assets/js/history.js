// What was imported from another messenger: beside the thread, by its own times, not verified.

import { attempt, openDialog, problemLine } from "./dialog.js";
import { dayDivider, messageElement } from "./message.js";
import { followLink } from "./weblink.js";
import { get, segment } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { day } from "./times.js";

const pageLength = 60;

const page = (conversation, after, limit = pageLength) =>
    get(`conversations/${segment(conversation.id)}/history?after=${after}&limit=${limit}`);

/** Whether a conversation has imported messages. */
export async function hasHistory(conversation) {
    const answer = await page(conversation, 0, 1).catch(() => ({ messages: [] }));
    return answer.messages.length > 0;
}

/** Opens them from the beginning, or around a place that a search has found. */
export async function openHistory(conversation, sequence = null) {
    const problem = problemLine();
    const list = h("div", { class: "history-list" });
    const earlier = h("button", { type: "button", hidden: true }, t("history.earlier"));
    const later = h("button", { type: "button", hidden: true }, t("history.later"));
    openDialog({
        title: t("history.title"), kind: "history", wide: true,
        content: [
            h("p", { class: "notice" }, icon("info", 18), h("span", {}, t("history.text"))),
            earlier, list, later, problem,
        ],
    });
    let first = 1;
    let last = 0;
    const show = async (after, limit, atBegin) => {
        const { messages } = await page(conversation, after, limit);
        const nodes = drawn(messages, conversation);
        if (atBegin) list.prepend(...nodes);
        else list.append(...nodes);
        if (messages.length === 0) return 0;
        if (atBegin || last === 0) first = messages[0].sequence;
        if (!atBegin) last = messages[messages.length - 1].sequence;
        return messages.length;
    };
    const more = async () => {
        later.hidden = await show(last, pageLength, false) < pageLength;
    };
    later.addEventListener("click", () => attempt(problem, more));
    earlier.addEventListener("click", () => attempt(problem, async () => {
        const after = Math.max(0, first - 1 - pageLength);
        await show(after, first - 1 - after, true);
        earlier.hidden = first <= 1;
    }));
    await attempt(problem, async () => {
        last = sequence === null ? 0 : Math.max(0, sequence - 1 - pageLength / 2);
        const from = last;
        last = 0;
        later.hidden = await show(from, pageLength, false) < pageLength;
        earlier.hidden = from === 0;
        if (sequence === null) return;
        const place = list.querySelector(`[data-sequence="${Number(sequence)}"]`);
        place?.scrollIntoView({ block: "center" });
        place?.classList.add("found");
        place?.focus({ preventScroll: true });
    });
}

function drawn(messages, conversation) {
    const nodes = [];
    let before = null;
    for (const message of messages) {
        const at = new Date(message.sentAt);
        if (before === null || day(new Date(before.sentAt)) !== day(at)) nodes.push(dayDivider(at));
        nodes.push(messageElement(message, {
            group: true, isFirst: before?.from !== message.from, reads: [], goTo: () => {},
            openLink: (address) => followLink(address, () => {}), conversation,
        }));
        before = message;
    }
    return nodes;
}
