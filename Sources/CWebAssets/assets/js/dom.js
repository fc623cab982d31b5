// Elements from data. Text goes in as text nodes only: nothing here ever parses HTML.

/**
 * An element. `attributes` may hold `class`, `on` (listeners by event), `data` (dataset) and any
 * attribute or property by name; false, null and undefined leave an attribute away.
 */
export function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) set(element, name, value);
    append(element, children);
    return element;
}

function set(element, name, value) {
    if (value === false || value === null || value === undefined) return;
    if (name === "class") element.className = value;
    else if (name === "on") {
        for (const [event, listener] of Object.entries(value)) {
            element.addEventListener(event, listener);
        }
    } else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") {
        element[name] = value;
    } else element.setAttribute(name, value === true ? "" : String(value));
}

/** Appends nodes and texts, through nested arrays; null, undefined and false are nothing. */
export function append(element, children) {
    for (const child of [children].flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        element.append(child);
    }
}

/** A person's or a group's name, apart from the direction of what stands around it. */
export function name(text) {
    return h("bdi", { class: "name" }, text);
}

/**
 * A translated sentence with nodes (or texts) in the places of its `{words}`.
 * Values are isolated, so that a name in another script does not turn the sentence around.
 */
export function sentence(template, values) {
    return template.split(/\{(\w+)\}/).map((part, index) => {
        if (index % 2 === 0) return part;
        const value = values[part];
        return value instanceof Node ? value : h("bdi", {}, value ?? "");
    });
}

/** What only a screen reader says. */
export function unseen(text) {
    return h("span", { class: "unseen" }, text);
}

let counter = 0;

/** An id that no other element has. */
export function freshID(prefix) {
    counter += 1;
    return `${prefix}-${counter}`;
}
