// The scrolling of a thread: it follows what comes as long as the person is at its end.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

/** Within this of the end the thread follows what comes. */
const endDistance = 60;

export class Scrolling {
    /** Whether the end is kept in sight. */
    follows = true;
    #lastTop = 0;

    /** `content` is what scrolls; `scrolled` is called whenever it has. */
    constructor(content, scrolled) {
        this.element = h("div", {
            class: "thread", role: "log", "aria-live": "off", tabindex: 0,
            "aria-label": t("thread.label"),
        }, content);
        this.toEnd = h("button", {
            class: "to-end", type: "button", hidden: true, title: t("thread.toEnd"),
            "aria-label": t("thread.toEnd"), on: { click: () => this.scrollToEnd() },
        }, icon("down", 20));
        this.sizes = new ResizeObserver(() => this.#follow());
        this.sizes.observe(content);
        this.sizes.observe(this.element);
        this.element.addEventListener("scroll", () => {
            this.#scrolled();
            scrolled();
        }, { passive: true });
    }

    close() {
        this.sizes.disconnect();
    }

    begin(follows) {
        this.#lastTop = 0;
        this.follows = follows;
    }

    scrollToEnd() {
        this.follows = true;
        this.element.scrollTo({ top: this.element.scrollHeight, behavior: "instant" });
    }

    get bottom() {
        return this.element.getBoundingClientRect().bottom;
    }

    #follow() {
        if (this.follows) this.element.scrollTop = this.element.scrollHeight;
    }

    #scrolled() {
        const { scrollTop, clientHeight, scrollHeight } = this.element;
        // What grows below does not end the following, only who scrolls up does.
        if (scrollHeight - scrollTop - clientHeight < endDistance) this.follows = true;
        else if (scrollTop < this.#lastTop - 1) this.follows = false;
        this.#lastTop = scrollTop;
        this.toEnd.hidden = this.follows;
    }
}
