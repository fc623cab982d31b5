// What was begun and not sent, kept by the agent: never by the browser, whose disk is not sealed.

import { put, segment } from "./api.js";
import { changes, model } from "./model.js";
import { Signal } from "./signal.js";

const delay = 400;
const texts = new Map();
const unsaved = new Map();

export const draftsChanged = new Signal();

/** The draft of a conversation: this page's, or else what the agent keeps. */
export function draft(id) {
    return texts.get(id) ?? model.conversations.get(id)?.draft ?? "";
}

export function setDraft(id, text) {
    if (draft(id) === text) return;
    texts.set(id, text);
    clearTimeout(unsaved.get(id));
    unsaved.set(id, setTimeout(() => save(id), delay));
    draftsChanged.tell(id);
}

async function save(id, keepalive = false) {
    clearTimeout(unsaved.get(id));
    const text = texts.get(id) ?? "";
    try {
        await put(`conversations/${segment(id)}/draft`, { text }, { keepalive });
        if (texts.get(id) !== text) return;
        unsaved.delete(id);
        const conversation = model.conversations.get(id);
        if (conversation) conversation.draft = text;
        texts.delete(id);
    } catch {
        // Kept here; asked again when the agent is back.
        unsaved.set(id, null);
    }
}

/** Hands everything to the agent at once: before the page goes, or locks. */
export async function saveDrafts(keepalive = false) {
    await Promise.all([...unsaved.keys()].map((id) => save(id, keepalive)));
}

export function hasUnsavedDrafts() {
    return [...unsaved.keys()].some((id) => (texts.get(id) ?? "") !== "");
}

/** Nothing of an account stays in a page that is locked. */
export function forgetDrafts() {
    for (const timer of unsaved.values()) clearTimeout(timer);
    texts.clear();
    unsaved.clear();
}

changes.refreshed.listen(() => saveDrafts());
document.addEventListener("visibilitychange", () => {
    if (document.hidden) saveDrafts(true);
});
