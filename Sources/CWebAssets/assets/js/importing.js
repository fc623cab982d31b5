// Taking a chat export of another messenger into a conversation, as history beside the thread.

import { APIError, explain, open, query, segment } from "./api.js";
import { choice, freshChoice, submitting } from "./forms.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog, problemLine } from "./dialog.js";
import { openHistory } from "./history.js";
import { t } from "./i18n.js";

const orders = ["dmy", "mdy"];

export function openImport(conversation) {
    const dialog = openDialog({ title: t("import.title"), kind: "import" });
    askForFile(dialog, conversation);
}

async function hand(conversation, file, values) {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
    const response = await open(
        "POST", `conversations/${segment(conversation.id)}/import?${query(given)}`, {
            body: file, headers: { "Content-Type": "application/octet-stream" },
        });
    return response.json();
}

/** First the file, and looking into it: nothing is stored before somebody says who is who. */
function askForFile(dialog, conversation) {
    const problem = problemLine();
    const input = h("input", {
        type: "file", accept: ".txt,.zip,text/plain,application/zip", "aria-label": t("import.file"),
    });
    const button = h("button", { class: "primary", type: "submit" }, t("import.look"));
    const order = choice({
        label: t("import.dates"), hint: t("import.dates.hint"), value: "dmy",
        options: orders.map((one) => [one, t(`import.dates.${one}`)]), changed: () => {},
    });
    order.row.hidden = true;
    const form = h("form", { novalidate: true }, h("p", {}, t("import.text")), input, order.row,
        problem, h("div", { class: "buttons" }, button));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const [file] = input.files;
        problem.textContent = file ? "" : t("import.file.empty");
        if (!file) return;
        const dates = order.row.hidden ? null : order.select.value;
        submitting(form, button, async () => {
            try {
                askForMe(dialog, conversation, file, dates, await hand(conversation, file, { dates }));
            } catch (error) {
                problem.textContent = explain(error);
                if (!(error instanceof APIError) || error.code !== "ambiguous-dates") return;
                order.row.hidden = false;
                order.select.focus();
            }
        });
    });
    dialog.body.replaceChildren(form);
    input.focus();
}

function askForMe(dialog, conversation, file, dates, found) {
    const problem = problemLine();
    const me = freshChoice("import-me", t("import.me"), found.authors.map((one) => [one, name(one)]));
    const button = h("button", { class: "primary", type: "submit" }, t("import.button"));
    const form = h("form", { novalidate: true },
        h("p", {}, t("import.found", { count: found.found })), problems(found), me.element,
        h("p", { class: "notice" }, icon("info", 18), h("span", {}, t("import.unverified"))),
        problem, h("div", { class: "buttons" }, button));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const chosen = me.value();
        problem.textContent = chosen ? "" : t("import.me.empty");
        if (!chosen) return;
        submitting(form, button, async () => {
            try {
                done(dialog, conversation, await hand(conversation, file, { dates, me: chosen }));
            } catch (error) {
                problem.textContent = explain(error);
            }
        });
    });
    dialog.body.replaceChildren(form);
    dialog.element.querySelector("h2").focus();
}

function done(dialog, conversation, result) {
    dialog.body.replaceChildren(
        h("p", { role: "status" }, t("import.done", { count: result.imported }), " ",
            result.known > 0 ? t("import.known", { count: result.known }) : null),
        problems(result),
        h("div", { class: "buttons" }, h("button", {
            class: "primary", type: "button", on: {
                click: () => {
                    dialog.close();
                    openHistory(conversation);
                },
            },
        }, t("import.show"))));
    dialog.element.querySelector("h2").focus();
}

/** Lines that were not understood, as they stand in the file. */
function problems(found) {
    if (found.problems.length === 0) return "";
    return h("details", { class: "import-problems", open: true },
        h("summary", {}, t("import.problems", { count: found.problems.length })),
        h("ul", { class: "plain" }, found.problems.map((one) => h("li", {},
            h("small", {}, t("import.line", { line: one.line }), " "),
            h("code", { dir: "auto" }, one.text)))));
}
