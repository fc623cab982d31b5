// What there is to know and to do about a contact; groups have their own page.

import { attempt, confirm, openDialog, problemLine } from "./dialog.js";
import { choices } from "./choices.js";
import { dropConversation } from "./model.js";
import { face } from "./avatar.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { openExport } from "./exporting.js";
import { openGroup } from "./groups.js";
import { openImport } from "./importing.js";
import { openVerification } from "./verification.js";
import { remove, segment } from "./api.js";
import { t } from "./i18n.js";

export function openDetails(conversation, selected) {
    if (conversation.group) return openGroup(conversation, selected);
    const problem = problemLine();
    const isActive = conversation.phase === "active";
    const calledByItself = conversation.settings?.peerName;
    const dialog = openDialog({
        title: t("details.title"), kind: "details",
        content: [
            h("div", { class: "group-head" }, face(conversation, "large"),
                h("div", {}, h("p", { class: "big-name" }, name(conversation.name)),
                    calledByItself && calledByItself !== conversation.name
                        ? h("p", { class: "quiet" }, t("details.calledByItself"), " ",
                            name(calledByItself)) : null,
                    h("p", { class: "quiet" }, isActive
                        ? t(conversation.verified ? "thread.verified" : "thread.unverified")
                        : t(`phase.${conversation.phase}`, { name: conversation.name })))),
            h("dl", { class: "facts" },
                h("dt", {}, t("details.waiting")),
                h("dd", {}, t("rhythm.waitingValue", { count: conversation.waiting }))),
            choices(conversation, problem), problem,
            h("div", { class: "actions" },
                isActive ? action("shield", t("verify.title"), () => {
                    dialog.close();
                    openVerification(conversation);
                }) : null,
                recordActions(conversation, () => dialog.close()),
                action("bin", t("details.remove"), () => attempt(problem, async () => {
                    const isSure = await confirm({
                        title: t("details.remove.title"), dangerous: true,
                        text: t("details.remove.text", { name: conversation.name }),
                        button: t("details.remove"),
                    });
                    if (!isSure) return;
                    await remove(`conversations/${segment(conversation.id)}`);
                    dialog.close();
                    dropConversation(conversation.id);
                }), "dangerous quiet-danger")),
        ],
    });
}

export function action(sign, text, click, kind = "") {
    return h("button", { class: `action ${kind}`, type: "button", on: { click } },
        icon(sign, 20), text);
}

/** What can be taken out of a conversation and into it; `close` closes the dialog they are in. */
export function recordActions(conversation, close) {
    const way = (sign, key, go) => action(sign, t(key), () => {
        close();
        go(conversation);
    });
    return [way("save", "export.title", openExport), way("history", "import.title", openImport)];
}
