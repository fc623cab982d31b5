// The badge in the title and notifications of the desktop, which are off until somebody asks.

import { changes, model, totalUnread } from "./model.js";
import { t } from "./i18n.js";
import { preference } from "./preferences.js";
import { oneLine } from "./text.js";

/** The title with the number of unread messages. */
export function showBadge() {
    const unread = totalUnread();
    document.title = unread > 0 ? t("title.unread", { count: unread }) : t("product");
}

export const canNotify = "Notification" in window;

/** Asks the browser; whether it allows. */
export async function askToNotify() {
    return canNotify && await Notification.requestPermission() === "granted";
}

/** Tells of what comes while the person looks elsewhere; `open` shows a conversation. */
export function watchArrivals(open) {
    const shown = new Set();
    return changes.message.listen((message, isNew) => {
        if (!isNew || message.from === null || message.state !== "received") return;
        if (message.kind === "event" || document.hasFocus() || shown.has(message.id)) return;
        const conversation = model.conversations.get(message.conversation);
        if (!preference("notifications") || conversation?.settings?.muted) return;
        if (!canNotify || Notification.permission !== "granted") return;
        shown.add(message.id);
        notify(message, conversation, open);
    });
}

function notify(message, conversation, open) {
    const isOpen = preference("notificationDetails");
    const title = isOpen ? conversation?.name ?? message.from : t("product");
    // One at a time for each conversation; desktops keep lists of them.
    const notification = new Notification(title, {
        body: isOpen ? oneLine(message.text) : t("notification.text"),
        tag: isOpen ? message.conversation : "moonless", icon: "/icons/moonless.svg",
    });
    notification.addEventListener("click", () => {
        window.focus();
        open(message.conversation);
        notification.close();
    });
}
