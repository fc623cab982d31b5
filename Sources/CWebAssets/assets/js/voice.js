// A voice note in the thread: its shape, its length, and a button that plays it.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { svg } from "./icons.js";
import { t } from "./i18n.js";
import { minutes } from "./times.js";

const barCount = 44;
/** Enough to see the shape of speech; a whole note decodes to a few megabytes. */
const sampleRate = 8_000;
/** Notes that were looked at, by message: their length and shape. */
const known = new Map();
let playing = null;

/** `load()` gives the file's bytes as a blob. */
export function voiceView(message, load) {
    const audio = h("audio", { preload: "none" });
    const time = h("span", { class: "voice-time" }, minutes(0));
    const bars = shape(Array(barCount).fill(0.12));
    const button = h("button", {
        class: "icon-button voice-play", type: "button", "aria-label": t("voice.play"),
        title: t("voice.play"), data: { act: "play" },
    }, icon("play", 22));
    const place = h("input", {
        type: "range", class: "voice-place", min: 0, max: 1, step: 0.01, value: 0,
        "aria-label": t("voice.place"),
    });
    const view = h("div", { class: "voice", role: "group", "aria-label": t("file.voice") },
        button, h("div", { class: "voice-line" }, bars, place), time, audio);
    const note = { audio, button, place, bars, time, length: 0 };
    button.addEventListener("click", () => toggle(note));
    place.addEventListener("input", () => {
        audio.currentTime = Number(place.value) * note.length;
    });
    audio.addEventListener("timeupdate", () => showPlace(note));
    audio.addEventListener("play", () => showPlaying(note, true));
    audio.addEventListener("pause", () => showPlaying(note, false));
    audio.addEventListener("ended", () => {
        audio.currentTime = 0;
        showPlace(note);
    });
    prepare(note, message, load).catch(() => {
        time.textContent = t("voice.broken");
        button.disabled = true;
    });
    return view;
}

async function prepare(note, message, load) {
    const blob = await load();
    note.audio.src = URL.createObjectURL(blob);
    if (!known.has(message.id)) known.set(message.id, await look(blob));
    const { length, heights } = known.get(message.id);
    note.length = length;
    note.time.textContent = minutes(length);
    [...note.bars.children].forEach((bar, index) => setHeight(bar, heights[index]));
}

/** Decodes a note to see how long and how loud it is. */
async function look(blob) {
    const context = new OfflineAudioContext(1, 1, sampleRate);
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    const samples = sound.getChannelData(0);
    const each = Math.max(1, Math.floor(samples.length / barCount));
    const heights = Array.from({ length: barCount }, (_, index) => {
        let loudest = 0;
        for (let at = index * each; at < Math.min(samples.length, (index + 1) * each); at += 4) {
            loudest = Math.max(loudest, Math.abs(samples[at]));
        }
        return loudest;
    });
    const top = Math.max(0.05, ...heights);
    return { length: sound.duration, heights: heights.map((one) => Math.max(0.12, one / top)) };
}

/** One at a time. */
function toggle(note) {
    if (!note.audio.paused) return note.audio.pause();
    if (playing && playing !== note.audio) playing.pause();
    playing = note.audio;
    return note.audio.play().catch(() => {});
}

function showPlaying(note, isOn) {
    const text = t(isOn ? "voice.pause" : "voice.play");
    note.button.replaceChildren(icon(isOn ? "pause" : "play", 22));
    note.button.setAttribute("aria-label", text);
    note.button.title = text;
}

function showPlace(note) {
    const part = note.length > 0 ? Math.min(1, note.audio.currentTime / note.length) : 0;
    note.place.value = part;
    note.place.setAttribute("aria-valuetext", minutes(note.audio.currentTime));
    note.time.textContent = minutes(part > 0 ? note.audio.currentTime : note.length);
    [...note.bars.children].forEach((bar, index) =>
        bar.classList.toggle("played", index < part * barCount));
}

function shape(heights) {
    const bars = svg("svg", {
        viewBox: `0 0 ${barCount * 4} 28`, class: "voice-shape", "aria-hidden": "true",
        preserveAspectRatio: "none",
    });
    for (const [index, height] of heights.entries()) {
        const bar = svg("rect", { x: index * 4 + 0.7, width: 2.6, rx: 1.3 });
        setHeight(bar, height);
        bars.append(bar);
    }
    return bars;
}

function setHeight(bar, part) {
    const height = 2 + 24 * part;
    bar.setAttribute("height", height.toFixed(1));
    bar.setAttribute("y", (14 - height / 2).toFixed(1));
}

/** Nothing that was said stays in a page that is locked. */
export function forgetVoices() {
    playing?.pause();
    playing = null;
    known.clear();
}
