// An account from a backup, in place of a new one.

import { APIError, explain, open, post } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { h } from "./dom.js";
import { icon, moon } from "./icons.js";
import { t } from "./i18n.js";

/** `entered` asks anew which view the session is in, `back` goes to joining. */
export function askForBackup(main, entered, back) {
    const file = field({ label: t("restore.file"), hint: t("restore.file.hint"), type: "file" });
    const passphrase = field({
        label: t("restore.passphrase"), hint: t("restore.passphrase.hint"), type: "password",
        autocomplete: "current-password",
    });
    const button = h("button", { class: "primary wide", type: "submit" }, t("restore.button"));
    const other = h("button", { class: "wide", type: "button", on: { click: back } }, t("restore.back"));
    const problem = h("p", { class: "form-error", role: "alert" });
    const progress = h("p", { class: "quiet", role: "status" });
    const form = h("form", { class: "card", novalidate: true }, file.row, passphrase.row,
        h("p", { class: "notice" }, icon("warning", 18), h("span", {}, t("restore.warning"))),
        problem, button, other, progress);
    // A mistyped passphrase needs no second upload.
    let handed = null;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        problem.textContent = "";
        const [chosen] = file.input.files;
        if (!chosen) return showFieldError(file, t("restore.file.empty"));
        if (passphrase.input.value === "") return showFieldError(passphrase, t("unlock.empty"));
        return submitting(form, button, async () => {
            try {
                if (handed !== chosen) {
                    progress.textContent = t("restore.reading");
                    await hand(chosen);
                    handed = chosen;
                }
                progress.textContent = t("restore.working");
                await post("restoration", { passphrase: passphrase.input.value });
                passphrase.input.value = "";
                await entered();
            } catch (error) {
                if (error.code === "wrong-passphrase") showFieldError(passphrase, explain(error));
                else if (error.code === "bad-backup") showFieldError(file, explain(error));
                else problem.textContent = explain(error);
            } finally {
                progress.textContent = "";
            }
        });
    });
    main.replaceChildren(moon(64), h("h1", { tabindex: -1 }, t("restore.title")),
        h("p", {}, t("restore.text")), form);
    main.querySelector("h1").focus();
}

async function hand(file) {
    const response = await open("PUT", "restoration", {
        body: file, headers: { "Content-Type": "application/octet-stream" },
    });
    const { opensBy } = await response.json();
    if (opensBy === "keyFile") throw new APIError(409, "backup-of-key-file", "");
}
