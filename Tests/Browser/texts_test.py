"""The page's texts: every language has all of them, and none stands anywhere else."""

import glob
import json
import os
import re
import unittest

ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "..", "..", "Sources", "CWebAssets", "assets")
# Words that programs read: names of keys, of fields of requests, of types.
NOT_TEXT = {
    "Enter", "Escape", "Home", "End", "ArrowUp", "ArrowDown", "Comma", "Authorization",
    "Content-Type", "AbortError", "Notification", "GET", "POST", "PUT", "DELETE", "Esc", "Alt",
    "Shift", "Tab", "Ctrl", "Files", "moonless web", "not held", "noopener noreferrer",
    "button, a, input, textarea", "moonless --account NAME web", "ArrowLeft", "ArrowRight", "Moonless-Background"}


def load(language):
    with open(os.path.join(ASSETS, "i18n", language + ".json"), encoding="utf-8") as file:
        return json.load(file)


def languages():
    return sorted(os.path.basename(path)[:-5]
                  for path in glob.glob(os.path.join(ASSETS, "i18n", "*.json")))


def scripts():
    for path in sorted(glob.glob(os.path.join(ASSETS, "js", "**", "*.js"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            yield os.path.basename(path), file.read()


def words(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def without_comments(script):
    script = re.sub(r"/\*.*?\*/", "", script, flags=re.S)
    return re.sub(r"(^|\s)//[^\n]*", r"\1", script)


class TextsTest(unittest.TestCase):
    def test_languages_have_the_same_keys(self):
        english = load("en")
        self.assertGreater(len(languages()), 1)
        for language in languages():
            texts = load(language)
            self.assertEqual(set(texts), set(english), language)
            for key, text in texts.items():
                self.assertTrue(text.strip(), f"{language}: {key} is empty")
                self.assertEqual(words(text), words(english[key]), f"{language}: {key}")

    def test_every_plural_has_its_forms(self):
        keys = set(load("en"))
        for key in keys:
            if key.endswith(".one"):
                self.assertIn(key[:-4] + ".other", keys)

    def test_every_text_that_is_used_is_there(self):
        keys = set(load("en"))
        used = 0
        for name, script in scripts():
            for match in re.finditer(r"\b(?:t|template)\(\s*\"([\w.-]+)\"", script):
                used += 1
                key = match.group(1)
                self.assertTrue(key in keys or key + ".other" in keys, f"{name}: {key}")
        self.assertGreater(used, 100)

    def test_every_text_is_used(self):
        together = "\n".join(script for _, script in scripts())
        # Keys that are put together begin like one of these.
        prefixes = re.findall(r"`([\w.]+\.)\$\{", together)
        for key in load("en"):
            plain = re.sub(r"\.(one|other)$", "", key)
            self.assertTrue(
                f'"{plain}"' in together or any(plain.startswith(one) for one in prefixes),
                f"{key} is used nowhere")

    def test_scripts_hold_no_text(self):
        classes = set()
        for path in glob.glob(os.path.join(ASSETS, "css", "*.css")):
            with open(path, encoding="utf-8") as file:
                classes |= set(re.findall(r"\.([a-z][\w-]*)", file.read()))
        for name, script in scripts():
            # The patterns of what the agent says are no text of the page's.
            if name in ("happening.js", "icons.js"):
                continue
            plain = without_comments(script)
            for text in re.findall(r"\"([^\"\\\n]*)\"", plain):
                is_sentence = re.search(r"[A-Za-zÄÖÜäöü]{2,},? [a-zäöü]{2,}", text)
                is_word = re.fullmatch(r"[A-Z][a-zäöü]+[.!?…]?", text)
                is_selector = re.search(r"[\[\]>.:#()]", text) or text.startswith("0 0")
                if text in NOT_TEXT or (is_selector and not text.endswith((".", "…"))):
                    continue
                if set(text.split()) <= classes:
                    continue
                self.assertFalse(is_sentence or is_word, f"{name}: {text!r} belongs to i18n/")

    def test_the_page_holds_no_text(self):
        with open(os.path.join(ASSETS, "index.html"), encoding="utf-8") as file:
            page = file.read()
        text = re.sub(r"<title>Moonless</title>|<[^>]*>", "", page).strip()
        self.assertEqual(text, "")

    def test_the_page_asks_for_every_script_at_once(self):
        with open(os.path.join(ASSETS, "index.html"), encoding="utf-8") as file:
            page = file.read()
        for name, _ in scripts():
            self.assertEqual(page.count(f'"/js/{name}"'), 1, name)
        for path in glob.glob(os.path.join(ASSETS, "css", "*.css")):
            self.assertEqual(page.count(f'"/css/{os.path.basename(path)}"'), 1, path)

    def test_colours_stand_in_one_place(self):
        """Light and dark of each colour stand beside each other, in the tokens."""
        for path in glob.glob(os.path.join(ASSETS, "css", "*.css")):
            with open(path, encoding="utf-8") as file:
                style = file.read()
            self.assertNotIn("prefers-color-scheme", style, path)
            if not path.endswith("tokens.css"):
                self.assertEqual(re.findall(r"^\s*--[\w-]+: #", style, flags=re.M), [], path)

    def test_scripts_never_parse_html(self):
        for name, script in scripts():
            for sink in ("innerHTML", "outerHTML =", "insertAdjacentHTML", "document.write",
                         "DOMParser", "eval(", "new Function", "setAttribute(\"style\"",
                         "srcdoc", "import("):
                self.assertNotIn(sink, script, name)


if __name__ == "__main__":
    unittest.main()
