// Voice notes: the browser asks for the microphone when the button is pressed, and not before. What
// is recorded stays in this page until it is sent, and is gone when it is not.

import { announce } from "./announcer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { minutes } from "./times.js";

/** Opus at this rate leaves two minutes of speech well below the largest file. */
const bitsPerSecond = 16_000;
const longestMilliseconds = 120_000;
const types = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export const canRecord = "MediaRecorder" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** The button that begins a recording, and the bar that stands in the composer meanwhile. */
export class Recorder {
    #recorder = null;
    #stream = null;
    #parts = [];
    #began = 0;
    #conversation = null;
    #isWanted = false;

    /** `send` takes a finished recording as a file, and the conversation that it was begun in. */
    constructor(composer, send) {
        this.composer = composer;
        this.send = send;
        this.button = h("button", {
            class: "icon-button", type: "button", "aria-label": t("voice.record"),
            title: t("voice.record"), on: { click: () => this.begin() },
        }, icon("microphone", 22));
        this.time = h("span", { class: "recording-time", role: "timer", "aria-label": t("voice.length") });
        this.stop = h("button", {
            class: "send", type: "button", "aria-label": t("voice.send"), title: t("voice.send"),
            on: { click: () => this.finish() },
        }, icon("send", 22));
        this.bar = h("div", {
            class: "recording", role: "group", "aria-label": t("voice.recording"), hidden: true,
            on: { keydown: (event) => this.#keyPressed(event) },
        },
        h("button", {
            class: "icon-button", type: "button", "aria-label": t("voice.cancel"),
            title: t("voice.cancel"), on: { click: () => this.cancel() },
        }, icon("bin", 22)),
        h("span", { class: "recording-dot", "aria-hidden": "true" }), this.time,
        h("span", { class: "quiet recording-word" }, t("voice.recording")), this.stop);
    }

    get isRecording() {
        return this.#recorder !== null;
    }

    async begin() {
        if (this.#recorder || this.isAsking) return;
        this.composer.problem.textContent = "";
        this.isAsking = true;
        try {
            this.#stream = await navigator.mediaDevices.getUserMedia({
                audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
            });
        } catch (error) {
            this.composer.problem.textContent = t(
                error.name === "NotFoundError" ? "voice.none" : "voice.refused");
            return;
        } finally {
            this.isAsking = false;
        }
        const type = types.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
        this.#parts = [];
        this.#isWanted = false;
        this.#conversation = this.composer.conversation;
        this.#recorder = new MediaRecorder(this.#stream, {
            mimeType: type, audioBitsPerSecond: bitsPerSecond,
        });
        this.#recorder.addEventListener("dataavailable", (event) => {
            if (event.data.size > 0) this.#parts.push(event.data);
        });
        this.#recorder.addEventListener("stop", () => this.#stopped());
        this.#recorder.start(1_000);
        this.#began = Date.now();
        this.#show(true);
        this.ticking = setInterval(() => this.#tick(), 250);
        this.#tick();
        announce(t("voice.recording"));
    }

    /** Ends the recording and sends it. */
    finish() {
        this.#isWanted = true;
        this.#recorder?.stop();
    }

    /** Ends it, and nothing of it remains. */
    cancel() {
        if (!this.#recorder) return;
        this.#isWanted = false;
        this.#recorder.stop();
        announce(t("voice.cancelled"));
    }

    #tick() {
        const length = Date.now() - this.#began;
        this.time.textContent = t("voice.of", {
            length: minutes(length / 1_000), limit: minutes(longestMilliseconds / 1_000),
        });
        if (length >= longestMilliseconds) this.finish();
    }

    #stopped() {
        clearInterval(this.ticking);
        for (const track of this.#stream.getTracks()) track.stop();
        const kind = this.#recorder.mimeType.split(";")[0];
        const parts = this.#parts;
        this.#recorder = null;
        this.#stream = null;
        this.#parts = [];
        this.#show(false);
        if (!this.#isWanted || parts.length === 0) return;
        const ending = { "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a" }[kind] ?? "audio";
        // No time in the name: the message has one.
        this.send(new File(parts, `voice.${ending}`, { type: kind }), this.#conversation);
    }

    #show(isOn) {
        this.bar.hidden = !isOn;
        this.composer.element.classList.toggle("is-recording", isOn);
        if (isOn) this.stop.focus();
        else this.composer.focus();
    }

    #keyPressed(event) {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        this.cancel();
    }
}
