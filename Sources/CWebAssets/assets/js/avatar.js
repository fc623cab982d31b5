// A disc with a person's picture, or with initials in a colour that follows from the name.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { model } from "./model.js";
import { open, segment } from "./api.js";

const hueCount = 12;

/** `picture`: the path of a picture and its tag, as `pictureOf` knows them; null for none. */
export function avatar(name, { group = false, size = "medium", picture = null } = {}) {
    const element = h(
        "span", {
            class: `avatar avatar-${size} hue-${hue(name)}${group ? " avatar-group" : ""}`,
            "aria-hidden": "true",
        },
        initials(name) || icon(group ? "group" : "person", size === "small" ? 14 : 20));
    if (picture) show(element, picture);
    return element;
}

/** The avatar of a conversation. */
export function face(conversation, size = "medium") {
    return avatar(conversation.name, {
        size, group: conversation.group, picture: pictureOf(conversation),
    });
}

/** Of somebody in a group, who may be a contact with a picture. */
export function faceNamed(name, size = "small") {
    for (const one of model.conversations.values()) {
        if (!one.group && one.name === name) return face(one, size);
    }
    return avatar(name, { size });
}

export function pictureOf(conversation) {
    const { settings } = conversation;
    if (!settings?.picture) return null;
    return {
        path: `conversations/${segment(conversation.id)}/picture`, tag: settings.pictureTag ?? "",
    };
}

// MARK: Pictures

/** Pictures by path: `{tag, address}`, the address a promise; what a contact changes is asked for anew. */
const held = new Map();

async function show(element, { path, tag }) {
    if (held.get(path)?.tag !== tag) {
        forget(path);
        held.set(path, { tag, address: load(path) });
    }
    const address = await held.get(path).address;
    if (!address) return;
    element.replaceChildren(h("img", { src: address, alt: "", class: "face" }));
}

async function load(path) {
    try {
        const response = await open("GET", path);
        return URL.createObjectURL(await response.blob());
    } catch {
        return null;
    }
}

function forget(path) {
    held.get(path)?.address.then((address) => address && URL.revokeObjectURL(address));
    held.delete(path);
}

/** Nobody's face stays in a page that is locked. */
export function forgetFaces() {
    for (const path of [...held.keys()]) forget(path);
}

// MARK: Initials

/** One or two letters: of the first and the last word that begin with one. */
function initials(name) {
    const words = name.split(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/u)
        .filter((word) => /^[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
    const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
    return ends.map(firstCharacter).join("").toLocaleUpperCase();
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A whole character as people see it, unless it is a pile of marks. */
function firstCharacter(word) {
    const [first] = segmenter.segment(word);
    return first.segment.length <= 8 ? first.segment : [...first.segment][0];
}

/** The same for a name everywhere, so that a member of a group is recognised by it. */
export function hue(name) {
    let hash = 7;
    for (const character of name) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
    return hash % hueCount;
}
