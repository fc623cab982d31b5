// Another passphrase for the vault; the account goes on meanwhile.

import { announce } from "./announcer.js";
import { explain, put } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialog.js";
import { t } from "./i18n.js";

/** Characters that a new passphrase has at least. */
export const shortestPassphrase = 8;

/** Fields for a new passphrase: `{rows, value()}`; the latter is null, and says why, if it cannot be. */
export function newPassphraseFields(label) {
    const passphrase = field({
        label, hint: t("join.passphrase.hint"), type: "password", autocomplete: "new-password",
    });
    const again = field({
        label: t("join.again"), type: "password", autocomplete: "new-password",
    });
    const value = () => {
        if ([...passphrase.input.value].length < shortestPassphrase) {
            showFieldError(passphrase, t("join.passphrase.short", { length: shortestPassphrase }));
            return null;
        }
        if (passphrase.input.value !== again.input.value) {
            showFieldError(again, t("join.again.differs"));
            return null;
        }
        return passphrase.input.value;
    };
    return { rows: [passphrase.row, again.row], value };
}

export function openPassphrase() {
    const old = field({
        label: t("passphrase.old"), type: "password", autocomplete: "current-password",
        autofocus: true,
    });
    const fresh = newPassphraseFields(t("passphrase.new"));
    const button = h("button", { class: "primary", type: "submit" }, t("passphrase.button"));
    const progress = h("p", { class: "quiet", role: "status" });
    const form = h("form", { novalidate: true }, old.row, fresh.rows,
        h("p", { class: "notice" }, icon("warning", 18), h("span", {}, t("passphrase.warning"))),
        progress, h("div", { class: "buttons" }, button));
    const dialog = openDialog({ title: t("passphrase.title"), content: form, kind: "passphrase" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (old.input.value === "") return showFieldError(old, t("unlock.empty"));
        const newPassphrase = fresh.value();
        if (newPassphrase === null) return undefined;
        return submitting(form, button, async () => {
            // Made to take long, so that guessing does.
            progress.textContent = t("passphrase.working");
            try {
                await put("passphrase", { passphrase: old.input.value, newPassphrase });
                dialog.close();
                announce(t("passphrase.done"));
            } catch (error) {
                showFieldError(old, explain(error));
            } finally {
                progress.textContent = "";
            }
        });
    });
}
