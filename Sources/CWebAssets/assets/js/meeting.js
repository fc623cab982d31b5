// Meeting: a link for one person, as text and as a QR code, and answering somebody's link.

import { APIError, explain, get, picture, post, remove, segment } from "./api.js";
import { announce } from "./announcer.js";
import { attempt, openDialog, problemLine } from "./dialog.js";
import { field, showFieldError, submitByEnter, submitting, toggle } from "./forms.js";
import { h, name, sentence } from "./dom.js";
import { icon } from "./icons.js";
import { openNewGroup } from "./groups.js";
import { t, template } from "./i18n.js";
import { refresh, takeConversation } from "./model.js";
import { fullDate } from "./times.js";

/** The first question: do you have a link, or do you make one? */
export function openMeeting(selected) {
    const way = (sign, title, text, go) => h("button", {
        class: "way", type: "button", on: {
            click: () => {
                dialog.close();
                go();
            },
        },
    }, icon(sign, 24), h("span", {}, h("strong", {}, title), h("span", {}, text)));
    const dialog = openDialog({
        title: t("meet.title"), kind: "meet",
        content: [
            way("link", t("meet.invite"), t("meet.invite.text"), () => openInvite()),
            way("person", t("meet.accept"), t("meet.accept.text"), () => openAccept(selected)),
            way("group", t("meet.group"), t("meet.group.text"), () => openNewGroup(selected)),
        ],
    });
}

// MARK: Inviting

export function openInvite() {
    const person = field({
        label: t("invite.name"), hint: t("invite.name.hint"), maxlength: 100, dir: "auto",
        autofocus: true,
    });
    let reusable = false;
    const several = toggle({
        label: t("invite.reusable"), hint: t("invite.reusable.hint"), checked: false,
        changed: (value) => {
            reusable = value;
            person.row.hidden = value;
        },
    });
    const button = h("button", { class: "primary", type: "submit" }, t("invite.make"));
    const form = h("form", { novalidate: true }, h("p", {}, t("invite.text")), person.row,
        several.row, h("div", { class: "buttons" }, button));
    const open = h("section", { class: "open-links" });
    const dialog = openDialog({ title: t("invite.title"), content: [form, open], kind: "invite" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submitting(form, button, async () => {
            try {
                const named = person.input.value.trim();
                const invite = await post("invites", reusable
                    ? { reusable } : { name: named === "" ? null : named });
                refresh();
                dialog.body.replaceChildren(linkView(invite.link, reusable
                    ? reusableNotes(invite) : singleNotes(invite, named)));
                dialog.body.querySelector("button").focus();
            } catch (error) {
                showFieldError(person, explain(error));
            }
        });
    });
    showOpenLinks(open, dialog);
}

function singleNotes(invite, named) {
    return [
        h("p", {}, ...sentence(template(named ? "invite.for" : "invite.forAnybody"), {
            name: name(named), until: fullDate(new Date(invite.expiresAt)),
        })),
        h("p", { class: "notice" }, icon("info", 18), h("span", {}, t("invite.once"))),
    ];
}

function reusableNotes(invite) {
    return [
        h("p", {}, t("invite.forSeveral", { until: fullDate(new Date(invite.expiresAt)) })),
        h("p", { class: "notice" }, icon("info", 18), h("span", {}, t("invite.asks"))),
    ];
}

async function showOpenLinks(place, dialog) {
    const problem = problemLine();
    await attempt(problem, async () => {
        const { invites } = await get("invites");
        if (invites.length === 0) return;
        const rows = invites.map((invite) => {
            const show = h("button", { type: "button" }, t("invite.show"));
            show.addEventListener("click", () =>
                dialog.body.replaceChildren(linkView(
                    invite.link, invite.reusable ? reusableNotes(invite) : [])));
            const withdraw = h("button", { type: "button", class: "dangerous quiet-danger" },
                t("invite.withdraw"));
            const row = h("li", {},
                h("span", {}, invite.reusable ? t("invite.reusable.name")
                    : invite.name ? name(invite.name) : t("invite.nameless"),
                    h("small", {}, t("invite.until", {
                        until: fullDate(new Date(invite.expiresAt)),
                    }))), show, withdraw);
            withdraw.addEventListener("click", () => attempt(problem, async () => {
                await remove(`invites/${segment(invite.conversation)}`);
                row.remove();
                announce(t("invite.withdrawn"));
                refresh();
            }));
            return row;
        });
        place.append(h("h3", {}, t("invite.open")), h("ul", { class: "plain" }, rows));
    });
    place.append(problem);
}

/** The link of an invitation that is open, once more. */
export async function openLinkOf(conversation) {
    const { invites } = await get("invites");
    const invite = invites.find((one) => one.conversation === conversation.id);
    if (!invite) throw new APIError(404, "no-such-invite", "");
    openDialog({ title: t("invite.title"), content: linkView(invite.link), kind: "invite" });
}

/** A link as text and as a QR code. */
export function linkView(link, notes = []) {
    const copied = h("span", { role: "status", class: "quiet" });
    const copy = h("button", { class: "primary", type: "button" }, icon("copy", 18),
        t("link.copy"));
    copy.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(link);
            copied.textContent = t("link.copied");
        } catch {
            text.focus();
            text.select();
            copied.textContent = t("link.copyByHand");
        }
    });
    const text = h("textarea", {
        readonly: true, rows: 4, dir: "ltr", class: "link-text", "aria-label": t("link.label"),
        on: { focus: () => text.select() },
    });
    text.value = link;
    return h("div", { class: "link-view" }, notes, qrPicture(link, t("link.qr")), text,
        h("div", { class: "buttons" }, copied, copy));
}

/** The agent draws it; nothing of it leaves this machine. */
export function qrPicture(text, label) {
    const frame = h("div", { class: "qr" });
    picture("POST", "qr", { text }).then((address) => {
        const image = h("img", { src: address, alt: label, width: 240, height: 240 });
        image.addEventListener("load", () => URL.revokeObjectURL(address));
        frame.append(image);
    }).catch(() => frame.remove());
    return frame;
}

// MARK: Accepting

export function openAccept(selected, text = "") {
    const link = field({
        label: t("accept.link"), hint: t("accept.link.hint"), kind: "textarea", rows: 4,
        dir: "ltr", placeholder: "moonless:invite/…", value: text, autofocus: text === "",
    });
    const person = field({
        label: t("accept.name"), hint: t("accept.name.hint"), maxlength: 100, dir: "auto",
        autofocus: text !== "",
    });
    const button = h("button", { class: "primary", type: "submit" }, t("accept.button"));
    const form = h("form", { novalidate: true }, link.row, person.row,
        h("div", { class: "buttons" }, button));
    submitByEnter(link.input, form);
    const dialog = openDialog({ title: t("accept.title"), content: form, kind: "accept" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const value = link.input.value.trim();
        if (value === "") return showFieldError(link, t("accept.link.empty"));
        submitting(form, button, async () => {
            try {
                const named = person.input.value.trim();
                const conversation = await post("accept", {
                    link: value, name: named === "" ? null : named,
                });
                takeConversation(conversation);
                dialog.close();
                selected(conversation.id);
            } catch (error) {
                const isName = ["name-taken", "bad-name"].includes(error.code);
                showFieldError(isName ? person : link, explain(error));
            }
        });
    });
}
