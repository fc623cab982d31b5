// Safety numbers: compared by eye, pasted, or read from the other's screen.

import { announce } from "./announcer.js";
import { attempt, openDialog, problemLine } from "./dialog.js";
import { explain, get, post, segment } from "./api.js";
import { field, showFieldError } from "./forms.js";
import { h, name, sentence } from "./dom.js";
import { icon } from "./icons.js";
import { t, template } from "./i18n.js";
import { qrPicture } from "./meeting.js";
import { takeConversation } from "./model.js";

export async function openVerification(conversation) {
    const dialog = openDialog({ title: t("verify.title"), kind: "verify" });
    const problem = problemLine();
    dialog.body.append(problem);
    const safety = await attempt(problem, () => get(`${path(conversation)}/safety-number`));
    if (safety) draw(dialog, conversation, safety.number, safety.verified);
}

const path = (conversation) => `conversations/${segment(conversation.id)}`;

function draw(dialog, conversation, number, verified) {
    const problem = problemLine();
    const set = (value, pasted) => attempt(problem, () => decide(value, pasted));
    const decide = async (value, pasted) => {
        const body = await post(
            `${path(conversation)}/verified`, { verified: value, number: pasted });
        takeConversation(body);
        announce(t(value ? "verify.done" : "verify.undone", { name: conversation.name }));
        draw(dialog, body, number, body.verified);
        dialog.element.querySelector("h2").focus();
    };
    dialog.body.replaceChildren(
        h("p", {}, ...sentence(template("verify.text"), { name: name(conversation.name) })),
        verified
            ? h("p", { class: "notice good" }, icon("shield", 20),
                h("span", {}, t("verify.is", { name: conversation.name })))
            : h("p", { class: "notice" }, icon("info", 20),
                h("span", {}, t("verify.isNot", { name: conversation.name }))),
        h("div", { class: "safety" }, digits(number), qrPicture(number, t("verify.qr"))),
        ...(verified
            ? [h("div", { class: "buttons" }, h("button", {
                type: "button", on: { click: () => set(false, null) },
            }, t("verify.reset")))]
            : [paste(decide), h("div", { class: "buttons" }, h("button", {
                class: "primary", type: "button", on: { click: () => set(true, null) },
            }, t("verify.same")))]),
        problem);
}

/** Twelve groups of five digits, four a line; read out group by group. */
function digits(number) {
    return h("div", { class: "digits", dir: "ltr", role: "group", "aria-label": t("verify.number") },
        number.split(" ").map((group) => h("span", {}, group)));
}

/** The other's number, compared by the agent. */
function paste(decide) {
    const pasted = field({
        label: t("verify.paste"), hint: t("verify.paste.hint"), dir: "ltr", inputmode: "numeric",
    });
    const form = h("form", { class: "paste", novalidate: true }, pasted.row,
        h("button", { type: "submit" }, t("verify.compare")));
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const number = pasted.input.value.replaceAll(/\D/g, "");
        if (number === "") return showFieldError(pasted, t("verify.paste.empty"));
        try {
            await decide(true, number);
        } catch (error) {
            showFieldError(pasted, explain(error));
        }
    });
    return form;
}
