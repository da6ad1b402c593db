"""The functions that translate every string on the screen, so that adding a language means adding a catalogue."""

import gettext
from collections.abc import Sequence
from importlib import resources
from typing import Annotated, TypeAlias

Text: TypeAlias = Annotated[str, "translatable"]
"""The type of a declared field or table whose texts pass `tr` later: `playground.catalogue` collects their values."""

_catalogue: list[gettext.NullTranslations] = [gettext.NullTranslations()]
"""The current catalogue."""


def use_language(*languages: str) -> None:
    """Makes `tr` use the first of these languages that has a catalogue, else English."""
    folder = str(resources.files("playground") / "locale")
    _catalogue[0] = gettext.translation("playground", folder, list(languages) or None, fallback=True)


def N_(text: str, /) -> str:  # noqa: N802 (gettext's own name)
    """The text itself: marks a literal that passes `tr` later, where it is no field or table of `Text`."""
    return text


def tr(text: str, /, **values: object) -> str:
    """The text in the user's language, with `{name}` placeholders filled from values."""
    translated = _catalogue[0].gettext(text) if text else ""
    return translated.format(**values) if values else translated


def tr_c(context: str, text: str, /, **values: object) -> str:
    """As `tr`, for a text with more than one meaning: the context says which, and is never shown."""
    translated = _catalogue[0].pgettext(context, text)
    return translated.format(**values) if values else translated


def tr_n(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The singular or plural form of a text for the number n, which fills `{n}`."""
    return _catalogue[0].ngettext(singular, plural, n).format(n=n, **values)


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
