"""What a screen reader and weak eyes need: names, roles, contrast, order of the focus."""

# Roles that somebody acts on: each needs a name.
NAMED_ROLES = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "switch", "dialog",
               "navigation", "log", "image", "img", "region", "table", "radio", "listbox"}

# The colour of each text against what lies behind it, as the browser has computed both.
CONTRAST = """
const parse = (text) => {
    const canvas = parse.canvas ??= document.createElement("canvas").getContext("2d",
        { willReadFrequently: true });
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]))
    .concat(1);
const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
};
const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
        const color = parse(getComputedStyle(one).backgroundColor);
        if (color[3] > 0) layers.push(color);
        if (color[3] === 1) break;
        if (one.matches("dialog")) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
};
const within = [...document.querySelectorAll("dialog[open]")].pop() ?? document.body;
const found = [];
const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
const check = (element, color, text) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (style.visibility === "hidden" || box.width < 2 || box.height < 2) return;
    if (element.closest(".unseen, [hidden], option") || element.disabled) return;
    if (style.clipPath !== "none" || !/[\\p{L}\\p{N}]/u.test(text)) return;
    const below = ground(element);
    const value = ratio(over(parse(color), below), below);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (value < (isLarge ? 3 : 4.5)) {
        found.push(`${value.toFixed(2)}: "${text.trim().slice(0, 40)}" in ` +
            `${element.tagName.toLowerCase()}.${element.className}`);
    }
};
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.textContent.trim() === "") continue;
    check(node.parentElement, getComputedStyle(node.parentElement).color, node.textContent);
}
for (const input of within.querySelectorAll("input[placeholder], textarea[placeholder]")) {
    if (input.value === "") check(input, getComputedStyle(input, "::placeholder").color,
        input.placeholder);
}
return [...new Set(found)];
"""

# Things that are reached and cannot be seen to be reached.
FOCUS = """
const element = document.activeElement;
if (!element || element === document.body) return null;
const style = getComputedStyle(element);
const frame = element.closest(".composer-line") ? getComputedStyle(element.closest(".composer-line"))
    : style;
const box = element.getBoundingClientRect();
return {
    label: element.getAttribute("aria-label") || element.innerText?.trim().slice(0, 40)
        || element.placeholder || element.id || element.tagName,
    isVisible: box.width > 0 && box.height > 0,
    hasOutline: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
        || (frame.outlineStyle !== "none" && parseFloat(frame.outlineWidth) >= 1),
    inDialog: Boolean(element.closest("dialog")), top: box.top, left: box.left,
    tag: element.tagName.toLowerCase(),
};
"""

# What the tree does not show: doubled ids, labels without fields, pictures without words.
STRUCTURE = """
const problems = [];
const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
for (const id of new Set(ids)) {
    if (ids.filter((one) => one === id).length > 1) problems.push(`the id ${id} twice`);
}
for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const name of ["aria-labelledby", "aria-describedby"]) {
        for (const id of (one.getAttribute(name) ?? "").split(/\\s+/).filter(Boolean)) {
            if (!document.getElementById(id)) problems.push(`${name} leads nowhere: ${id}`);
        }
    }
}
if (!document.documentElement.lang) problems.push("the page has no language");
if (!document.title) problems.push("the page has no title");
if (!document.querySelector("main")) problems.push("no main landmark");
for (const one of document.querySelectorAll("[tabindex]")) {
    if (one.tabIndex > 0) problems.push(`an order of its own: ${one.outerHTML.slice(0, 80)}`);
}
if (document.documentElement.scrollWidth > innerWidth + 1) {
    problems.push(`wider than the window: ${document.documentElement.scrollWidth}`);
}
for (const one of document.querySelectorAll("button, select, input, a.button")) {
    const box = one.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && (box.width < 20 || box.height < 20)) {
        problems.push(`smaller than a finger: ${one.outerHTML.slice(0, 80)}`);
    }
}
return problems;
"""


def problems(browser):
    """Everything that is wrong with what the browser shows, as sentences."""
    return names(browser) + browser.run(CONTRAST) + browser.run(STRUCTURE)


def names(browser):
    """Elements of the accessibility tree that need a name and have none."""
    found = []
    for node in browser.command("Accessibility.getFullAXTree")["nodes"]:
        if node.get("ignored"):
            continue
        role = node.get("role", {}).get("value", "")
        name = node.get("name", {}).get("value", "").strip()
        if role in NAMED_ROLES and not name:
            found.append(f"a {role} without a name")
    return found


def focus_order(browser, keys, steps=40):
    """What Tab reaches from where the focus is, until it comes round; and what is wrong there."""
    seen, wrong = [], []
    for _ in range(steps):
        browser.press(keys.TAB)
        stop = browser.run(FOCUS)
        # The end of the page: the next step begins it anew.
        if stop is None:
            continue
        key = (stop["tag"], stop["label"], stop["top"], stop["left"])
        if seen and key == seen[0]:
            break
        seen.append(key)
        if not stop["isVisible"]:
            wrong.append(f"the focus goes where nothing is seen: {stop['label']}")
        if not stop["hasOutline"]:
            wrong.append(f"the focus is not seen: {stop['tag']} {stop['label']}")
    return seen, wrong
