// The name and the picture that contacts see.

import { announce } from "./announcer.js";
import { attempt, openDialog, problemLine } from "./dialog.js";
import { avatar } from "./avatar.js";
import { explain, get, open, put, remove } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { refresh } from "./model.js";
import { t } from "./i18n.js";

/** Counts pictures of this page's, so that a new one is asked for. */
let version = 0;

/** The own avatar as it is now. */
export function ownFace(profile, size = "large") {
    return avatar(profile.name, {
        size, picture: profile.picture ? { path: "profile/picture", tag: String(version) } : null,
    });
}

/** Ends when the dialog is closed. */
export async function openProfile() {
    const problem = problemLine();
    const dialog = openDialog({ title: t("profile.title"), kind: "profile" });
    dialog.body.append(problem);
    const profile = await attempt(problem, () => get("profile"));
    if (profile) draw(dialog, profile);
    return dialog.closed;
}

function draw(dialog, profile) {
    const problem = problemLine();
    const place = h("div", { class: "profile-face" });
    const input = h("input", {
        type: "file", hidden: true, accept: "image/jpeg,image/png", "aria-label": t("profile.choose"),
    });
    const takeAway = h("button", { type: "button", class: "plain-button" }, t("profile.remove"));
    const show = (now) => {
        place.replaceChildren(ownFace(now));
        takeAway.hidden = !now.picture;
    };
    const change = (work, said) => attempt(problem, async () => {
        const now = await work();
        version += 1;
        show(now);
        announce(t(said));
    });
    input.addEventListener("change", () => {
        const [file] = input.files;
        input.value = "";
        if (!file) return;
        change(async () => {
            const response = await open("PUT", "profile/picture", {
                body: file, headers: { "Content-Type": "application/octet-stream" },
            });
            return response.json();
        }, "profile.picture.saved");
    });
    takeAway.addEventListener("click", () =>
        change(() => remove("profile/picture"), "profile.picture.removed"));
    show(profile);
    dialog.body.replaceChildren(
        h("p", {}, t("profile.text")),
        h("div", { class: "profile" }, place, h("div", { class: "profile-buttons" },
            h("button", { type: "button", on: { click: () => input.click() } },
                icon("camera", 18), t("profile.choose")), input, takeAway)),
        problem, nameForm(profile));
}

function nameForm(profile) {
    const person = field({
        label: t("profile.name"), hint: t("profile.name.hint"), maxlength: 100, dir: "auto",
        value: profile.name,
    });
    const button = h("button", { class: "primary", type: "submit" }, t("profile.save"));
    const form = h("form", { novalidate: true }, person.row,
        h("div", { class: "buttons" }, button));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submitting(form, button, async () => {
            try {
                await put("profile", { name: person.input.value.trim() });
                announce(t("settings.saved"));
                await refresh();
            } catch (error) {
                showFieldError(person, explain(error));
            }
        });
    });
    return form;
}
