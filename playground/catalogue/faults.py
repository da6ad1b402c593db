"""What is wrong with the catalogues: out of date, unfinished, or a translation that does not fit its source."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from playground.catalogue.extraction import ROOT, Found
from playground.catalogue.files import DOMAIN, catalogues, fields, merged, read, template

NAMED = 3
"""Untranslated texts that are named; the others are counted."""
_TAG = re.compile(r"</?\w+")
_SIGN = re.compile(r"&\w+;")
_MNEMONIC = re.compile(r"&(?!\w+;)\w")
_PERCENT = re.compile(r"%\(\w+\)[a-z]|%[srd](?!\w)", re.ASCII)


@dataclass(frozen=True)
class Term:
    """A word of the glossary: `words` in English, how it is said, and what it must never be called.

    `allowed`: longer words or phrases that contain one of `never`, and are right. `where`: the files that it holds for; empty: all.
    """

    words: tuple[str, ...]
    said: str
    never: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    def broken(self, entry: polib.POEntry, said: str) -> str:
        """The word in a translation that it must not be; empty if there is none."""
        files = [name for name, _ in entry.occurrences]
        if self.where and not any(name in self.where for name in files):
            return ""
        words = "|".join(map(re.escape, self.words))
        if not re.search(rf"\b(?:{words})(?:s|es)?\b", f"{entry.msgid} {entry.msgid_plural}", re.IGNORECASE):
            return ""
        for right in self.allowed:
            said = said.replace(right, "")
        return next((word for word in self.never if word in said), "")


def terms(folder: Path) -> tuple[Term, ...]:
    """The glossary beside a language's catalogues, `terms.toml`; none without one."""
    path = folder / "terms.toml"
    if not path.exists():
        return ()
    return tuple(
        Term(
            words=tuple(row["term"]),
            said=row["said"],
            never=tuple(row["not"]),
            allowed=tuple(row.get("allowed", ())),
            where=tuple(row.get("where", ())),
        )
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["terms"]
    )


def faults(locale: Path, found: Found) -> Iterator[str]:
    """One sentence for each fault of each catalogue."""
    pot = locale / f"{DOMAIN}.pot"
    if not pot.exists() or str(read(pot)) != str(template(found)):
        yield f"{_named(pot)} is out of date: run start.py translate"
    for path in catalogues(locale):
        old = read(path)
        yield from _stale(path, old, found)
        yield from _unfinished(path, old)
        glossary = terms(path.parents[1])
        for entry in old:
            for said in _translations(entry):
                for fault in _of_entry(entry, said, glossary):
                    yield f"{_named(path)}: “{_short(entry.msgid)}”: {fault}"


def _stale(path: Path, old: polib.POFile, found: Found) -> Iterator[str]:
    if str(old) != str(merged(old, found)):
        yield f"{_named(path)} is out of date: run start.py translate"
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != old.to_binary():
        yield f"{_named(mo)} is not what {path.name} compiles to: run start.py translate"


def _unfinished(path: Path, old: polib.POFile) -> Iterator[str]:
    for what, entries in (
        ("untranslated", [entry for entry in old if not all(_all_forms(entry)) and not entry.fuzzy]),
        ("fuzzy", [entry for entry in old if entry.fuzzy]),
    ):
        if entries:
            first = ", ".join(f"“{_short(entry.msgid)}”" for entry in entries[:NAMED])
            more = ", …" if len(entries) > NAMED else ""
            yield f"{_named(path)}: {len(entries)} {what}: {first}{more}"


def _all_forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _translations(entry: polib.POEntry) -> list[str]:
    return [said for said in _all_forms(entry) if said]


def _of_entry(entry: polib.POEntry, said: str, glossary: tuple[Term, ...]) -> Iterator[str]:
    source = entry.msgid_plural or entry.msgid
    wanted, got = fields(source), fields(said)
    if wanted is not None and wanted != got:
        shown = "unreadable" if got is None else _listed(got)
        yield f"its fields are {shown}, those of its source {_listed(wanted)}"
    for what, pattern in (("tags", _TAG), ("signs", _SIGN), ("%-fields", _PERCENT)):
        theirs, ours = Counter(pattern.findall(source)), Counter(pattern.findall(said))
        if theirs != ours:
            yield f"its {what} are {_listed(ours.elements())}, those of its source {_listed(theirs.elements())}"
    if bool(_MNEMONIC.search(source)) != bool(_MNEMONIC.search(said)):
        yield "only one of it and its source has a mnemonic (&)"
    if source[:1].isspace() != said[:1].isspace() or source[-1:].isspace() != said[-1:].isspace():
        yield "it does not begin and end with the blanks of its source"
    for term in glossary:
        if word := term.broken(entry, said):
            yield f"“{term.words[0]}” is {term.said}, never {word}"


def _listed(names: object) -> str:
    return ", ".join(sorted(names)) or "none"  # type: ignore[call-overload]


def _named(path: Path) -> str:
    return path.relative_to(ROOT.parent).as_posix() if path.is_relative_to(ROOT.parent) else str(path)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
