// What happened to a conversation. The agent keeps one English sentence in the thread; those known
// here are said in the person's language.

import { t } from "./i18n.js";

const patterns = [
    ["talk", /^you and (?<name>.+) can talk now$/s],
    ["verified", /^you verified (?<name>.+)$/s],
    ["unverified", /^you took the verification back$/],
    ["founded", /^you made the group “(?<title>.+)”$/s],
    ["youLeft", /^you left the group$/],
    ["noMember", /^you are no member any more$/],
    ["removedUnseen", /^you are no member any more: you were removed while you could not follow$/],
    ["goneOn", /^you are no member any more: the others have gone on without you$/],
    ["allLeft", /^you are no member any more: everybody else has left the group$/],
    ["nobodyKnown", /^you are no member any more: nobody whom you know is in the group/],
    ["addedYou", /^(?<author>.+) added you to the group “(?<title>.+)”, with (?<names>.+)$/s],
    ["youRenamed", /^you renamed the group to “(?<title>.+)”$/s],
    ["renamed", /^(?<author>.+) renamed the group to “(?<title>.+)”$/s],
    ["promotedYou", /^(?<author>.+) made you an administrator$/s],
    ["youPromoted", /^you made (?<name>.+) an administrator$/s],
    ["promoted", /^(?<author>.+) made (?<name>.+) an administrator$/s],
    ["demotedYou", /^(?<author>.+) took the administrator's role from you$/s],
    ["youDemoted", /^you took the administrator's role from (?<name>.+)$/s],
    ["demoted", /^(?<author>.+) took the administrator's role from (?<name>.+)$/s],
    ["followAgain", /^you can follow the group again, with (?<names>.+); what was said/s],
    ["notTakenUp", /^the invitation to the group could not be taken up/],
    ["groupRestored", /^this account was restored from a backup: what was said since/],
    ["keysGone", /^the keys of this conversation are no longer used: .+ new link of (?<name>.+)'s$/s],
    ["readmitted", /^(?<name>.+) came back with fresh keys$/s],
    ["youAdded", /^you added (?<name>.+)$/s],
    ["removedYou", /^(?<author>.+) removed you$/s],
    ["youRemoved", /^you removed (?<name>.+)$/s],
    ["added", /^(?<author>.+) added (?<name>.+)$/s],
    ["removed", /^(?<author>.+) removed (?<name>.+)$/s],
    ["gone", /^(?<name>.+) has left$/s],
    ["left", /^(?<name>.+) left$/s],
];

/** The sentence of an event. */
export function happening(text) {
    for (const [key, pattern] of patterns) {
        const match = pattern.exec(text);
        if (match) return t(`happening.${key}`, isolated(match.groups ?? {}));
    }
    return text;
}

/** Each name between isolates, so that none turns the sentence around. */
function isolated(groups) {
    return Object.fromEntries(
        Object.entries(groups).map(([word, value]) => [word, `\u2068${value}\u2069`]));
}
