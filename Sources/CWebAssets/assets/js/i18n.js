// The page's texts, in the person's language. Each language is one file of `i18n/`.

export const languages = ["en", "de"];

let texts = {};
let language = "en";
let plurals = new Intl.PluralRules("en");

/** Loads a language: the chosen one, or the browser's first that there is, or English. */
export async function loadLanguage(choice) {
    language = languages.includes(choice) ? choice : preferred();
    const response = await fetch(`/i18n/${language}.json`);
    texts = await response.json();
    plurals = new Intl.PluralRules(language);
    document.documentElement.lang = language;
}

function preferred() {
    for (const wish of navigator.languages ?? []) {
        const short = wish.slice(0, 2).toLowerCase();
        if (languages.includes(short)) return short;
    }
    return "en";
}

/** The language that is shown. */
export function currentLanguage() {
    return language;
}

export function has(key) {
    return key in texts;
}

/** The text of a key, its `{words}` replaced; with `count`, in the fitting plural. */
export function t(key, values = {}) {
    return template(key, values).replaceAll(
        /\{(\w+)\}/g, (whole, word) => (word in values ? format(values[word]) : whole));
}

/** The text before its words are replaced: for `sentence` of dom.js. */
export function template(key, values = {}) {
    if ("count" in values) {
        const plural = `${key}.${plurals.select(values.count)}`;
        return texts[plural] ?? texts[`${key}.other`] ?? key;
    }
    return texts[key] ?? key;
}

function format(value) {
    return typeof value === "number" ? value.toLocaleString(language) : value;
}
