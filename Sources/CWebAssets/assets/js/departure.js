// Deleting the account, here and on both servers; and withdrawing the key of this browser.

import { attempt, confirm, openDialog } from "./dialog.js";
import { explain, get, post, remove } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { forgetToken } from "./token.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const pollMilliseconds = 700;

export function openDeparture() {
    const passphrase = field({
        label: t("leave.passphrase"), type: "password", autocomplete: "current-password",
        autofocus: true,
    });
    const button = h("button", { class: "dangerous", type: "submit" }, t("leave.button"));
    const progress = h("p", { class: "quiet", role: "status" });
    const form = h("form", { novalidate: true },
        h("p", { class: "notice" }, icon("warning", 20), h("span", {}, t("leave.text"))),
        passphrase.row, progress, h("div", { class: "buttons" }, button));
    openDialog({ title: t("leave.title"), content: form, kind: "leave" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (passphrase.input.value === "") return showFieldError(passphrase, t("unlock.empty"));
        submitting(form, button, async () => {
            try {
                await post("leave", { confirm: true, passphrase: passphrase.input.value });
                await follow(progress);
            } catch (error) {
                showFieldError(passphrase, explain(error));
            }
        });
    });
}

/** Until it is gone: then the page begins anew, without an account. */
async function follow(progress) {
    for (;;) {
        const departure = await get("leave");
        if (departure.phase === "done") return location.reload();
        if (departure.phase === "failed") {
            progress.textContent = t("leave.failed");
            return undefined;
        }
        progress.textContent = t(`leave.${departure.phase}`, {
            told: departure.acknowledged, contacts: departure.contacts,
        });
        await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    }
}

/** This browser is let in no longer; others and the account stay. */
export async function forgetBrowser(problem) {
    const isSure = await confirm({
        title: t("forget.title"), text: t("forget.text"), button: t("forget.title"),
        dangerous: true,
    });
    if (!isSure) return;
    await attempt(problem, async () => {
        await remove("web/tokens/own");
        forgetToken();
        location.reload();
    });
}
