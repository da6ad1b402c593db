"""The one function through which every string a person sees passes, so that a language is a catalogue and not a rewrite."""

import gettext
from importlib import resources

_catalogue: list[gettext.NullTranslations] = [gettext.NullTranslations()]
"""The one catalogue in use."""


def use_language(*languages: str) -> None:
    """Every later `tr` speaks the first of these languages that has a catalogue, else English."""
    folder = str(resources.files("playground") / "locale")
    _catalogue[0] = gettext.translation("playground", folder, list(languages) or None, fallback=True)


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, with `{name}` places filled from values."""
    translated = _catalogue[0].gettext(text) if text else ""
    return translated.format(**values) if values else translated


def tr_n(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The form of a text that fits the number n; `{n}` is filled with it."""
    return _catalogue[0].ngettext(singular, plural, n).format(n=n, **values)
