// A backup: one sealed file, written where the person says or handed to the browser.

import { APIError, explain, open, post } from "./api.js";
import { confirm, openDialog } from "./dialog.js";
import { field, showFieldError, submitting } from "./forms.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { saveFile } from "./exporting.js";
import { t } from "./i18n.js";

export function openBackup() {
    const file = field({
        label: t("backup.file"), hint: t("backup.file.hint"), dir: "ltr", autofocus: true,
    });
    const done = h("p", { class: "quiet", role: "status" });
    const button = h("button", { class: "primary", type: "submit" }, t("backup.button"));
    const download = h("button", { type: "button" }, icon("save", 18), t("backup.download"));
    const form = h("form", { novalidate: true }, h("p", {}, t("backup.text")), file.row, done,
        h("div", { class: "buttons" }, download, button));
    download.addEventListener("click", () => submitting(form, download, async () => {
        done.textContent = t("backup.making");
        try {
            const response = await open("GET", "backup");
            saveFile(await response.blob(), "moonless.backup");
            done.textContent = t("backup.downloaded");
        } catch (error) {
            done.textContent = "";
            showFieldError(file, explain(error));
        }
    }));
    openDialog({ title: t("backup.title"), content: form, kind: "backup" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submitting(form, button, async () => {
            done.textContent = "";
            try {
                done.textContent = await backUp(file.input.value.trim());
            } catch (error) {
                showFieldError(file, explain(error));
            }
        });
    });
}

async function backUp(file) {
    const write = (overwrite) => post("backup", { file, overwrite });
    let summary;
    try {
        summary = await write(false);
    } catch (error) {
        if (!(error instanceof APIError) || error.code !== "file-exists") throw error;
        const isSure = await confirm({
            title: t("backup.replace"), text: t("backup.replace.text", { file }),
            button: t("backup.replace"), dangerous: true,
        });
        if (!isSure) return "";
        summary = await write(true);
    }
    return t("backup.done", { messages: summary.messages, conversations: summary.conversations });
}
