"""Links (ganplay:1?seed=3&objective=hinge): an experiment and its seed as a short text that can be pasted anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from playground.core.errors import InputError
from playground.core.experiment.experiment import EXPERIMENT, KINDS, Experiment
from playground.core.files.sentence import plain
from playground.core.targets import OWN
from playground.i18n import tr

SCHEME = "ganplay:"
VERSION = 1
MOST_CHARACTERS = 10_000
DEFAULTS = {1: EXPERIMENT}
"""What a link of each version does not name. A version's defaults stay for ever: when EXPERIMENT changes, version 1 gets
its own frozen copy here, and links are written in version 2 (a test holds this)."""
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Linked:
    """What a link says: an experiment, and in a sentence what it leaves out (or nothing)."""

    experiment: Experiment
    note: str


def link(experiment: Experiment) -> str:
    """The experiment as a link: the knobs that differ from the defaults of its version. Own data stays out."""
    base = DEFAULTS[VERSION]
    values = {key: value for key, value in experiment.values().items() if value != getattr(base, key)}
    values.pop("own_data", None)
    if experiment.target == OWN.name:
        values["target"] = base.target
        values[LEFT_OUT] = "own_data"
    query = "&".join(f"{key}={quote(_text(value), safe='')}" for key, value in values.items())
    return f"{SCHEME}{VERSION}?{query}" if query else f"{SCHEME}{VERSION}"


def left_out(experiment: Experiment) -> str:
    """What a link of this experiment leaves out, in a sentence; nothing where it leaves nothing out."""
    if experiment.target != OWN.name:
        return ""
    return tr("The link leaves out its own P_data: a session file or the experiment's TOML holds that.")


def is_link(text: str) -> bool:
    """True where a text means to be a link."""
    return text.strip().lower().startswith(SCHEME)


def read_link(text: str) -> Linked:
    """What a link says; InputError, one sentence, where it can't be read."""
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            tr("the link is too long ({n:,} characters, {most:,} at most)", n=len(text), most=MOST_CHARACTERS)
        )
    if not is_link(text):
        raise InputError(tr("a link begins with {scheme}1", scheme=SCHEME))
    if not text.isprintable():
        raise InputError(tr("the link is damaged: it holds characters that no link has"))
    version, _, query = text[len(SCHEME) :].partition("?")
    if not version.isdecimal() or not version.isascii() or len(version) > 9:
        raise InputError(tr("the link has no version: it begins like {scheme}1?seed=3", scheme=SCHEME))
    if int(version) not in DEFAULTS:
        raise InputError(tr("the link is of version {version}, which this program does not know", version=version[:12]))
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=200, errors="strict"
        )
    except ValueError:
        raise InputError(tr("the link is damaged: after the ? come pairs like seed=3&batch=64")) from None
    values = dict(pairs)
    if len(values) != len(pairs):
        raise InputError(tr("the link names a knob twice"))
    note = values.pop(LEFT_OUT, "")
    try:
        base = DEFAULTS[int(version)]
        experiment = base.changed({key: _value(key, text) for key, text in values.items()})
    except InputError as error:
        raise InputError(tr("the link: {error}", error=plain(error))) from None
    return Linked(experiment, tr("The link leaves out its own P_data; the ring of 8 stands in for it.") if note else "")


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _value(key: str, text: str) -> Any:
    """The value of a knob; what is no number stays a text, which the knob then refuses in its own words."""
    try:
        return KINDS.get(key, str)(text)
    except ValueError:
        return text
