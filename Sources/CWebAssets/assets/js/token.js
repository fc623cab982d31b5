// The token that `moonless web` hands over behind `#token=`: what opens the agent to this page.

const key = "moonless.token";

let held = null;

/** Takes the token out of the address, where it must not stay, or from an earlier visit. */
export function takeToken() {
    const match = /^#token=([\w.~+/=-]+)$/.exec(location.hash);
    if (match) {
        held = match[1];
        remember(held);
        history.replaceState(history.state, "", location.pathname);
    } else {
        held = recall();
    }
    return held;
}

export function token() {
    return held;
}

function remember(text) {
    try {
        localStorage.setItem(key, text);
    } catch {
        // Without storage the token lasts as long as the page does.
    }
}

function recall() {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

/** This browser is let in no longer. */
export function forgetToken() {
    held = null;
    try {
        localStorage.removeItem(key);
    } catch {
        // There was no storage to begin with.
    }
}
