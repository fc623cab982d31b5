// Times and amounts as people read them.

import { currentLanguage, t } from "./i18n.js";

const formats = new Map();

function formatter(options) {
    const key = `${currentLanguage()} ${JSON.stringify(options)}`;
    if (!formats.has(key)) {
        formats.set(key, new Intl.DateTimeFormat(currentLanguage(), options));
    }
    return formats.get(key);
}

/** The calendar day in the local zone, as a number that grows by one a day. */
export function day(date) {
    return Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);
}

export const clock = (date) => formatter({ timeStyle: "short" }).format(date);
export const exact = (date) =>
    formatter({ dateStyle: "full", timeStyle: "medium" }).format(date);

/** A day as a divider shows it. */
export function dayName(date, now = new Date()) {
    const distance = day(now) - day(date);
    if (distance === 0) return t("time.today");
    if (distance === 1) return t("time.yesterday");
    if (distance > 1 && distance < 7) return formatter({ weekday: "long" }).format(date);
    return formatter({ day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** A time as the list shows it: today the clock, then the weekday, then the date. */
export function brief(date, now = new Date()) {
    const distance = day(now) - day(date);
    if (distance === 0) return clock(date);
    if (distance > 0 && distance < 7) return formatter({ weekday: "short" }).format(date);
    if (date.getFullYear() === now.getFullYear()) {
        return formatter({ day: "numeric", month: "short" }).format(date);
    }
    return formatter({ day: "numeric", month: "numeric", year: "2-digit" }).format(date);
}

export const fullDate = (date) =>
    formatter({ dateStyle: "long", timeStyle: "short" }).format(date);

/** An amount of data. */
export function bytes(count) {
    const [value, unit] = count >= 1e9 ? [count / 1e9, "gigabyte"]
        : count >= 1e6 ? [count / 1e6, "megabyte"]
        : count >= 1e3 ? [count / 1e3, "kilobyte"] : [count, "byte"];
    return new Intl.NumberFormat(currentLanguage(), {
        style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short",
        maximumFractionDigits: value >= 10 ? 0 : 1,
    }).format(value);
}

/** About so long. */
export function duration(total) {
    const [value, unit] = total >= 86_400 ? [total / 86_400, "day"]
        : total >= 3_600 ? [total / 3_600, "hour"]
        : total >= 60 ? [total / 60, "minute"] : [total, "second"];
    return new Intl.NumberFormat(currentLanguage(), {
        style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0,
    }).format(Math.max(1, Math.round(value)));
}

/** A length of sound: minutes and seconds. */
export function minutes(total) {
    const whole = Math.max(0, Math.round(total));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A length of time below a minute. */
export function seconds(milliseconds) {
    return new Intl.NumberFormat(currentLanguage(), {
        style: "unit", unit: "second", unitDisplay: "long", maximumFractionDigits: 2,
    }).format(milliseconds / 1_000);
}
