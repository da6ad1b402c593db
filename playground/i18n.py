"""The function that translates every string on the screen, so that adding a language means adding a catalogue."""

import gettext
from importlib import resources

_catalogue: list[gettext.NullTranslations] = [gettext.NullTranslations()]
"""The current catalogue."""


def use_language(*languages: str) -> None:
    """Makes `tr` use the first of these languages that has a catalogue, else English."""
    folder = str(resources.files("playground") / "locale")
    _catalogue[0] = gettext.translation("playground", folder, list(languages) or None, fallback=True)


def tr(text: str, /, **values: object) -> str:
    """The text in the user's language, with `{name}` placeholders filled from values."""
    translated = _catalogue[0].gettext(text) if text else ""
    return translated.format(**values) if values else translated


def tr_n(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The singular or plural form of a text for the number n, which fills `{n}`."""
    return _catalogue[0].ngettext(singular, plural, n).format(n=n, **values)
