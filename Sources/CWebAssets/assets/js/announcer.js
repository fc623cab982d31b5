// What a screen reader says of its own accord: arrivals and outcomes, never what was there before.

const place = document.getElementById("announcer");

export function announce(text) {
    const line = document.createElement("div");
    line.textContent = text;
    place.append(line);
    // Said by then; what stays would be found again by who reads the page from its end.
    setTimeout(() => line.remove(), 5_000);
}
