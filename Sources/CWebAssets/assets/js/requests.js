// People who came by a link that several may use: they wait here until they are let in.

import { announce } from "./announcer.js";
import { attempt, confirm, openDialog, problemLine } from "./dialog.js";
import { avatar } from "./avatar.js";
import { changes, model, refresh, takeConversation } from "./model.js";
import { get, post, remove, segment } from "./api.js";
import { field } from "./forms.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { brief, exact } from "./times.js";

/** Asks who waits. */
export async function loadRequests() {
    const { requests } = await get("requests").catch(() => ({ requests: [] }));
    model.requests = requests;
    changes.requests.tell();
}

changes.other.listen((event) => {
    if (event === "requests") loadRequests();
});
changes.refreshed.listen(loadRequests);

/** The line above the list that says how many wait. */
export class RequestsLine {
    constructor(selected) {
        this.element = h("button", {
            class: "requests-line", type: "button", hidden: true,
            on: { click: () => openRequests(selected) },
        });
        const update = () => {
            const count = model.requests.length;
            this.element.hidden = count === 0;
            this.element.replaceChildren(icon("person", 20), t("requests.line", { count }));
        };
        this.close = changes.requests.listen(update);
        update();
    }
}

export function openRequests(selected) {
    const dialog = openDialog({ title: t("requests.title"), kind: "requests" });
    const draw = () => {
        if (model.requests.length === 0 && dialog.body.querySelector("li")) return dialog.close();
        dialog.body.replaceChildren(
            h("p", {}, t("requests.text")),
            h("ul", { class: "plain requests" }, model.requests.map((one) => row(one, dialog, selected))));
        return undefined;
    };
    draw();
    const end = changes.requests.listen(draw);
    dialog.closed.then(end);
}

function row(request, dialog, selected) {
    const problem = problemLine();
    const at = new Date(request.at);
    const label = request.name || t("requests.nameless");
    const person = field({
        label: t("requests.name"), value: request.name, maxlength: 100, dir: "auto",
    });
    const accept = h("button", { class: "primary", type: "button" }, t("requests.accept"));
    const refuse = h("button", { type: "button", class: "dangerous quiet-danger" },
        t("requests.refuse"));
    accept.addEventListener("click", () => attempt(problem, async () => {
        const named = person.input.value.trim();
        const conversation = await post(`requests/${segment(request.id)}/accept`, {
            name: named === "" || named === request.name ? null : named,
        });
        takeConversation(conversation);
        dialog.close();
        await loadRequests();
        selected(conversation.id);
    }));
    refuse.addEventListener("click", () => attempt(problem, async () => {
        const isSure = await confirm({
            title: t("requests.refuse.title"), text: t("requests.refuse.text", { name: label }),
            button: t("requests.refuse"), dangerous: true,
        });
        if (!isSure) return;
        await remove(`requests/${segment(request.id)}`);
        announce(t("requests.refused"));
        await loadRequests();
        refresh();
    }));
    return h("li", {}, h("div", { class: "request-head" }, avatar(label, { size: "small" }),
        h("span", {}, name(label),
            h("small", {}, " ", h("time", { datetime: request.at, title: exact(at) }, brief(at))))),
    person.row, problem, h("div", { class: "buttons" }, refuse, accept));
}
