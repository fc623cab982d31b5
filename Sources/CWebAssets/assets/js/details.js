// What there is to know and to do about a contact; groups have their own page.

import { avatar } from "./avatar.js";
import { choices } from "./choices.js";
import { h, name } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog, problemLine } from "./dialog.js";
import { openGroup } from "./groups.js";
import { openVerification } from "./verification.js";
import { t } from "./i18n.js";

export function openDetails(conversation, selected) {
    if (conversation.group) return openGroup(conversation, selected);
    const problem = problemLine();
    const isActive = conversation.phase === "active";
    const dialog = openDialog({
        title: t("details.title"), kind: "details",
        content: [
            h("div", { class: "group-head" }, avatar(conversation.name, { size: "large" }),
                h("div", {}, h("p", { class: "big-name" }, name(conversation.name)),
                    h("p", { class: "quiet" }, isActive
                        ? t(conversation.verified ? "thread.verified" : "thread.unverified")
                        : t(`phase.${conversation.phase}`, { name: conversation.name })))),
            h("dl", { class: "facts" },
                h("dt", {}, t("details.waiting")),
                h("dd", {}, t("rhythm.waitingValue", { count: conversation.waiting }))),
            choices(conversation, problem), problem,
            isActive ? h("div", { class: "actions" }, h("button", {
                class: "action", type: "button", on: {
                    click: () => {
                        dialog.close();
                        openVerification(conversation);
                    },
                },
            }, icon("shield", 20), t("verify.title"))) : null,
        ],
    });
}
