"""The files of the catalogues: one template for all, and for each language a .po and the .mo compiled from it."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterator
from pathlib import Path

import polib

from playground.catalogue.extraction import ROOT, Found, Key

LOCALE = ROOT / "locale"
DOMAIN = "playground"
WIDTH = 100
CLOSE = 0.85
"""How alike a text that is gone and a new one must be for the old translation to be proposed."""
HEADER = {
    "Project-Id-Version": "GAN playground",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
"""Without dates, which would differ each time."""


def catalogues(locale: Path) -> Iterator[Path]:
    """The .po of each language."""
    return iter(sorted(locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def key_of(entry: polib.POEntry) -> Key:
    """(context, text, plural) of an entry."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def read(path: Path) -> polib.POFile:
    """The catalogue in a file."""
    return polib.pofile(str(path), wrapwidth=WIDTH)


def template(found: Found) -> polib.POFile:
    """What was found, without translations, in the order in which it was found."""
    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = dict(HEADER)
    for (context, text, plural), places in found.items():
        entry = polib.POEntry(msgid=text, msgctxt=context or None, msgid_plural=plural)
        entry.occurrences = [(name, "") for name in dict.fromkeys(name for name, _ in places)]
        entry.comment = "\n".join(dict.fromkeys(what for _, what in places if what))
        if plural:
            entry.msgstr_plural = {0: "", 1: ""}
        if fields(text):
            entry.flags = ["python-brace-format"]
        made.append(entry)
    return made


def merged(old: polib.POFile, found: Found) -> polib.POFile:
    """The template with the translations of `old`; that of a text that has changed a little is proposed, as fuzzy."""
    made = template(found)
    made.metadata = dict(old.metadata)
    made.header = old.header
    known = {key_of(entry): entry for entry in old if not entry.obsolete}
    gone = {entry.msgid: entry for key, entry in known.items() if key not in found and entry.msgstr}
    forms = range(plurals(old))
    for entry in made:
        before = known.get(key_of(entry))
        if before is None and not entry.msgid_plural:
            near = difflib.get_close_matches(entry.msgid, gone, n=1, cutoff=CLOSE)
            before = gone[near[0]] if near else None
            entry.flags += ["fuzzy"] if before is not None else []
        elif before is not None and before.fuzzy:
            entry.flags += ["fuzzy"]
        if entry.msgid_plural:
            entry.msgstr_plural = {i: before.msgstr_plural.get(i, "") if before else "" for i in forms}
        elif before is not None:
            entry.msgstr = before.msgstr
        if before is not None:
            entry.tcomment = before.tcomment
    return made


def plurals(catalogue: polib.POFile) -> int:
    """How many plural forms a catalogue's language has."""
    words = catalogue.metadata.get("Plural-Forms", "nplurals=2;")
    return int(words.partition("nplurals=")[2].partition(";")[0])


def new(language: str) -> polib.POFile:
    """An empty catalogue for a language."""
    from babel.messages.plurals import get_plural

    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = {**HEADER, "Language": language, "Plural-Forms": get_plural(language).plural_forms}
    return made


def fields(text: str) -> frozenset[str] | None:
    """The names of the `{fields}` of a text; None if its braces are no fields."""
    try:
        names = frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return None
    return names if all(name.isidentifier() for name in names) else None


def update(locale: Path, found: Found, languages: tuple[str, ...] = ()) -> list[Path]:
    """Writes the template and every catalogue, adds these languages, and compiles; returns the catalogues."""
    locale.mkdir(parents=True, exist_ok=True)
    for language in languages:
        path = locale / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            new(language).save(str(path))
    template(found).save(str(locale / f"{DOMAIN}.pot"))
    for path in catalogues(locale):
        made = merged(read(path), found)
        made.save(str(path))
        made.save_as_mofile(str(path.with_suffix(".mo")))
    return list(catalogues(locale))
