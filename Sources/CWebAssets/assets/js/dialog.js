// Dialogs: the browser's own `<dialog>`, which keeps the focus inside and gives it back.

import { freshID, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { explain } from "./api.js";

/** Opens a dialog: `{element, body, close, closed}`, the last a promise. */
export function openDialog({ title, content = [], wide = false, kind = "" }) {
    const id = freshID("dialog");
    const close = h("button", {
        class: "icon-button", type: "button", "aria-label": t("dialog.close"),
        title: t("dialog.close"),
    }, icon("close"));
    const body = h("div", { class: "dialog-body" }, content);
    const element = h("dialog", {
        class: `dialog${wide ? " wide" : ""}`, "aria-labelledby": id, data: { kind },
    }, h("header", { class: "dialog-head" }, h("h2", { id, tabindex: -1 }, title), close), body);
    const opener = document.activeElement;
    document.body.append(element);
    close.addEventListener("click", () => element.close());
    // A click on what lies behind.
    element.addEventListener("pointerdown", (event) => {
        if (event.target === element && isOutside(event, element)) element.close();
    });
    const closed = new Promise((resolve) => {
        element.addEventListener("close", () => {
            element.remove();
            if (opener?.isConnected) opener.focus({ preventScroll: true });
            resolve();
        });
    });
    element.showModal();
    (body.querySelector("[autofocus]") ?? element.querySelector("h2")).focus();
    return { element, body, close: () => element.close(), closed };
}

function isOutside(event, element) {
    const box = element.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right
        || event.clientY < box.top || event.clientY > box.bottom;
}

/** A question; true if it was answered with the button. */
export async function confirm({ title, text, button, dangerous = false }) {
    let isYes = false;
    const yes = h("button", {
        class: dangerous ? "dangerous" : "primary", type: "button", autofocus: !dangerous,
    }, button);
    const no = h("button", { type: "button", autofocus: dangerous }, t("dialog.cancel"));
    const dialog = openDialog({
        title, kind: "confirm",
        content: [h("p", {}, text), h("div", { class: "buttons" }, no, yes)],
    });
    yes.addEventListener("click", () => {
        isYes = true;
        dialog.close();
    });
    no.addEventListener("click", () => dialog.close());
    await dialog.closed;
    return isYes;
}

/** A line of a dialog where errors are said. */
export function problemLine() {
    return h("p", { class: "form-error", role: "alert" });
}

/** Runs what a button does; an error stands where the person looks. */
export async function attempt(problem, work) {
    problem.textContent = "";
    try {
        return await work();
    } catch (error) {
        problem.textContent = explain(error);
        return undefined;
    }
}
