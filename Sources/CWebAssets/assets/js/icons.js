// Line icons on a grid of 24, drawn for this page.

const paths = {
    back: "M14.5 5.5 8 12l6.5 6.5",
    plus: "M12 5v14M5 12h14",
    search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
    settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM9 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    send: "M4.5 12 4 5l16.5 7L4 19l.5-7zm0 0H12",
    lock: "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    info: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5.5M12 7.5v.5",
    shield: "M12 3.5 5 6v5.5c0 4.2 2.9 7.4 7 9 4.1-1.6 7-4.8 7-9V6l-7-2.5zM8.8 12l2.3 2.3 4.3-4.6",
    warning: "M12 4 2.8 20h18.4L12 4zM12 10v5M12 17.3v.4",
    group: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3 19c.4-3 2.8-5 6-5s5.6 2 6 5M16 5.6a3 3 0 0 1 0 5.6M17.5 14.3c2 .7 3.3 2.4 3.5 4.7",
    person: "M12 12a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM5 20c.4-3.6 3.2-5.8 7-5.8s6.6 2.2 7 5.8",
    link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
    copy: "M9 9h9.5v10.5H9zM6 15H5V4.5h9.5V6",
    close: "M6 6l12 12M18 6 6 18",
    retry: "M19 12a7 7 0 1 1-2.3-5.2M19 4v4h-4",
    waiting: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.3l2.8 1.7",
    published: "M5 12.5l4.5 4.5L19 7.5",
    delivered: "M2.5 12.5 7 17l9-9.5M11.5 16l1 1 9-9.5",
    read: "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 14.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
    undelivered: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 18 18 6",
    failed: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V13M12 16v.5",
    down: "M12 5v14M6 13l6 6 6-6",
    server: "M5 5h14v6H5zM5 13h14v6H5zM8 8h.5M8 16h.5",
    keyboard: "M3.5 6.5h17v11h-17zM7 10h.5M10.5 10h.5M14 10h.5M17 10h.3M8 14h8",
    more: "M12 6v.1M12 12v.1M12 18v.1",
    reply: "M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6v1",
    smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c.8 1.4 2 2 3.5 2s2.7-.6 3.5-2M9.3 9.5v.2M14.7 9.5v.2",
    edit: "M5 19l1-4L16 5l3 3L9 18l-4 1zM14 7l3 3",
    bin: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7",
    attach: "M18.5 11.5 12 18a4.2 4.2 0 0 1-6-6l7-7a2.8 2.8 0 0 1 4 4l-7 7a1.3 1.3 0 0 1-2-2l6-6",
    file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
    bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5zM10 20.5h4",
    leave: "M10 4.5H5v15h5M14 8l4 4-4 4M18 12H9.5",
    star: "M12 4l2.5 5.2 5.7.7-4.2 3.9 1.1 5.6-5.1-2.8-5.1 2.8L8 13.8 3.8 9.9l5.7-.7L12 4z",
    pin: "M9 4h6l-.7 6 3.2 3v1.5h-11V13l3.2-3L9 4zM12 14.5V21",
    forward: "M14.5 6 20 11.5 14.5 17M19.5 11.5H10a6 6 0 0 0-6 6v1",
    microphone: "M12 14.5a3.2 3.2 0 0 0 3.2-3.2V6.7a3.2 3.2 0 0 0-6.4 0v4.6a3.2 3.2 0 0 0 3.2 3.2zM6 11.5a6 6 0 0 0 12 0M12 17.5v3M9 20.5h6",
    play: "M8 5.5v13l10.5-6.5L8 5.5z",
    pause: "M8.5 5.5v13M15.5 5.5v13",
    camera: "M4 8.5h3.5L9 6h6l1.5 2.5H20v10.5H4zM12 16.8a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6z",
    archive: "M4 5h16v4H4zM5.5 9v10h13V9M10 12.5h4",
    save: "M12 4v11M7 10.5l5 5 5-5M5 19.5h14",
    history: "M4.5 12a7.5 7.5 0 1 1 2.2 5.3M4.5 7v5h5M12 8v4.4l3 1.8",
    key: "M8 16.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12.5h8.5M17 12.5v3.5M20 12.5v2.5",
    at: "M12 15.8a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM15.8 8.5v4.7c0 3.4 4.7 3 4.7-1.2a8.5 8.5 0 1 0-3.4 6.8",
    quiet: "M6 16.5V11a6 6 0 0 1 9-5.2M18 11v5.5l1.5 1.5h-15L6 16.5M10 20.5h4M4 4l16 16",
    timer: "M12 20.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM12 9v4.2M9.5 2.8h5",
};

const space = "http://www.w3.org/2000/svg";

/** An icon; it says nothing to screen readers, what it stands beside does. */
export function icon(name, size = 20) {
    const drawn = svg("svg", {
        viewBox: "0 0 24 24", width: size, height: size, class: `icon icon-${name}`,
        "aria-hidden": "true", focusable: "false",
    });
    drawn.append(svg("path", { d: paths[name] }));
    return drawn;
}

/** The mark of the product: the new moon, with the thinnest crescent. */
export function moon(size) {
    const drawn = svg("svg", {
        viewBox: "0 0 32 32", width: size, height: size, class: "moon", "aria-hidden": "true",
        focusable: "false",
    });
    drawn.append(
        svg("circle", { cx: 16, cy: 16, r: 15, class: "moon-sky" }),
        svg("circle", { cx: 16, cy: 16, r: 9.2, class: "moon-disc" }),
        svg("path", {
            d: "M20.8 7.9a9.4 9.4 0 0 1 0 16.2 14 14 0 0 0 0-16.2z",
            class: "moon-crescent",
        }));
    return drawn;
}

/** An element of SVG. */
export function svg(tag, attributes) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
}
