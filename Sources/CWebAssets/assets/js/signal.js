// Who wants to know of a change registers here; who changes something says so.

/** One kind of news. */
export class Signal {
    #listeners = new Set();

    /** Calls `listener` on each piece of news; what is returned ends that. */
    listen(listener) {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    tell(...news) {
        for (const listener of [...this.#listeners]) listener(...news);
    }
}
