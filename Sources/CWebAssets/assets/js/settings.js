// Settings: of this browser, of the account, and the ways out.

import { get, post, put } from "./api.js";
import { announce } from "./announcer.js";
import { askToNotify, canNotify } from "./notifications.js";
import { attempt, confirm, openDialog, problemLine } from "./dialog.js";
import { forgetBrowser, openDeparture } from "./departure.js";
import { choice, toggle } from "./forms.js";
import { h, name, sentence } from "./dom.js";
import { icon } from "./icons.js";
import { openBackup } from "./backup.js";
import { openPassphrase } from "./passphrase.js";
import { openProfile, ownFace } from "./profile.js";
import { t, template } from "./i18n.js";
import { model, refresh } from "./model.js";
import { openHoldings } from "./holdings.js";
import { openShortcuts } from "./shortcuts.js";
import { preference, setPreference } from "./preferences.js";

export function openSettings(lock) {
    const problem = problemLine();
    const dialog = openDialog({ title: t("settings.title"), kind: "settings", wide: true });
    dialog.body.append(
        profileCard(),
        h("div", { class: "settings" },
            appearance(), notifications(problem), account(problem), agent(dialog, lock, problem)),
        problem,
        h("p", { class: "quiet version" }, t("settings.version", {
            version: model.status?.version ?? "", name: model.status?.name ?? "",
        })));
}

/** Who one is to one's contacts, on top. */
function profileCard() {
    const card = h("button", {
        class: "profile-card", type: "button", on: { click: () => openProfile().then(draw) },
    });
    const draw = async () => {
        const profile = await get("profile").catch(() => null);
        if (!profile) return;
        card.replaceChildren(ownFace(profile, "medium"), h("span", {}, name(profile.name),
            h("small", {}, t("profile.title"))), icon("edit", 18));
    };
    draw();
    return card;
}

function section(title, ...content) {
    return h("section", { class: "settings-section" }, h("h3", {}, title), content);
}

function appearance() {
    return section(t("settings.appearance"),
        choice({
            label: t("settings.theme"), value: preference("theme"),
            options: ["system", "light", "dark"].map((one) => [one, t(`settings.theme.${one}`)]),
            changed: (value) => setPreference("theme", value),
        }).row,
        choice({
            label: t("settings.language"), value: preference("language"),
            options: [
                ["", t("settings.language.browser")],
                ["en", t("settings.language.en")], ["de", t("settings.language.de")],
            ],
            changed: (value) => setPreference("language", value),
        }).row,
        toggle({
            label: t("settings.letters"), hint: t("settings.letters.hint"),
            checked: preference("letterShortcuts"),
            changed: (value) => setPreference("letterShortcuts", value),
        }).row);
}

function notifications(problem) {
    const details = toggle({
        label: t("settings.notifications.details"),
        hint: t("settings.notifications.details.hint"),
        checked: preference("notificationDetails"), disabled: !preference("notifications"),
        changed: (value) => setPreference("notificationDetails", value),
    });
    const main = toggle({
        label: t("settings.notifications.on"), hint: t("settings.notifications.hint"),
        checked: preference("notifications"), disabled: !canNotify,
        changed: async (value, input) => {
            problem.textContent = "";
            const isOn = value && await askToNotify();
            if (value && !isOn) problem.textContent = t("settings.notifications.refused");
            input.checked = isOn;
            details.input.disabled = !isOn;
            setPreference("notifications", isOn);
        },
    });
    return section(t("settings.notifications"), main.row, details.row);
}

function account(problem) {
    const scheduling = choice({
        label: t("settings.scheduling"), hint: t("settings.scheduling.hint"),
        value: model.status?.scheduling ?? "fair",
        options: ["fair", "strict"].map((one) => [one, t(`settings.scheduling.${one}`)]),
        changed: (mode) => attempt(problem, async () => {
            await put("scheduling", { mode });
            announce(t("settings.saved"));
            refresh();
        }),
    });
    return section(t("settings.account"), scheduling.row, h("div", { class: "actions" },
        h("button", { type: "button", class: "action", on: { click: () => openPassphrase() } },
            icon("key", 20), t("passphrase.title")),
        h("button", { type: "button", class: "action", on: { click: () => openHoldings() } },
            icon("server", 20), t("data.title")),
        h("button", { type: "button", class: "action", on: { click: () => openBackup() } },
            icon("file", 20), t("backup.title"))),
    h("p", { class: "field-hint" }, ...sentence(template("settings.accounts"), {
        command: h("code", {}, "moonless --account NAME web"),
    })));
}

/** Minutes without use after which the page locks. */
const lockDelays = [0, 1, 5, 15, 60];

function agent(dialog, lock, problem) {
    const autoLock = choice({
        label: t("settings.autoLock"), hint: t("settings.autoLock.hint"),
        value: String(model.settings.autoLockMinutes ?? 0),
        options: lockDelays.map((minutes) => [String(minutes), minutes === 0
            ? t("settings.autoLock.never") : t("settings.autoLock.after", { count: minutes })]),
        changed: (value) => attempt(problem, async () => {
            model.settings = await put("settings", { autoLockMinutes: Number(value) });
            announce(t("settings.saved"));
        }),
    });
    return section(t("settings.agent"), autoLock.row, h("div", { class: "actions" },
        h("button", {
            type: "button", class: "action", on: {
                click: () => {
                    dialog.close();
                    lock();
                },
            },
        }, icon("lock", 20), t("lock.button")),
        h("button", { type: "button", class: "action", on: { click: () => openShortcuts() } },
            icon("keyboard", 20), t("shortcuts.title")),
        h("button", {
            type: "button", class: "action dangerous quiet-danger", on: {
                click: async () => {
                    const isSure = await confirm({
                        title: t("shutdown.title"), text: t("shutdown.text"),
                        button: t("shutdown.title"), dangerous: true,
                    });
                    if (!isSure) return;
                    await post("shutdown").catch(() => {});
                    dialog.close();
                },
            },
        }, icon("leave", 20), t("shutdown.title")),
        h("button", {
            type: "button", class: "action dangerous quiet-danger",
            on: { click: () => forgetBrowser(problem) },
        }, icon("close", 20), t("forget.title")),
        h("button", {
            type: "button", class: "action dangerous quiet-danger",
            on: { click: () => openDeparture() },
        }, icon("bin", 20), t("leave.title"))));
}
