// A conversation as a file, for people or for programs.

import { attempt, openDialog, problemLine } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { open, segment } from "./api.js";
import { t } from "./i18n.js";

const endings = { text: "txt", json: "json" };

export function openExport(conversation) {
    const problem = problemLine();
    const button = (format) => h("button", {
        type: "button", class: "way", on: {
            click: () => attempt(problem, async () => {
                await save(conversation, format);
                dialog.close();
            }),
        },
    }, icon("file", 24), h("span", {}, h("strong", {}, t(`export.${format}`)),
        h("span", {}, t(`export.${format}.hint`))));
    const dialog = openDialog({
        title: t("export.title"), kind: "export",
        content: [
            h("p", { class: "notice" }, icon("warning", 18), h("span", {}, t("export.warning"))),
            button("text"), button("json"), problem,
        ],
    });
}

async function save(conversation, format) {
    const response = await open(
        "GET", `conversations/${segment(conversation.id)}/export?format=${format}`);
    saveFile(await response.blob(), `${conversation.name}.${endings[format]}`);
}

/** Hands bytes to the browser as a download. */
export function saveFile(blob, name) {
    const address = URL.createObjectURL(blob);
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
