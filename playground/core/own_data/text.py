"""Own data as text in an experiment: points, a picture or a mixture, validated before use.

    points v1 count=812 blur=0.05 shift=-1.2,3 factor=0.37: BASE64 of zlib of float32 (count, 2)
    points v2 ... labels=a,b,c by=labels: the same, followed by uint8 (count): which of the labels (percent-encoded) each has
    picture v1 size=128x96 left=-3.2 bottom=-3.2 pixel=0.05: BASE64 of zlib of uint8 (rows, columns), top row first
    mixture: 0 0 0.1 1; 2 0 0.3 2            x y sd weight of each Gaussian; the weights need not sum to 1

Coordinates are plane units, after `factor * (x + shift)`; shift and factor (one, or one for each column) only record the
scaling.
"""

from __future__ import annotations

import base64
import re
import zlib
from functools import lru_cache
from math import isfinite
from typing import get_args
from urllib.parse import quote, unquote

import numpy as np

from playground.core.arrays import PlanePoints
from playground.core.errors import InputError
from playground.core.own_data.kinds import (
    FARTHEST,
    FARTHEST_PICTURE,
    MOST_MODES,
    MOST_PIXELS,
    MOST_POINTS,
    MOST_TEXT,
    GroupedBy,
    Grouping,
    Own,
    OwnMixture,
    OwnPicture,
    OwnPoints,
)
from playground.core.own_data.placing import Placing
from playground.i18n import tr

# ---- writing ----


def written(own: Own) -> str:
    """The text of own data; InputError if it has too many points, or points too far away."""
    match own:
        case OwnPoints(points, blur, placing, grouping):
            version, groups, raw = "v1", "", np.ascontiguousarray(points, dtype="<f4").tobytes()
            if grouping is not None:
                version, raw = "v2", raw + np.ascontiguousarray(grouping.labels, dtype=np.uint8).tobytes()
                groups = f" labels={','.join(quote(name, safe='') for name in grouping.names)} by={grouping.by}"
            text = f"points {version} count={len(points)} blur={float(blur)!r}{_said(placing)}{groups}: {_packed(raw)}"
        case OwnPicture(ink, left, bottom, pixel, placing):
            size = f"size={ink.shape[1]}x{ink.shape[0]}"
            place = f"left={float(left)!r} bottom={float(bottom)!r} pixel={float(pixel)!r}"
            head = f"picture v1 {size} {place}{_said(placing)}"
            text = f"{head}: {_packed(np.ascontiguousarray(ink, dtype=np.uint8).tobytes())}"
        case OwnMixture(modes, placing):
            body = "; ".join(" ".join(repr(float(v)) for v in mode) for mode in modes)
            text = f"mixture v1{_said(placing)}: {body}"
    read(text)
    return text


def _said(placing: Placing | None) -> str:
    if placing is None:
        return ""
    f, g = placing.factor
    factor = f"{f!r}" if f == g else f"{f!r},{g!r}"
    return f" shift={placing.shift[0]!r},{placing.shift[1]!r} factor={factor}"


def _packed(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw, 9)).decode("ascii")


# ---- reading ----

Fields = dict[str, str]


@lru_cache(maxsize=16)
def read(text: str) -> Own:
    """The own data of a text; InputError, one sentence, if it is not in the form above. Sizes are checked first."""
    if len(text) > MOST_TEXT:
        raise InputError(tr("own data has {n:,} characters; at most {most:,} are allowed", n=len(text), most=MOST_TEXT))
    head, colon, body = text.partition(":")
    words = head.split() or [""]
    if not colon or words[0] not in _READERS:
        raise InputError(
            tr("own data must begin with points, picture or mixture and a colon, not with {text!r}", text=text[:20])
        )
    if len(words) > 1 and re.fullmatch(r"v\d+", words[1]) and words.pop(1) not in _VERSIONS[words[0]]:
        raise InputError(tr("this own data was written by a newer version of the program"))
    fields: Fields = {}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if not equals or key in fields or key not in _FIELDS[words[0]]:
            raise InputError(tr("own data: {word!r} is not valid for {kind}", word=word[:40], kind=words[0]))
        fields[key] = value
    return _READERS[words[0]](fields, body)


def check(text: str) -> None:
    """Returns if the text is empty or valid own data; else InputError."""
    if text:
        read(text)


def _points(fields: Fields, body: str) -> Own:
    count = _whole(fields, "count", MOST_POINTS)
    blur = _number(fields, "blur", 0.0, FARTHEST)
    names = _names(fields)
    raw = _unpacked(body, (9 if names else 8) * count)
    points = np.frombuffer(raw, dtype="<f4", count=2 * count).reshape(count, 2).astype(np.float32)
    if not np.isfinite(points).all():
        raise InputError(tr("own data: a point is NaN or infinite"))
    if np.abs(points).max() > FARTHEST:
        raise InputError(
            tr(
                "a point is more than {most:,.0f} plane units from the centre: scale the data down",
                most=FARTHEST,
            )
        )
    return OwnPoints(_frozen(points), blur, _placing(fields), _grouping(raw[8 * count :], names, fields))


def _names(fields: Fields) -> tuple[str, ...]:
    """The labels of points, none if they have none."""
    if "labels" not in fields and "by" not in fields:
        return ()
    names = tuple(unquote(name) for name in fields.get("labels", "").split(","))
    if not (len(set(names)) == len(names) <= MOST_MODES and fields.get("by") in get_args(GroupedBy)):
        raise InputError(
            tr("own data: labels must be from 1 to {most} different words, by labels or kmeans", most=MOST_MODES)
        )
    return names


def _grouping(raw: bytes, names: tuple[str, ...], fields: Fields) -> Grouping | None:
    if not names:
        return None
    labels = np.frombuffer(raw, dtype=np.uint8)
    if not np.array_equal(np.unique(labels), np.arange(len(names))):
        raise InputError(tr("own data: each label must be that of a point"))
    by: GroupedBy = "kmeans" if fields["by"] == "kmeans" else "labels"
    return Grouping(labels, names, by)


def _picture(fields: Fields, body: str) -> Own:
    found = re.fullmatch(r"([0-9]{1,4})x([0-9]{1,4})", fields.get("size", ""))
    columns, rows = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= columns <= MOST_PIXELS and 1 <= rows <= MOST_PIXELS):
        raise InputError(
            tr(
                "own data: a picture's size must be from 1x1 to {n}x{n}, not {given!r}",
                n=MOST_PIXELS,
                given=fields.get("size", "")[:40],
            )
        )
    ink = np.frombuffer(_unpacked(body, rows * columns), dtype=np.uint8).reshape(rows, columns)
    if not ink.any():
        raise InputError(tr("the picture is empty: it has no dark areas"))
    return OwnPicture(
        ink,
        _number(fields, "left", -FARTHEST_PICTURE, FARTHEST_PICTURE),
        _number(fields, "bottom", -FARTHEST_PICTURE, FARTHEST_PICTURE),
        _number(fields, "pixel", 1e-3, 10.0),
        _placing(fields),
    )


def _mixture(fields: Fields, body: str) -> Own:
    parts = [part for part in body.split(";") if part.strip()]
    if not 1 <= len(parts) <= MOST_MODES:
        raise InputError(tr("a mixture must have from 1 to {most} Gaussians, not {n}", most=MOST_MODES, n=len(parts)))
    modes = []
    for k, part in enumerate(parts, 1):
        try:
            x, y, sd, weight = (float(word) for word in part.split())
        except ValueError:
            raise InputError(
                tr(
                    "mixture: Gaussian {k} must be four numbers, x y sd weight, not {part!r}",
                    k=k,
                    part=part.strip()[:40],
                )
            ) from None
        if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST and 1e-3 <= sd <= FARTHEST and 1e-6 <= weight <= 1e6):
            raise InputError(
                tr(
                    "mixture: Gaussian {k} ({part}) is out of range: sd must be at least 0.001, weight at least 0.000001",
                    k=k,
                    part=part.strip()[:80],
                )
            )
        modes.append((x, y, sd, weight))
    return OwnMixture(tuple(modes), _placing(fields))


_READERS = {"points": _points, "picture": _picture, "mixture": _mixture}
_VERSIONS = {"points": ("v1", "v2"), "picture": ("v1",), "mixture": ("v1",)}
_FIELDS = {
    "points": ("count", "blur", "shift", "factor", "labels", "by"),
    "picture": ("size", "left", "bottom", "pixel", "shift", "factor"),
    "mixture": ("shift", "factor"),
}


def _whole(fields: Fields, key: str, most: int) -> int:
    given = fields.get(key, "")
    if not re.fullmatch(r"[0-9]{1,9}", given) or not 1 <= int(given) <= most:
        raise InputError(
            tr("own data: {key} must be from 1 to {most:,}, not {given!r}", key=key, most=most, given=given[:40])
        )
    return int(given)


def _number(fields: Fields, key: str, low: float, high: float) -> float:
    given = fields.get(key, "")
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InputError(
            tr(
                "own data: {key} must be from {low:g} to {high:g}, not {given!r}",
                key=key,
                low=low,
                high=high,
                given=given[:40],
            )
        )
    return value


def _placing(fields: Fields) -> Placing | None:
    if "shift" not in fields and "factor" not in fields:
        return None
    try:
        x, y = (float(part) for part in fields.get("shift", "").split(","))
        factors = [float(part) for part in fields.get("factor", "").split(",")]
    except ValueError:
        x = y = float("nan")
        factors = []
    if not (isfinite(x) and isfinite(y) and len(factors) in (1, 2) and all(isfinite(f) and f > 0 for f in factors)):
        raise InputError(tr("own data: shift must be X,Y and factor one or two numbers above 0"))
    return Placing((x, y), (factors[0], factors[-1]))


def _unpacked(body: str, size: int) -> bytes:
    """Exactly `size` bytes, never more: unpacking stops at that limit."""
    unzip = zlib.decompressobj()
    try:
        raw = unzip.decompress(base64.b64decode(body.strip(), validate=True), size + 1)
    except (ValueError, zlib.error):
        raise InputError(tr("own data is damaged: it can't be unpacked")) from None
    if len(raw) != size or not unzip.eof or unzip.unused_data:
        raise InputError(tr("own data is damaged: it does not contain the {n:,} bytes it declares", n=size))
    return raw


def _frozen(points: PlanePoints) -> PlanePoints:
    points.flags.writeable = False
    return points
