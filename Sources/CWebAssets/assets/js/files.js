// Files of messages: pictures, voice notes and others; how far they have come, and how to save them.

import { attempt, openDialog, problemLine } from "./dialog.js";
import { changes, model } from "./model.js";
import { saveFile } from "./exporting.js";
import { explain, get, open, put, remove, segment } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { bytes, duration } from "./times.js";
import { voiceView } from "./voice.js";

/** Types that the browser draws and nothing else happens. */
export const drawn = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);
/** States of a file on its way. */
const moving = new Set(["waiting", "underway", "paused"]);

const path = (message) =>
    `conversations/${segment(message.conversation)}/files/${message.sequence}`;

/** The part of a message that is its file. */
export function fileView(message) {
    const { file } = message;
    const transfer = model.transfers.get(message.id);
    const isMoving = file.state === "underway" || moving.has(transfer?.state);
    const progress = isMoving ? progressView(message, transfer) : null;
    // Of a file that is cancelled nothing is kept, at its author's either.
    const isHere = file.state === "complete" || message.from === null && file.state !== "cancelled";
    return h("div", { class: "file-view" }, isHere ? contentView(message) : nameView(message),
        progress);
}

function contentView(message) {
    const { file } = message;
    if (file.role === "picture" && drawn.has(file.type)) return pictureView(message);
    if (file.role === "voice") {
        return voiceView(message, () => load(message, file.type));
    }
    const view = h("button", { class: "file", type: "button", title: t("file.save") },
        icon("file", 26), h("span", {}, h("bdi", { class: "file-name" }, file.name),
            h("small", {}, bytes(file.size))));
    view.addEventListener("click", () => save(message));
    return view;
}

/** A file that is still coming, or will not come. */
function nameView(message) {
    const { file } = message;
    const sign = { voice: "microphone", picture: "camera" }[file.role] ?? "file";
    return h("div", { class: "file" }, icon(sign, 26),
        h("span", {}, h("bdi", { class: "file-name" }, file.role === "voice" ? t("file.voice") : file.name),
            h("small", {}, file.state === "underway"
                ? t("file.coming", { size: bytes(file.size) }) : t(`file.${file.state}`))));
}

// MARK: On its way

function progressView(message, transfer) {
    const isPaused = transfer?.state === "paused";
    const done = transfer?.doneBytes ?? 0;
    const all = transfer?.bytes ?? message.file.size;
    const act = (sign, key, work) => h("button", {
        class: "icon-button", type: "button", "aria-label": t(key), title: t(key),
        data: { act: sign === "close" ? "cancel" : "pause" },
        on: { click: () => work().catch(sayProblem) },
    }, icon(sign, 18));
    const words = isPaused ? t("file.paused", { done: bytes(done), all: bytes(all) })
        : transfer ? t("file.progress", {
            done: bytes(done), all: bytes(all), left: duration(transfer.secondsLeft),
        }) : t("file.underway");
    return h("div", { class: "progress" },
        h("progress", { max: all, value: done, "aria-label": t("file.underway") }),
        h("small", {}, words),
        act(isPaused ? "play" : "pause", isPaused ? "file.resume" : "file.pause",
            () => put(path(message), { paused: !isPaused })),
        act("close", "file.cancel", () => remove(path(message))));
}

/** Files that were on their way before this page was opened. */
async function loadTransfers() {
    const { transfers } = await get("transfers").catch(() => ({ transfers: [] }));
    for (const one of transfers) take(one);
}

function take(transfer) {
    model.transfers.set(transfer.message, transfer);
    changes.transfer.tell(transfer);
}

changes.refreshed.listen(loadTransfers);
changes.other.listen((event, body) => {
    if (event === "transfer") take(body);
});

// MARK: Looking and saving

async function load(message, kind) {
    const response = await open("GET", path(message));
    return new Blob([await response.arrayBuffer()], { type: kind });
}

function pictureView(message) {
    const image = h("img", { class: "picture", alt: t("file.picture", { name: message.file.name }) });
    const view = h("button", {
        class: "picture-button", type: "button", title: t("file.show"),
        on: { click: () => openPicture(message) },
    }, image);
    showPicture(image, message).catch((error) => view.replaceChildren(explain(error)));
    return view;
}

async function showPicture(image, message) {
    const address = URL.createObjectURL(await load(message, message.file.type));
    image.addEventListener("load", () => URL.revokeObjectURL(address));
    image.src = address;
}

/** The picture as large as the window. */
function openPicture(message) {
    const problem = problemLine();
    const image = h("img", { class: "large-picture", alt: t("file.picture", { name: message.file.name }) });
    openDialog({
        title: message.file.name, kind: "picture", wide: true,
        content: [image, problem, h("div", { class: "buttons" },
            h("span", { class: "quiet" }, bytes(message.file.size)),
            h("button", { type: "button", on: { click: () => save(message) } },
                icon("save", 18), t("file.save")))],
    });
    attempt(problem, () => showPicture(image, message));
}

async function save(message) {
    try {
        saveFile(await load(message, "application/octet-stream"), message.file.name);
    } catch (error) {
        sayProblem(error);
    }
}

function sayProblem(error) {
    openDialog({ title: t("file.title"), content: h("p", { role: "alert" }, explain(error)) });
}
