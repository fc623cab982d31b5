// What people wrote, as nodes: lines kept, links marked, nothing interpreted.

import { h } from "./dom.js";

/** Web addresses and links of this messenger; what ends a sentence does not belong to them. */
const linkPattern = /\b(?:https?:\/\/|moonless:(?:invite|join)\/)[^\s<>"“”]+[^\s<>"“”.,;:!?)\]'’]/gu;
const onlyEmoji =
    /^(?:\s*(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})[\p{Emoji_Modifier}\u200d\ufe0f\p{Extended_Pictographic}]*){1,5}\s*$/u;
const longestEmoji = 60;

/**
 * The nodes of a text. `openLink` is called with an address when its link is followed; `mentions`
 * are `{start, count, me}`, in Unicode scalars.
 */
export function textNodes(text, openLink, mentions = []) {
    if (mentions.length === 0) return linked(text, openLink);
    const scalars = [...text];
    const nodes = [];
    let end = 0;
    for (const { start, count, me } of [...mentions].sort((a, b) => a.start - b.start)) {
        if (start < end || start + count > scalars.length) continue;
        nodes.push(...linked(scalars.slice(end, start).join(""), openLink),
            h("bdi", { class: `mention${me ? " mention-me" : ""}` },
                scalars.slice(start, start + count).join("")));
        end = start + count;
    }
    return [...nodes, ...linked(scalars.slice(end).join(""), openLink)];
}

function linked(text, openLink) {
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(linkPattern)) {
        nodes.push(text.slice(end, match.index), link(match[0], openLink));
        end = match.index + match[0].length;
    }
    nodes.push(text.slice(end));
    return nodes.filter((node) => node !== "");
}

function link(address, openLink) {
    return h("a", {
        href: address, rel: "noopener noreferrer", target: "_blank", dir: "ltr", class: "link",
        on: {
            click: (event) => {
                event.preventDefault();
                openLink(address);
            },
            // Nor by the middle button: a site would learn of the visit without a question.
            auxclick: (event) => event.preventDefault(),
        },
    }, address);
}

/** Whether a text is a few emoji and nothing else: shown larger. */
export function isFewEmoji(text) {
    return text.length <= longestEmoji && onlyEmoji.test(text);
}

const previewLength = 160;

/** A text on one line, for lists and notifications. */
export function oneLine(text) {
    const line = text.slice(0, previewLength * 4).replaceAll(/\s+/gu, " ").trim();
    return [...line].slice(0, previewLength).join("");
}
