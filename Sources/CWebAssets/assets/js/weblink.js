// Following a link: the one thing that leaves this machine, and so it is asked about.

import { h } from "./dom.js";
import { openAccept } from "./meeting.js";
import { openDialog } from "./dialog.js";
import { t } from "./i18n.js";

/** A link in a message: an invitation is answered, a web address opened after a question. */
export function followLink(address, selected) {
    if (address.startsWith("moonless:")) return openAccept(selected, address);
    const no = h("button", { type: "button" }, t("dialog.cancel"));
    const yes = h("a", {
        class: "button primary", href: address, target: "_blank", rel: "noopener noreferrer",
    }, t("weblink.open"));
    const dialog = openDialog({
        title: t("weblink.title"), kind: "weblink",
        content: [
            h("p", {}, t("weblink.text")), h("p", { class: "address", dir: "ltr" }, address),
            h("div", { class: "buttons" }, no, yes),
        ],
    });
    for (const one of [no, yes]) one.addEventListener("click", () => dialog.close());
}
