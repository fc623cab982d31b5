// The account as this page knows it: what the agent said last, and news of every change.

import { get, refused, segment } from "./api.js";
import { Feed } from "./feed.js";
import { Signal } from "./signal.js";

/** Requests at a time when many threads' last messages are asked for. */
const parallel = 4;
const typingMilliseconds = 6_000;
/** How many rounds the indicator shows. */
export const shownRounds = 24;

/** Everything the views show. Cleared when the account is locked. */
export const model = empty();

function empty() {
    return {
        /** Whether the stream of events stands. */
        reachable: false,
        /** Name by which the agent knows this stream. */
        listener: null,
        status: null,
        connection: { state: "connecting" },
        trouble: null,
        /** By id. */
        conversations: new Map(),
        /** The newest message of each thread, by the conversation's id. */
        newest: new Map(),
        /** `{round, answered}`, the newest last. */
        rounds: [],
        /** Until when messages from before the connection keep coming in (milliseconds). */
        catchingUpUntil: 0,
        connectedAt: 0,
        settings: {},
        /** Files on their way, by the message's id. */
        transfers: new Map(),
        /** People who wait to be let in. */
        requests: [],
        /** Who writes something: until when, by conversation. */
        typing: new Map(),
    };
}

export const changes = {
    /** The list of conversations, or one of them: its body, or null. */
    conversations: new Signal(),
    /** A message is new or has changed: its body, and whether it is new to this page. */
    message: new Signal(),
    /** Connection, trouble, reachability, catching up. */
    status: new Signal(),
    /** A round is over. */
    round: new Signal(),
    /** Everything was asked for anew: what was shown may be old. */
    refreshed: new Signal(),
    /** A file has come further: its transfer. */
    transfer: new Signal(),
    /** A message is gone: its conversation and place. */
    removed: new Signal(),
    /** Somebody waits to be let in, or does no more. */
    requests: new Signal(),
    /** An event that only one feature knows: its name and body. */
    other: new Signal(),
};

const feed = new Feed();
feed.event.listen(take);
feed.connection.listen(connectionChanged);
addEventListener("online", () => feed.hurry());
document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !model.reachable) feed.hurry();
});

export function startModel() {
    feed.start();
}

export function stopModel() {
    feed.stop();
    Object.assign(model, empty());
}

/** Tries at once to reach the agent again. */
export function hurry() {
    feed.hurry();
}

async function connectionChanged(stands) {
    model.reachable = stands;
    if (!stands) model.listener = null;
    changes.status.tell();
    if (stands) await refresh();
}

/** What events said while everything was asked for: newer than those answers. */
const meanwhile = { conversations: new Map(), trouble: undefined };

/** Asks for everything anew; after a gap in the events nothing else is certain. */
export async function refresh() {
    meanwhile.conversations.clear();
    meanwhile.trouble = undefined;
    try {
        const [status, list, settings] = await Promise.all(
            [get("status"), get("conversations"), get("settings").catch(() => ({}))]);
        model.status = status;
        // How the connection stands is told by the stream, at its beginning and at each change.
        model.trouble = meanwhile.trouble === undefined ? status.trouble ?? null : meanwhile.trouble;
        model.settings = settings;
        model.conversations = new Map([
            ...list.conversations.map((one) => [one.id, one]), ...meanwhile.conversations,
        ]);
        await loadNewest();
    } catch (error) {
        // The stream breaks as well, and the next one asks again.
        console.warn(error.message);
        return;
    }
    changes.status.tell();
    changes.conversations.tell(null);
    changes.refreshed.tell();
}

async function loadNewest() {
    const wanted = [...model.conversations.values()].filter((one) =>
        one.lastSequence > 0 && model.newest.get(one.id)?.sequence !== one.lastSequence);
    const next = async () => {
        for (let one = wanted.pop(); one; one = wanted.pop()) {
            if (one.lastMessage) {
                model.newest.set(one.id, one.lastMessage);
                continue;
            }
            const { messages } = await get(
                `conversations/${segment(one.id)}/messages?limit=1`);
            if (messages.length > 0) model.newest.set(one.id, messages[0]);
        }
    };
    await Promise.all(Array.from({ length: parallel }, next));
}

function take(name, body) {
    switch (name) {
        case "hello":
            model.listener = body.listener;
            changes.status.tell();
            break;
        case "connection":
            if (body.state === "connected" && model.connection.state !== "connected") {
                model.connectedAt = Date.now();
            }
            model.connection = body;
            changes.status.tell();
            break;
        case "trouble":
            model.trouble = body.trouble ?? null;
            meanwhile.trouble = model.trouble;
            changes.status.tell();
            break;
        case "round":
            model.rounds.push(body);
            if (model.rounds.length > shownRounds) model.rounds.shift();
            changes.round.tell();
            break;
        case "session":
            refused.tell();
            break;
        case "message":
            takeMessage(body);
            break;
        case "conversation":
            takeConversation(body);
            break;
        case "removed":
            changes.removed.tell(body);
            if (model.newest.get(body.conversation)?.sequence === body.sequence) {
                model.newest.delete(body.conversation);
                refresh();
            }
            break;
        case "forgotten":
            dropConversation(body.conversation);
            break;
        case "typing":
            noteTyping(body);
            break;
        default:
            changes.other.tell(name, body);
    }
}

/** A message of the agent's, by event or as an answer: both may tell of the same one. */
export function takeMessage(message) {
    const newest = model.newest.get(message.conversation);
    const isNew = !newest || message.sequence > newest.sequence;
    if (isNew || message.sequence === newest.sequence) {
        model.newest.set(message.conversation, message);
    }
    const conversation = model.conversations.get(message.conversation);
    if (conversation && message.sequence > conversation.lastSequence) {
        conversation.lastSequence = message.sequence;
    }
    if (isNew && message.from) noteCatchingUp(message);
    changes.message.tell(message, isNew);
    changes.conversations.tell(conversation ?? null);
}

/** Messages written well before the connection stood were waiting for it. */
function noteCatchingUp(message) {
    if (new Date(message.sentAt).getTime() > model.connectedAt - 5_000) return;
    model.catchingUpUntil = Date.now() + 5_000;
    changes.status.tell();
    setTimeout(() => changes.status.tell(), 5_100);
}

/** Somebody writes; who stops says nothing, so it ends by itself. */
function noteTyping({ conversation, from }) {
    model.typing.set(conversation, { from, until: Date.now() + typingMilliseconds });
    const tell = () => changes.conversations.tell(model.conversations.get(conversation) ?? null);
    tell();
    setTimeout(tell, typingMilliseconds + 50);
}

/** Who writes in a conversation at this moment; null for nobody. */
export function writer(conversation) {
    const typing = model.typing.get(conversation);
    return typing && typing.until > Date.now() ? typing.from : null;
}

export function isCatchingUp() {
    return Date.now() < model.catchingUpUntil;
}

export function takeConversation(body) {
    meanwhile.conversations.set(body.id, body);
    model.conversations.set(body.id, body);
    changes.conversations.tell(body);
}

export function dropConversation(id) {
    meanwhile.conversations.delete(id);
    model.conversations.delete(id);
    model.newest.delete(id);
    model.typing.delete(id);
    changes.conversations.tell(null);
}

/** Newest activity first; what has none yet stands on top. */
export function orderedConversations() {
    const time = (one) => {
        const newest = model.newest.get(one.id);
        return newest ? new Date(newest.sentAt).getTime() : Infinity;
    };
    return [...model.conversations.values()].sort((a, b) =>
        Number(b.settings?.pinned ?? false) - Number(a.settings?.pinned ?? false)
        || time(b) - time(a) || a.name.localeCompare(b.name));
}

/** Contacts with whom the introduction is complete. */
export function talkingContacts() {
    return [...model.conversations.values()]
        .filter((one) => !one.group && one.phase === "active")
        .sort((a, b) => a.name.localeCompare(b.name));
}

export function totalUnread() {
    let sum = 0;
    for (const one of model.conversations.values()) if (!one.settings?.muted) sum += one.unread;
    return sum;
}
