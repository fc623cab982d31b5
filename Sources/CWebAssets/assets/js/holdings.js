// "What the servers hold on me": every field of both stores, and what is not in them.

import { attempt, openDialog, problemLine } from "./dialog.js";
import { get } from "./api.js";
import { h } from "./dom.js";
import { has, t } from "./i18n.js";
import { icon } from "./icons.js";
import { bytes } from "./times.js";

const shownDigits = 64;

export async function openHoldings() {
    const problem = problemLine();
    const dialog = openDialog({
        title: t("data.title"), wide: true, kind: "my-data",
        content: [h("p", {}, t("data.text")), problem],
    });
    const data = await attempt(problem, () => get("my-data"));
    if (!data) return;
    dialog.body.append(
        h("p", { class: `notice${data.equal ? " good" : ""}` },
            icon(data.equal ? "shield" : "info", 20),
            h("span", {}, t(data.equal ? "data.equal" : "data.unequal"))),
        ...data.servers.map(serverTable),
        h("h3", {}, t("data.others")),
        h("dl", { class: "others" }, data.others.map(other)));
}

function serverTable(server) {
    return h("section", {},
        h("h3", {}, t(`data.${server.server}`)),
        h("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": t(`data.${server.server}`) },
            h("table", { "aria-label": t(`data.${server.server}`) },
                h("thead", {}, h("tr", {},
                    ["data.field", "data.size", "data.value"].map((key) =>
                        h("th", { scope: "col" }, t(key))))),
                h("tbody", {}, server.fields.map(row)))));
}

function row(field) {
    const isLong = field.value.length > shownDigits;
    const shown = isLong ? `${field.value.slice(0, shownDigits)}…` : field.value;
    return h("tr", {},
        h("th", { scope: "row" }, h("code", {}, field.field),
            h("small", {}, translated(`data.meaning.${field.field.split(" ")[0]}`, field.meaning))),
        h("td", { class: "number" }, bytes(field.bytes)),
        h("td", {}, h("code", { class: "value", dir: "ltr" }, shown)));
}

function other(one) {
    const key = `data.other.${one.what.split(/[^a-z]+/)[0]}`;
    const isKnown = has(key);
    return [
        h("dt", {}, isKnown ? t(key) : one.what),
        h("dd", {}, h("strong", {}, one.answer === "not held" ? t("data.notHeld") : t("data.inMemory")),
            h("p", {}, isKnown ? t(`${key}.detail`) : one.detail)),
    ];
}

/** The agent's own words where the language has none. */
function translated(key, text) {
    return has(key) ? t(key) : text;
}
