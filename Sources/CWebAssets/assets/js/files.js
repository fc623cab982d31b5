// Files: chosen, pasted or dropped; what they cost in time is said before they go.

import { changes, model, takeMessage } from "./model.js";
import { confirm, openDialog } from "./dialog.js";
import { explain, get, open, query, segment } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { bytes, duration } from "./times.js";

/** Types that the browser draws and nothing else happens. */
const drawn = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);
/** Longer than this is asked about. */
const patientSeconds = 20;

const path = (message) =>
    `conversations/${segment(message.conversation)}/files/${message.sequence}`;

/** The part of a message that is its file. */
export function fileView(message) {
    const { file } = message;
    if (file.state !== "complete" && message.from !== null) return progressView(message);
    if (file.role === "picture" && drawn.has(file.type)) return pictureView(message);
    if (file.role === "voice") return voiceView(message);
    const view = h("button", { class: "file", type: "button" }, icon("file", 26),
        h("span", {}, h("bdi", { class: "file-name" }, file.name), fileNote(message)));
    view.addEventListener("click", () => save(message));
    return view;
}

function fileNote(message) {
    const transfer = model.transfers.get(message.id);
    if (!transfer || ["complete", "cancelled"].includes(transfer.state)) {
        return h("small", {}, bytes(message.file.size));
    }
    return h("small", {}, progressText(transfer));
}

function progressText(transfer) {
    return t("file.progress", {
        done: bytes(transfer.doneBytes), all: bytes(transfer.bytes),
        left: duration(transfer.secondsLeft),
    });
}

/** A file that is still coming, or will not come. */
function progressView(message) {
    const transfer = model.transfers.get(message.id);
    const text = message.file.state === "underway"
        ? transfer ? progressText(transfer) : t("file.coming", { size: bytes(message.file.size) })
        : t(`file.${message.file.state}`);
    return h("div", { class: "file" }, icon("file", 26),
        h("span", {}, h("bdi", { class: "file-name" }, message.file.name), h("small", {}, text)));
}

async function address(message, kind) {
    const response = await open("GET", path(message));
    const content = await response.arrayBuffer();
    return URL.createObjectURL(new Blob([content], { type: kind }));
}

function pictureView(message) {
    const image = h("img", { class: "picture", alt: t("file.picture", { name: message.file.name }) });
    const view = h("button", {
        class: "picture-button", type: "button", title: t("file.save"),
        on: { click: () => save(message) },
    }, image);
    address(message, message.file.type).then((url) => {
        image.addEventListener("load", () => URL.revokeObjectURL(url));
        image.src = url;
    }).catch((error) => view.replaceChildren(explain(error)));
    return view;
}

function voiceView(message) {
    const audio = h("audio", { controls: true, "aria-label": t("file.voice") });
    address(message, message.file.type).then((url) => {
        audio.src = url;
    }).catch(() => {});
    return audio;
}

async function save(message) {
    try {
        const url = await address(message, "application/octet-stream");
        h("a", { href: url, download: message.file.name }).click();
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
        openDialog({ title: t("file.save"), content: h("p", { role: "alert" }, explain(error)) });
    }
}

// MARK: Sending

/** The button that chooses files for the composer's conversation. */
export function attachButton(composer) {
    const input = h("input", {
        type: "file", multiple: true, hidden: true, "aria-label": t("file.attach"),
    });
    input.addEventListener("change", () => {
        sendFiles(composer, [...input.files]);
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
        sendFiles(composer, files);
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
        sendFiles(composer, [...event.dataTransfer.files]);
    });
}

async function sendFiles(composer, files) {
    const { conversation } = composer;
    for (const file of files) {
        try {
            if (!await isWanted(file)) continue;
            composer.problem.textContent = t("file.storing", { name: file.name });
            const role = drawn.has(file.type) ? "picture" : "file";
            const response = await open(
                "POST", `conversations/${segment(conversation.id)}/files?${query({ name: file.name, role })}`, {
                    body: file,
                    headers: { "Content-Type": file.type || "application/octet-stream" },
                });
            takeMessage(await response.json());
            composer.problem.textContent = "";
        } catch (error) {
            composer.problem.textContent = explain(error);
        }
    }
}

async function isWanted(file) {
    const estimate = await get(`transfers/estimate?bytes=${file.size}`);
    if (estimate.seconds <= patientSeconds) return true;
    return confirm({
        title: t("file.long.title"), button: t("composer.send"),
        text: t("file.long", {
            name: file.name, size: bytes(file.size), time: duration(estimate.seconds),
        }),
    });
}

// Progress comes by itself.
changes.other.listen((event, body) => {
    if (event !== "transfer") return;
    model.transfers.set(body.message, body);
    changes.transfer.tell(body);
});
