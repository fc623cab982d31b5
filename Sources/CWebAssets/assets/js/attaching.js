// Files to be sent: chosen, pasted, dropped or recorded. What they cost in time is said before.

import { APIError, explain, get, open, query, segment } from "./api.js";
import { changes, takeMessage } from "./model.js";
import { drawn } from "./files.js";
import { field, submitting, toggle } from "./forms.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog, problemLine } from "./dialog.js";
import { t } from "./i18n.js";
import { bytes, duration } from "./times.js";

/** The button that chooses files for the composer's conversation. */
export function attachButton(composer) {
    const input = h("input", {
        type: "file", multiple: true, hidden: true, "aria-label": t("file.attach"),
    });
    input.addEventListener("change", () => {
        askToSend(composer, [...input.files]);
        input.value = "";
    });
    const button = h("button", {
        class: "icon-button", type: "button", "aria-label": t("file.attach"),
        title: t("file.attach"), on: { click: () => input.click() },
    }, icon("attach", 22));
    return [button, input];
}

/** Pasted and dropped files go the same way. */
export function listenForFiles(composer, element) {
    composer.input.addEventListener("paste", (event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        askToSend(composer, files);
    });
    element.addEventListener("dragover", (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        element.classList.add("dropping");
    });
    element.addEventListener("dragleave", () => element.classList.remove("dropping"));
    element.addEventListener("drop", (event) => {
        element.classList.remove("dropping");
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        askToSend(composer, [...event.dataTransfer.files]);
    });
}

/** What is sent, how long it takes, with which words, and whether a picture keeps its notes. */
function askToSend(composer, files) {
    if (files.length === 0 || composer.input.disabled) return;
    const { conversation } = composer;
    const hasPicture = files.some((file) => drawn.has(file.type));
    const problem = problemLine();
    const time = h("p", { class: "quiet", role: "status" });
    let original = false;
    const keep = toggle({
        label: t("attach.original"), hint: t("attach.original.hint"), checked: false,
        changed: (value) => {
            original = value;
            estimate(files, original, time);
        },
    });
    const caption = field({
        label: t("attach.caption"), kind: "textarea", rows: 2, dir: "auto", autofocus: true,
    });
    const button = h("button", { class: "primary", type: "submit" }, icon("send", 18),
        t("composer.send"));
    const form = h("form", { novalidate: true },
        h("ul", { class: "plain attached" }, files.map(attachedRow)),
        caption.row, hasPicture ? keep.row : null, time, problem,
        h("div", { class: "buttons" }, button));
    const dialog = openDialog({
        title: t("attach.title", { name: conversation.name }), content: form, kind: "attach",
    });
    // As in the composer: Enter sends, Shift+Enter begins a line.
    caption.input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        form.requestSubmit();
    });
    estimate(files, original, time);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submitting(form, button, async () => {
            try {
                await sendAll(composer, conversation, files, caption.input.value.trim(), original);
                dialog.close();
            } catch (error) {
                problem.textContent = error instanceof APIError && error.file
                    ? `${error.file}: ${explain(error)}` : explain(error);
            }
        });
    });
}

function attachedRow(file) {
    const isPicture = drawn.has(file.type);
    const row = h("li", {}, isPicture ? null : icon("file", 26),
        h("span", {}, h("bdi", { class: "file-name" }, file.name), h("small", {}, bytes(file.size))));
    if (isPicture) {
        const address = URL.createObjectURL(file);
        const image = h("img", { src: address, alt: "", class: "attached-picture" });
        image.addEventListener("load", () => URL.revokeObjectURL(address));
        row.prepend(image);
    }
    return row;
}

/** Bytes of a picture that was made smaller, at most; what comes out is not known before. */
const smallPictureBytes = 204_800;

async function estimate(files, original, place) {
    const sizes = files.map((file) =>
        drawn.has(file.type) && !original ? Math.min(file.size, smallPictureBytes) : file.size);
    try {
        const answers = await Promise.all(
            sizes.map((size) => get(`transfers/estimate?bytes=${size}`)));
        const seconds = answers.reduce((sum, one) => sum + one.seconds, 0);
        place.textContent = t("attach.time", { time: duration(seconds) });
    } catch (error) {
        place.textContent = explain(error);
    }
}

/** The first one has the words, and answers what the composer was answering. */
async function sendAll(composer, conversation, files, caption, original) {
    const { replyTo } = composer.extrasOf("");
    let words = caption;
    while (files.length > 0) {
        const [file] = files;
        try {
            await sendFile(conversation, file, {
                role: drawn.has(file.type) ? "picture" : "file", caption: words, reply: replyTo,
                original: original ? "true" : "",
            });
        } catch (error) {
            error.file = file.name;
            throw error;
        }
        // What is on its way is not sent again when a later one is refused.
        files.shift();
        words = "";
        if (replyTo) composer.sent();
    }
}

async function sendFile(conversation, file, values) {
    const given = Object.fromEntries(Object.entries({ name: file.name, ...values })
        .filter(([, value]) => value));
    const response = await open(
        "POST", `conversations/${segment(conversation.id)}/files?${query(given)}`, {
            body: file,
            headers: { "Content-Type": file.type || "application/octet-stream" },
        });
    takeMessage(await response.json());
    changes.conversations.tell(conversation);
}

/** A recording goes at once: who pressed the button has decided. */
export async function sendVoice(composer, conversation, file) {
    try {
        composer.problem.textContent = "";
        await sendFile(conversation, file, { role: "voice", original: "true" });
    } catch (error) {
        composer.problem.textContent = explain(error);
    }
}
