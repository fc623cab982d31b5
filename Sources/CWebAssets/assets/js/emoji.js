// A sheet of emoji to choose from. The characters themselves are what screen readers read out.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { t } from "./i18n.js";

/** By subject, in the order in which they are shown. */
const groups = {
    faces: "😀 😃 😄 😁 😆 😅 😂 🤣 🙂 🙃 😉 😊 😇 🥰 😍 😘 😋 😜 🤪 🤗 🤭 🤫 🤔 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🤢 🤧 🥵 🥶 😵 🤯 🥳 😎 🤓 😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😧 😨 😰 😥 😢 😭 😱 😖 😞 😓 😩 😤 😡 🤬 💀 👻 👽 🤖",
    people: "👍 👎 👌 ✌️ 🤞 🤟 👋 🤚 ✋ 👏 🙌 🤝 🙏 💪 👈 👉 👆 👇 ☝️ ✍️ 👀 👂 👃 👄 👶 🧒 👦 👧 🧑 👨 👩 🧓 👴 👵 🙅 🙆 💁 🙋 🙇 🤦 🤷 💃 🕺 🏃 🚶 👪 👫 👭 👬",
    hearts: "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 🤎 💔 💕 💞 💓 💗 💖 💘 💝 💋 ✨ ⭐ 🌟 💫 🔥 💥 💯 ✅ ❌ ❗ ❓ ⚠️ 🎉 🎊 🎁 🎈 🏆 🥇",
    nature: "🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐨 🐯 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦉 🐺 🐴 🦄 🐝 🦋 🐌 🐞 🐢 🐍 🐙 🐟 🐬 🐳 🌵 🌲 🌳 🌴 🌱 🌿 🍀 🍁 🍂 🌷 🌹 🌻 🌸 🌞 🌝 🌙 🌒 🌕 🌍 ☀️ ⛅ 🌧️ ⛈️ ❄️ ⛄ 🌈 🌊",
    food: "🍏 🍎 🍐 🍊 🍋 🍌 🍉 🍇 🍓 🫐 🍒 🍑 🥭 🍍 🥝 🍅 🥑 🥦 🥕 🌽 🥔 🍞 🥐 🥖 🥨 🧀 🥚 🍳 🥞 🍔 🍟 🍕 🌭 🥪 🌮 🥗 🍝 🍜 🍲 🍣 🍱 🍚 🍦 🍰 🎂 🍪 🍫 🍬 🍭 ☕ 🍵 🥛 🍺 🍷 🥂 🍸",
    places: "🚗 🚕 🚌 🚎 🚓 🚑 🚒 🚲 🛴 🏍️ 🚂 🚆 🚇 ✈️ 🛫 🚀 🚁 ⛵ 🚢 ⚓ 🏠 🏡 🏢 🏥 🏫 🏰 ⛪ 🕌 🗽 🌉 🎡 ⛺ 🏖️ 🏔️ 🗺️ 🧭 ⚽ 🏀 🏈 🎾 🏐 🎱 🏓 🏊 🚴 🎮 🎲 🎯 🎨 🎬 🎤 🎧 🎸 🎹 🥁",
    things: "⌚ 📱 💻 ⌨️ 🖨️ 📷 📹 📺 📻 ⏰ ⏳ 🔋 💡 🔦 🕯️ 💸 💶 💳 🔧 🔨 🔩 ⚙️ 🔪 💊 🩹 🧹 🧺 🧻 🚽 🛁 🔑 🗝️ 🚪 🪑 🛏️ 🧸 🛒 ✉️ 📦 📜 📄 📅 📌 📎 ✂️ 📏 📝 ✏️ 🖊️ 📚 📖 🔖 🔒 🔓 👑 👗 👕 👖 👟 🎩 👓 🎒 ☂️",
};

/** Opens the sheet; `chosen` is called with the character. */
export function openEmoji(chosen, title = t("emoji.title")) {
    const sections = Object.entries(groups).map(([key, characters]) => {
        const heading = h("h3", { id: `emoji-${key}` }, t(`emoji.${key}`));
        return h("section", { "aria-labelledby": `emoji-${key}` }, heading,
            h("div", { class: "emoji-grid" }, characters.split(" ").map((emoji) => h("button", {
                type: "button", tabindex: -1, "aria-label": emoji, data: { emoji },
            }, emoji))));
    });
    const sheet = h("div", {
        class: "emoji-sheet", on: {
            click: (event) => {
                const { emoji } = event.target.closest("button")?.dataset ?? {};
                if (!emoji) return;
                // Behind the dialog, which gives the focus back to where it was.
                dialog.closed.then(() => chosen(emoji));
                dialog.close();
            },
            keydown: (event) => moveOn(event, sheet),
        },
    }, sections);
    sheet.querySelector("button").tabIndex = 0;
    const dialog = openDialog({ title, kind: "emoji", content: sheet });
    sheet.querySelector("button").focus();
}

/** One stop for Tab; the arrows go through all of them. */
function moveOn(event, sheet) {
    const all = [...sheet.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const columns = columnCount(all);
    const to = {
        ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns,
        Home: 0, End: all.length - 1,
    }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[at].tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
}

function columnCount(all) {
    const top = all[0].offsetTop;
    const next = all.findIndex((one) => one.offsetTop !== top);
    return next < 0 ? all.length : next;
}
