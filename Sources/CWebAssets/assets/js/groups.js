// Groups: making one, its members and what an administrator may do, its link, leaving it.

import { announce } from "./announcer.js";
import { attempt, confirm, openDialog, problemLine } from "./dialog.js";
import { face, faceNamed } from "./avatar.js";
import { choices } from "./choices.js";
import { explain, get, post, put, remove, segment } from "./api.js";
import { field, showFieldError, submitting } from "./forms.js";
import { freshID, h, name } from "./dom.js";
import { t } from "./i18n.js";
import { linkView } from "./meeting.js";
import { action, recordActions } from "./details.js";
import { dropConversation, refresh, takeConversation, talkingContacts } from "./model.js";
import { fullDate } from "./times.js";

const path = (group) => `groups/${segment(group.id)}`;

/** A list of contacts to choose from: `{element, chosen}`. */
function contactChoice(contacts) {
    const boxes = contacts.map((contact) => {
        const id = freshID("member");
        const box = h("input", { type: "checkbox", id, value: contact.id });
        return { box, row: h("li", {}, box, h("label", { for: id },
            face(contact, "small"), name(contact.name))) };
    });
    const element = contacts.length === 0
        ? h("p", { class: "quiet" }, t("group.noContacts"))
        : h("ul", { class: "plain choose", "aria-label": t("group.choose") },
            boxes.map((one) => one.row));
    return { element, chosen: () => boxes.filter((one) => one.box.checked).map((one) => one.box.value) };
}

export function openNewGroup(selected) {
    const title = field({
        label: t("group.name"), maxlength: 100, dir: "auto", autofocus: true,
    });
    const choice = contactChoice(talkingContacts());
    const problem = problemLine();
    const button = h("button", { class: "primary", type: "submit" }, t("group.make"));
    const form = h("form", { novalidate: true }, title.row,
        h("h3", {}, t("group.choose")), choice.element, problem,
        h("div", { class: "buttons" }, button));
    const dialog = openDialog({ title: t("group.new"), content: form, kind: "new-group" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const named = title.input.value.trim();
        if (named === "") return showFieldError(title, t("group.name.empty"));
        submitting(form, button, () => attempt(problem, async () => {
            const group = await post("groups", { name: named, contacts: choice.chosen() });
            takeConversation(group);
            dialog.close();
            selected(group.id);
        }));
    });
}

export async function openGroup(group, selected) {
    const dialog = openDialog({ title: t("group.title"), kind: "group", wide: true });
    await drawGroup(dialog, group, selected);
}

async function drawGroup(dialog, group, selected) {
    const problem = problemLine();
    const answer = await attempt(problem, () => get(`${path(group)}/members`));
    const members = answer?.members ?? [];
    const own = members.find((member) => member.own);
    const isAdministrator = own?.role === "administrator" && group.phase === "active";
    const redraw = () => drawGroup(dialog, group, selected);
    dialog.body.replaceChildren(
        h("div", { class: "group-head" }, face(group, "large"),
            h("div", {}, h("p", { class: "big-name" }, name(group.name)),
                h("p", { class: "quiet" }, t("group.count", { count: members.length })))),
        h("h3", {}, t("group.members")),
        h("ul", { class: "plain members" }, members.map((member) =>
            memberRow(group, member, isAdministrator, problem, redraw, (id) => {
                dialog.close();
                selected(id);
            }))),
        choices(group, problem), problem,
        group.phase === "active" ? actions(dialog, group, members, isAdministrator, problem, redraw)
            : formerActions(dialog, group, problem));
}

/** Of a group that one is no member of any more. */
function formerActions(dialog, group, problem) {
    return [
        h("p", { class: "quiet" }, t(`phase.${group.phase}`, { name: group.name })),
        h("div", { class: "actions" }, recordActions(group, () => dialog.close()),
            group.phase !== "left" ? null : action("bin", t("details.remove"), () =>
                attempt(problem, async () => {
                    const isSure = await confirm({
                        title: t("details.remove.title"), dangerous: true,
                        text: t("details.remove.text", { name: group.name }),
                        button: t("details.remove"),
                    });
                    if (!isSure) return;
                    await remove(`conversations/${segment(group.id)}`);
                    dialog.close();
                    dropConversation(group.id);
                }), "dangerous quiet-danger")),
    ];
}

function memberRow(group, member, isAdministrator, problem, redraw, open) {
    const act = (key, work) => h("button", {
        type: "button", on: { click: () => attempt(problem, async () => {
            if (await work() === false) return;
            announce(t("group.asked"));
            await redraw();
        }) },
    }, t(key));
    const at = `${path(group)}/members/${segment(member.id)}`;
    const buttons = [];
    if (member.contact && !member.own) {
        buttons.push(h("button", { type: "button", on: { click: () => open(member.contact) } },
            t("group.write")));
    }
    if (isAdministrator && !member.own) {
        if (member.role === "member") {
            buttons.push(act("group.promote", () => put(at, { role: "administrator" })));
        }
        buttons.push(act("group.remove", async () => await confirm({
            title: t("group.remove.title"), text: t("group.remove.text", { name: member.name }),
            button: t("group.remove"), dangerous: true,
        }) && await remove(at)));
    }
    return h("li", { class: "member" }, faceNamed(member.name),
        h("span", { class: "member-name" }, name(member.name),
            member.own ? h("small", {}, ` ${t("group.you")}`) : null,
            h("span", { class: `role role-${member.role}` }, t(`group.role.${member.role}`))),
        h("span", { class: "member-buttons" }, buttons));
}

function actions(dialog, group, members, isAdministrator, problem, redraw) {
    return h("div", { class: "actions" },
        isAdministrator ? [
            action("plus", t("group.add"), () => openAdding(group, members, redraw)),
            action("edit", t("group.rename"), () => openRenaming(group, redraw)),
            action("link", t("group.link"), () => attempt(problem, async () => {
                const invite = await post(`${path(group)}/link`);
                openDialog({
                    title: t("group.link"), kind: "group-link",
                    content: linkView(invite.link, [h("p", {}, t("group.link.text", {
                        until: fullDate(new Date(invite.expiresAt)),
                    }))]),
                });
            })),
        ] : null,
        recordActions(group, () => dialog.close()),
        action("leave", t("group.leave"), () => attempt(problem, async () => {
            const isSure = await confirm({
                title: t("group.leave.title"), text: t("group.leave.text", { name: group.name }),
                button: t("group.leave"), dangerous: true,
            });
            if (!isSure) return;
            await remove(path(group));
            dialog.close();
            refresh();
        }), "dangerous quiet-danger"));
}

function openAdding(group, members, redraw) {
    const present = new Set(members.map((member) => member.contact));
    const choice = contactChoice(talkingContacts().filter((one) => !present.has(one.id)));
    const problem = problemLine();
    const button = h("button", { class: "primary", type: "button" }, t("group.add"));
    const dialog = openDialog({
        title: t("group.add"), kind: "group-add",
        content: [choice.element, problem, h("div", { class: "buttons" }, button)],
    });
    button.addEventListener("click", () => attempt(problem, async () => {
        const contacts = choice.chosen();
        if (contacts.length === 0) return;
        await post(`${path(group)}/members`, { contacts });
        announce(t("group.asked"));
        dialog.close();
        await redraw();
    }));
}

function openRenaming(group, redraw) {
    const title = field({
        label: t("group.name"), maxlength: 100, value: group.name, dir: "auto", autofocus: true,
    });
    const button = h("button", { class: "primary", type: "submit" }, t("group.rename"));
    const form = h("form", { novalidate: true }, title.row,
        h("div", { class: "buttons" }, button));
    const dialog = openDialog({ title: t("group.rename"), content: form, kind: "group-rename" });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submitting(form, button, async () => {
            try {
                await put(path(group), { name: title.input.value.trim() });
                dialog.close();
                await redraw();
            } catch (error) {
                showFieldError(title, explain(error));
            }
        });
    });
}
