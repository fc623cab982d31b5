// The agent's events: read as a stream, taken up again when it breaks.

import { open } from "./api.js";
import { Signal } from "./signal.js";

/** The agent writes a comment every fifteen seconds: silence beyond this is a broken line. */
const silenceLimit = 40_000;
const delays = [100, 300, 700, 1_500, 3_000];

export class Feed {
    /** An event: its name and its data. */
    event = new Signal();
    /** The stream stands (true) or does not (false, and why). */
    connection = new Signal();

    #controller = null;
    #attempt = 0;
    #wake = () => {};

    start() {
        if (this.#controller) return;
        this.#controller = new AbortController();
        this.#run(this.#controller.signal);
    }

    stop() {
        this.#controller?.abort();
        this.#controller = null;
        this.#wake();
    }

    /** Tries at once what would be tried later. */
    hurry() {
        this.#wake();
    }

    async #run(signal) {
        this.#attempt = 0;
        while (!signal.aborted) {
            let reason = null;
            try {
                await this.#read(signal);
            } catch (error) {
                reason = error;
            }
            if (signal.aborted) return;
            this.connection.tell(false, reason);
            await this.#pause(delays[Math.min(this.#attempt, delays.length - 1)]);
            this.#attempt += 1;
        }
    }

    #pause(milliseconds) {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, milliseconds);
            this.#wake = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }

    async #read(signal) {
        const line = new AbortController();
        const abort = () => line.abort();
        signal.addEventListener("abort", abort);
        let watch = setTimeout(abort, silenceLimit);
        try {
            const response = await open("GET", "events?rounds=true", { signal: line.signal });
            this.#attempt = 0;
            this.connection.tell(true, null);
            const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
            let rest = "";
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return;
                clearTimeout(watch);
                watch = setTimeout(abort, silenceLimit);
                const blocks = (rest + value).split("\n\n");
                rest = blocks.pop();
                for (const block of blocks) this.#dispatch(block);
            }
        } finally {
            clearTimeout(watch);
            signal.removeEventListener("abort", abort);
            line.abort();
        }
    }

    #dispatch(block) {
        let name = "message";
        const data = [];
        for (const line of block.split("\n")) {
            if (line.startsWith("event:")) name = line.slice(6).trim();
            else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
        }
        if (data.length === 0) return;
        let body;
        try {
            body = JSON.parse(data.join("\n"));
        } catch (error) {
            console.error(error);
            return;
        }
        this.event.tell(name, body);
    }
}
