// The first minute: a link from an operator, what the account costs and shows, a name, a
// passphrase.

import { explain, post } from "./api.js";
import { bytes, seconds } from "./times.js";
import { field, showFieldError, submitByEnter, submitting } from "./forms.js";
import { h, name, sentence } from "./dom.js";
import { icon, moon } from "./icons.js";
import { askForBackup } from "./restoring.js";
import { newPassphraseFields } from "./passphrase.js";
import { t, template } from "./i18n.js";

export function showJoin(app, session, entered) {
    document.title = t("join.title");
    const main = h("main", { class: "door join", "data-view": "none" });
    app.replaceChildren(main);
    askForLink(main, "", entered);
}

function head(title, text) {
    return [moon(64), h("h1", { tabindex: -1 }, title), h("p", {}, text)];
}

function askForLink(main, value, entered) {
    const link = field({
        label: t("join.link"), hint: t("join.link.hint"), kind: "textarea", rows: 3, value,
        dir: "ltr", placeholder: "moonless:join/…",
    });
    const button = h("button", { class: "primary wide", type: "submit" }, t("join.continue"));
    const form = h("form", { class: "card", novalidate: true }, link.row, button);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const text = link.input.value.trim();
        if (text === "") return showFieldError(link, t("join.link.empty"));
        submitting(form, button, async () => {
            try {
                const preview = await post("join/preview", { link: text });
                askForName(main, text, preview, entered);
            } catch (error) {
                showFieldError(link, explain(error));
            }
        });
    });
    submitByEnter(link.input, form);
    const restore = h("button", {
        class: "plain-button", type: "button", on: {
            click: () => askForBackup(main, entered, () => askForLink(main, value, entered)),
        },
    }, t("restore.offer"));
    main.replaceChildren(...head(t("join.title"), t("join.text")), form, restore);
    link.input.focus();
}

/** What the account costs and what its operators see: read before anything is made. */
function terms(preview) {
    const item = (sign, title, ...text) => h("li", {}, icon(sign, 22),
        h("div", {}, h("strong", {}, title), h("p", {}, ...text)));
    return h("ul", { class: "terms" },
        item("server", t("join.deployment.title"), ...sentence(template("join.deployment"), {
            deployment: name(preview.deployment), leader: preview.leader ?? "",
        })),
        item("timer", t("join.cost.title"), t("join.cost", {
            up: bytes(preview.dailyUploadBytes), down: bytes(preview.dailyDownloadBytes),
            period: seconds(preview.roundMilliseconds ?? 1_000),
        })),
        item("shield", t("join.hidden.title"), t("join.hidden")),
        item("info", t("join.seen.title"), t("join.seen")));
}

function askForName(main, link, preview, entered) {
    const person = field({
        label: t("join.name"), hint: t("join.name.hint"), autocomplete: "nickname", maxlength: 100,
        dir: "auto",
    });
    const fresh = newPassphraseFields(t("join.passphrase"));
    const problem = h("p", { class: "form-error", role: "alert" });
    const button = h("button", { class: "primary wide", type: "submit" }, t("join.button"));
    const back = h("button", { class: "wide", type: "button" }, t("join.back"));
    const progress = h("p", { class: "quiet", role: "status" });
    back.addEventListener("click", () => askForLink(main, link, entered));
    const form = h("form", { class: "card", novalidate: true },
        person.row, fresh.rows,
        h("p", { class: "notice" }, icon("warning", 18), h("span", {}, t("join.warning"))),
        problem, button, back, progress);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        problem.textContent = "";
        if (person.input.value.trim() === "") return showFieldError(person, t("join.name.empty"));
        const passphrase = fresh.value();
        if (passphrase === null) return;
        submitting(form, button, async () => {
            progress.textContent = t("join.progress");
            try {
                await post("join", {
                    link, name: person.input.value.trim(), passphrase,
                });
                await entered();
            } catch (error) {
                problem.textContent = error.code === "wrong-passphrase"
                    ? t("join.otherPassphrase") : explain(error);
            } finally {
                progress.textContent = "";
            }
        });
    });
    main.replaceChildren(...head(t("join.terms.title"), t("join.terms.text")),
        h("div", { class: "card" }, terms(preview)), form);
    main.querySelector("h1").focus();
}
