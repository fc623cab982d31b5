// The page that is shown when there is no way in, and how to find one.

import { h, sentence } from "./dom.js";
import { moon } from "./icons.js";
import { t, template } from "./i18n.js";

const command = "moonless web";

/** `reason`: `token`, `foreign` or `unreachable`. */
export function showDoor(app, reason) {
    document.title = t("product");
    app.replaceChildren(
        h("main", { class: "door", "data-view": reason },
            moon(72),
            h("h1", {}, t(`door.${reason}.title`)),
            h("p", {}, ...sentence(template(`door.${reason}.text`), {
                command: h("code", {}, command), address: h("code", {}, location.origin),
            })),
            reason === "unreachable"
                ? h("p", { class: "quiet", role: "status" }, t("door.unreachable.again")) : null));
}
