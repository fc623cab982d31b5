// Fields with their labels, hints and errors, tied together for screen readers.

import { freshID, h } from "./dom.js";

/** A labelled input: `{row, input, error}`. `kind` is `input` or `textarea`. */
export function field({ label, hint, kind = "input", value, ...attributes }) {
    const id = freshID("field");
    const error = h("p", { class: "field-error", id: `${id}-error`, role: "alert" });
    const help = hint ? h("p", { class: "field-hint", id: `${id}-hint` }, hint) : null;
    const input = h(kind, {
        id, "aria-describedby": `${help ? `${id}-hint ` : ""}${id}-error`, spellcheck: "false",
        autocomplete: "off", ...attributes,
    });
    if (value !== undefined) input.value = value;
    input.addEventListener("input", () => clearFieldError({ input, error }));
    return {
        row: h("div", { class: "field" }, h("label", { for: id }, label), input, help, error),
        input, error,
    };
}

export function showFieldError(field, text) {
    field.error.textContent = text;
    field.input.setAttribute("aria-invalid", "true");
    field.input.focus();
}

export function clearFieldError(field) {
    field.error.textContent = "";
    field.input.removeAttribute("aria-invalid");
}

/** A labelled choice among few: `{row, select}`; options are `[value, text]`. */
export function choice({ label, hint, options, value, changed }) {
    const id = freshID("choice");
    const select = h("select", { id, "aria-describedby": hint ? `${id}-hint` : null },
        options.map(([value, text]) => h("option", { value }, text)));
    select.value = value;
    select.addEventListener("change", () => changed(select.value));
    return {
        row: h("div", { class: "field field-choice" }, h("label", { for: id }, label), select,
            hint ? h("p", { class: "field-hint", id: `${id}-hint` }, hint) : null),
        select,
    };
}

/** One of several, all in sight: `{element, value()}`; options are `[value, label]`. */
export function freshChoice(name, label, options) {
    const group = freshID(name);
    const inputs = options.map(([value]) => h("input", {
        type: "radio", name: group, id: freshID(name), value,
    }));
    return {
        element: h("fieldset", { class: "radios" }, h("legend", {}, label),
            options.map(([, text], index) => h("div", { class: "radio" }, inputs[index],
                h("label", { for: inputs[index].id }, text)))),
        value: () => inputs.find((one) => one.checked)?.value ?? null,
    };
}

/** A labelled switch: `{row, input}`. */
export function toggle({ label, hint, checked, changed, disabled = false }) {
    const id = freshID("toggle");
    const input = h("input", {
        id, type: "checkbox", role: "switch", checked, disabled,
        "aria-describedby": hint ? `${id}-hint` : null,
    });
    input.addEventListener("change", () => changed(input.checked, input));
    return {
        row: h("div", { class: "field field-toggle" }, input, h("label", { for: id }, label),
            hint ? h("p", { class: "field-hint", id: `${id}-hint` }, hint) : null),
        input,
    };
}

/** Links have no lines: Enter in their field is the form's button. */
export function submitByEnter(input, form) {
    input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        form.requestSubmit();
    });
}

/** Runs what a form does, once at a time, and shows that it goes on. */
export async function submitting(form, button, work) {
    if (form.dataset.busy) return;
    form.dataset.busy = "true";
    button.setAttribute("aria-busy", "true");
    try {
        await work();
    } finally {
        delete form.dataset.busy;
        button.removeAttribute("aria-busy");
    }
}
