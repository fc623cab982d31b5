// The lock: a passphrase, and nothing of the account on the screen.

import { explain, post } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { h, name, sentence } from "./dom.js";
import { moon } from "./icons.js";
import { t, template } from "./i18n.js";

export function showUnlock(app, session, entered) {
    document.title = t("unlock.title");
    const passphrase = field({
        label: t("unlock.passphrase"), type: "password", autocomplete: "current-password",
    });
    const button = h("button", { class: "primary wide", type: "submit" }, t("unlock.button"));
    const form = h("form", { class: "card", novalidate: true }, passphrase.row, button);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (passphrase.input.value === "") {
            return showFieldError(passphrase, t("unlock.empty"));
        }
        await submitting(form, button, async () => {
            try {
                await post("unlock", { passphrase: passphrase.input.value });
                passphrase.input.value = "";
                await entered();
            } catch (error) {
                showFieldError(passphrase, explain(error));
                passphrase.input.select();
            }
        });
    });
    // A key file is given to the agent where it is started; a page has no way to it.
    const byKeyFile = session.opensBy === "keyFile" && session.state !== "open";
    app.replaceChildren(
        h("main", { class: "door", "data-view": "locked" },
            moon(72),
            h("h1", {}, session.name
                ? sentence(template("unlock.greeting"), { name: name(session.name) })
                : t("unlock.title")),
            h("p", {}, session.state === "open" ? t("unlock.screen") : t("unlock.agent")),
            byKeyFile ? h("p", { class: "notice" }, t("error.key-file-needed")) : form));
    passphrase.input.focus();
}
