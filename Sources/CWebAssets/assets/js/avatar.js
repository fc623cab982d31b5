// A disc with initials, in a colour that follows from the name: nothing is fetched for it.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const hueCount = 12;

export function avatar(name, { group = false, size = "medium" } = {}) {
    return h(
        "span", {
            class: `avatar avatar-${size} hue-${hue(name)}${group ? " avatar-group" : ""}`,
            "aria-hidden": "true",
        },
        initials(name) || icon(group ? "group" : "person", size === "small" ? 14 : 20));
}

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
