"""The functions that translate every string on the screen, so that adding a language means adding a catalogue."""

from __future__ import annotations

import gettext
import os
import string
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from numbers import Real
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from playground.pseudo import CODE as PSEUDO
from playground.pseudo import Pseudo

Text: TypeAlias = Annotated[str, "translatable"]
"""The type of a declared field or table whose texts pass `tr` later: `playground.catalogue` collects their values."""

ENGLISH = "en"
DOMAIN = "playground"
folders: list[Path] = [Path(str(resources.files("playground"))) / "locale"]
"""Where catalogues are: LANGUAGE/LC_MESSAGES/playground.mo. The first folder that has a language gives it."""
WORDLESS = "wordless"
"""The context of a template that has no words."""
MOST_FILLED = 100
"""The newest texts of each template whose sources are remembered: what changes with every picture pushes out only itself."""

_catalogue: list[gettext.NullTranslations] = [gettext.NullTranslations()]
"""The current catalogue."""
_code: list[str] = [ENGLISH]
_signs: list[tuple[str, str]] = [(".", ",")]
"""The decimal sign and the one that sets thousands apart, in the current language."""


# ---- choosing a language ----


def languages() -> tuple[str, ...]:
    """The codes of the languages there are: English, and each with a catalogue."""
    found = {file.parts[-3] for folder in folders for file in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def wished() -> tuple[str, ...]:
    """The languages that the environment asks for, most wanted first, as codes such as "ko"."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            codes = (word.split(".")[0].split("@")[0].split("_")[0].lower() for word in value.split(":"))
            return tuple(code for code in codes if code and code not in ("c", "posix"))
    return ()


def use_language(*wanted: str) -> str:
    """Makes `tr` use the first of these languages that there is, else English; none: what the environment asks for.

    Returns its code.
    """
    there = languages()
    code = next((code for code in wanted or wished() if code in there or code == PSEUDO), ENGLISH)
    _code[0], _signs[0] = code, (".", ",")
    _known.clear()
    if code == PSEUDO:
        _catalogue[0] = Pseudo()
    elif code == ENGLISH:
        _catalogue[0] = gettext.NullTranslations()
    else:
        at = next(str(folder) for folder in folders if (folder / code / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file())
        _catalogue[0] = gettext.translation(DOMAIN, at, [code])
    return code


def language() -> str:
    """The code of the current language."""
    return _code[0]


def use_signs(decimal: str, thousands: str) -> None:
    """The signs that numbers are written with from now on, until another language is chosen."""
    _signs[0] = decimal, thousands


# ---- translating ----


class _Filler(string.Formatter):
    """Fills in values as str.format does, with the numbers written as the language does."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = format(value, format_spec)
        if isinstance(value, bool) or not isinstance(value, Real):
            return text
        decimal, thousands = _signs[0]
        return text.translate({ord("."): decimal, ord(","): thousands})


_FILLER = _Filler()


@dataclass(frozen=True)
class Source:
    """Where a shown text comes from: its English, and the values in it, of which some are texts themselves."""

    text: str
    context: str = ""
    plural: str = ""
    n: int = 0
    values: tuple[tuple[str, object], ...] = ()
    escaped: bool = False
    """The shown text is HTML, in which signs such as < are written as entities."""

    def said(self) -> str:
        """The text in the current language."""
        catalogue = _catalogue[0]
        if self.plural:
            words = catalogue.ngettext(self.text, self.plural, self.n)
        elif self.context == WORDLESS:
            words = self.text
        elif self.context:
            words = catalogue.pgettext(self.context, self.text)
        else:
            words = catalogue.gettext(self.text) if self.text else ""
        if self.values:
            values = {name: value.said() if isinstance(value, Source) else value for name, value in self.values}
            words = words.format(**values) if _signs[0] == (".", ",") else _FILLER.vformat(words, (), values)
        return escape(words) if self.escaped else words


_plain: dict[str, Source] = {}
"""The source of each text without values, by the text as it was shown last."""
_known: dict[str, tuple[str, Source]] = {}
"""What a text without values and context is in the current language."""
_filled: dict[str, Source] = {}
"""The same for texts with values."""
_newest: dict[str, OrderedDict[str, None]] = {}
"""Which of these are kept, by template, the newest last."""


class Literal(str):
    """A value that a person has named (a run, a file) or that names a thing in a file: never taken for a text of ours."""

    __slots__ = ()


def source_of(text: str) -> Source | None:
    """Where a text that `tr` has made comes from; None if it is not known to have."""
    return _plain.get(text) or _filled.get(text)


def _say(text: str, values: dict[str, object], context: str = "", plural: str = "", n: int = 0) -> str:
    nested = ((name, (source_of(value) or value) if type(value) is str else value) for name, value in values.items())
    return say_again(Source(text, context, plural, n, tuple(nested)))


def say_again(source: Source) -> str:
    """The source's text in the current language; where it comes from is noted."""
    said = source.said()
    if not source.values:
        _plain[said] = source
        if not source.context and not source.plural:
            _known[source.text] = said, source
        return said
    _filled[said] = source
    newest = _newest.setdefault(source.text, OrderedDict())
    newest[said] = None
    newest.move_to_end(said)
    if len(newest) > MOST_FILLED:
        oldest, _ = newest.popitem(last=False)
        if oldest in _filled and _filled[oldest].text == source.text:  # else another template has made the same text
            del _filled[oldest]
    return said


def N_(text: str, /) -> str:  # noqa: N802 (gettext's own name)
    """The text itself: marks a literal that passes `tr` later, where it is no field or table of `Text`."""
    return text


def tr(text: str, /, **values: object) -> str:
    """The text in the user's language, with `{name}` placeholders filled from values."""
    if not values and (known := _known.get(text)) is not None and _plain.get(known[0]) is known[1]:
        return known[0]  # said before, in this language, and no other source has said the same since
    return _say(text, values)


def tr_c(context: str, text: str, /, **values: object) -> str:
    """As `tr`, for a text with more than one meaning: the context says which, and is never shown."""
    return _say(text, values, context)


def tr_n(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The singular or plural form of a text for the number n, which fills `{n}`."""
    return _say(singular, {"n": n, **values}, plural=plural, n=n)


def compose(template: str, /, **values: object) -> str:
    """Texts put beside each other; the template has no words, only fields and signs, and so is not translated."""
    return _say(template, values, context=WORDLESS)


def sentences(said: Sequence[str]) -> str:
    """Sentences one after the other, without the empty ones."""
    parts: dict[str, object] = {f"s{k}": one for k, one in enumerate(filter(None, said))}
    return _say(" ".join(f"{{{name}}}" for name in parts), parts, context=WORDLESS) if parts else ""


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; nothing for none."""
    if len(words) < 2:
        return "".join(words)
    return tr("{most} and {last}", most=tr_c("between words", ", ").join(words[:-1]), last=words[-1])


def either(words: Sequence[str]) -> str:
    """Words as alternatives in a sentence: "a", "a or b", "a, b or c"; nothing for none."""
    if len(words) < 2:
        return "".join(words)
    return tr("{most} or {last}", most=tr_c("between words", ", ").join(words[:-1]), last=words[-1])
