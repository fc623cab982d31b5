// What a person chooses for this browser. Kept by the browser: it holds nothing of an account.

import { Signal } from "./signal.js";

const key = "moonless.preferences";

const defaults = {
    language: "", theme: "system", notifications: false, notificationDetails: false,
    letterShortcuts: true,
};

let values = { ...defaults, ...stored() };

export const preferencesChanged = new Signal();

export function preference(name) {
    return values[name];
}

export function setPreference(name, value) {
    values = { ...values, [name]: value };
    try {
        localStorage.setItem(key, JSON.stringify(values));
    } catch {
        // Then the choice lasts as long as the page does.
    }
    preferencesChanged.tell(name);
}

function stored() {
    try {
        return JSON.parse(localStorage.getItem(key) ?? "{}");
    } catch {
        return {};
    }
}

// Another tab has chosen.
addEventListener("storage", (event) => {
    if (event.key !== key) return;
    values = { ...defaults, ...stored() };
    preferencesChanged.tell(null);
});

/** Puts the theme where the style sheet looks for it. */
export function applyTheme() {
    const theme = preference("theme");
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
}
