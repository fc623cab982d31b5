// Requests to the agent, and the only place that makes any.

import { Signal } from "./signal.js";
import { token } from "./token.js";
import { has, t } from "./i18n.js";

/** What the agent (or the way to it) answered in place of what was asked for. */
export class APIError extends Error {
    constructor(status, code, message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** The sentence for people, in their language where the code has one. */
    get sentence() {
        const key = `error.${this.code}`;
        if (!has(key)) return this.message || t("error.internal");
        return detailed.has(this.code) && this.message ? `${t(key)} (${this.message})` : t(key);
    }
}

/** Codes with several causes: the agent's own words belong to them. */
const detailed = new Set([
    "server-unreachable", "bad-link", "file-too-large", "too-late",
]);

/** The sentence for any error. */
export function explain(error) {
    if (error instanceof APIError) return error.sentence;
    console.error(error);
    return t("error.internal");
}

/** The agent refuses: the token is wrong, or the account is locked. */
export const refused = new Signal();

const root = "/api/v1/";

/** A request this long after the last touch or key is nobody's hand's: the lock is not put off by it. */
const handMilliseconds = 10_000;
let touched = Date.now();
for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    addEventListener(kind, () => {
        touched = Date.now();
    }, { capture: true, passive: true });
}

function origin() {
    return Date.now() - touched > handMilliseconds ? { "Moonless-Background": "1" } : {};
}

/** A request whose answer streams; throws what `call` throws. */
export async function open(method, path, { body, signal, keepalive, headers } = {}) {
    let response;
    try {
        response = await fetch(root + path, {
            method, signal, keepalive, body, cache: "no-store", credentials: "omit",
            headers: { Authorization: `Bearer ${token() ?? ""}`, ...origin(), ...headers },
        });
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new APIError(0, "unreachable", "");
    }
    if (!response.ok) throw await failure(response);
    return response;
}

async function failure(response) {
    let code = "internal";
    let message = "";
    try {
        const body = await response.json();
        code = body.error?.code ?? code;
        message = body.error?.message ?? "";
    } catch {
        // The status alone must do.
    }
    const error = new APIError(response.status, code, message);
    if (response.status === 401 || response.status === 423) refused.tell(error);
    return error;
}

/** A request with a JSON body, or none, and a JSON answer, or null. */
export async function call(method, path, body, options = {}) {
    const response = await open(method, path, {
        ...options, body: body === undefined ? undefined : JSON.stringify(body),
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
    });
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
}

export const get = (path, options) => call("GET", path, undefined, options);
export const post = (path, body, options) => call("POST", path, body, options);
export const put = (path, body, options) => call("PUT", path, body, options);
export const remove = (path) => call("DELETE", path);

/** A picture of the agent's as an address for `<img>`; who shows it revokes it. */
export async function picture(method, path, body) {
    const response = await open(method, path, {
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
    });
    return URL.createObjectURL(await response.blob());
}

/** What stands behind the question mark; spaces as the agent reads them. */
export function query(values) {
    return Object.entries(values)
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/** One segment of a path. */
export const segment = encodeURIComponent;
