// Texts between Enter and the agent's answer, in order; what fails stays, with a way to try again.

import { explain, post, segment } from "./api.js";
import { takeMessage } from "./model.js";
import { Signal } from "./signal.js";

/** By conversation: `{id, body, at, error}`, the error null while it is under way. */
const waiting = new Map();
let counter = 0;
let queue = Promise.resolve();

/** The outbox of a conversation has changed: its id. */
export const outboxChanged = new Signal();

export function outbox(conversation) {
    return waiting.get(conversation) ?? [];
}

export function hasUnsent() {
    return [...waiting.values()].some((items) => items.length > 0);
}

export function forgetOutbox() {
    waiting.clear();
}

/** Sends `body` (`text` and what belongs to it); what is shown until then is returned. */
export function send(conversation, body) {
    counter += 1;
    const item = { id: counter, conversation, body, at: new Date(), error: null };
    waiting.set(conversation, [...outbox(conversation), item]);
    outboxChanged.tell(conversation);
    enqueue(item);
    return item;
}

export function retry(item) {
    item.error = null;
    outboxChanged.tell(item.conversation);
    enqueue(item);
}

/** Takes a text back that could not be sent. */
export function discard(item) {
    waiting.set(
        item.conversation, outbox(item.conversation).filter((other) => other !== item));
    outboxChanged.tell(item.conversation);
}

function enqueue(item) {
    queue = queue.then(() => deliver(item));
}

async function deliver(item) {
    // What came before and failed must not be overtaken.
    const earlier = outbox(item.conversation).find((other) => other.id < item.id && other.error);
    if (earlier) {
        item.error = earlier.error;
        return outboxChanged.tell(item.conversation);
    }
    try {
        const message = await post(
            `conversations/${segment(item.conversation)}/messages`, item.body);
        discard(item);
        takeMessage(message);
    } catch (error) {
        item.error = explain(error);
        outboxChanged.tell(item.conversation);
    }
}
