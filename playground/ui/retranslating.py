"""Puts every text that widgets show now into the current language, wherever in the program it was set."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from itertools import chain
from typing import Any

import pyqtgraph as pg
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabBar,
    QTableWidget,
    QWidget,
)

from playground.i18n import Source, say_again, source_of

Parts = tuple["str | Source", ...]
"""A text in parts: those that `tr` has made, and what is between them."""


class Memory:
    """For an object, by its address, and the key of a text in it: the text, and where its parts come from.

    An address may be used again: what is kept counts only while the text is still the same.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[int, object], tuple[str, Parts]] = {}


@dataclass(frozen=True)
class Slot:
    """One place for a text in objects of a kind."""

    name: str
    kind: type
    get: Callable[[Any], str]  # of the kind
    set: Callable[[Any, str], object]  # of the kind


def _slot(kind: type, name: str) -> Slot:
    setter = "set" + name[0].upper() + name[1:]
    return Slot(name, kind, lambda o: getattr(o, name)(), lambda o, text: getattr(o, setter)(text))


SLOTS = (
    *(_slot(QWidget, name) for name in ("windowTitle", "toolTip", "statusTip", "whatsThis")),
    *(_slot(QWidget, name) for name in ("accessibleName", "accessibleDescription")),
    *(_slot(QAction, name) for name in ("text", "toolTip", "statusTip", "whatsThis")),
    *(_slot(kind, "text") for kind in (QLabel, QAbstractButton)),
    *(_slot(kind, "title") for kind in (QGroupBox, QMenu)),
    _slot(QLineEdit, "placeholderText"),
)


def retranslate(app: QApplication, memories: Iterable[Memory]) -> Memory:
    """Puts all texts that `tr` has made, in all widgets, actions and plots of the program, into the language of now.

    Returns where they come from.
    """
    known = ChainMap(*(memory.kept for memory in memories))
    now = Memory()
    for thing in _everything(app):
        address = _address(thing)
        for key, text, put in _texts(thing):
            before = known.get((address, key))
            parts = before[1] if before is not None and before[0] == text else parts_of(text)
            said = in_words(parts)
            if said != text:
                put(said)
            now.kept[address, key] = said, parts
        if isinstance(thing, pg.GraphicsView):
            thing.viewport().update()
    for window in app.topLevelWidgets():
        app.sendEvent(window, QEvent(QEvent.Type.LanguageChange))  # which it passes on to all that is in it
    return now


def in_words(parts: Parts) -> str:
    """The text in the language of now."""
    return "".join(part if isinstance(part, str) else say_again(part) for part in parts)


def remember(root: QWidget) -> Memory:
    """Where the texts below this widget come from, while that is still known for certain: two texts of one language can
    be the same in another.
    """
    found = Memory()
    for thing in (root, *root.findChildren(QWidget), *root.findChildren(QAction)):
        address = _address(thing)
        found.kept.update({(address, key): (text, parts_of(text)) for key, text, _ in _texts(thing) if text})
    return found


def _address(thing: QObject) -> int:
    address: int = sip.unwrapinstance(thing)  # type: ignore[func-returns-value, assignment]  # its stub says None
    return address


def _everything(app: QApplication) -> Iterable[QObject]:
    """Each once, by its address: Python may give a wrapper's id to the next one."""
    seen: set[int] = set()
    owned = (action for window in app.topLevelWidgets() for action in window.findChildren(QAction))
    shared = (action for widget in app.allWidgets() for action in widget.actions())
    for thing in chain(app.allWidgets(), owned, shared):
        if (address := _address(thing)) not in seen:
            seen.add(address)
            yield thing


def _texts(thing: QObject) -> Iterable[tuple[object, str, Callable[[str], object]]]:
    """Every text of an object: its key among them, the text, and what changes it."""
    for slot in SLOTS:
        if isinstance(thing, slot.kind):
            text = slot.get(thing)
            if not (isinstance(thing, QAction) and slot.name == "toolTip" and text == thing.iconText()):  # both follow
                yield slot.name, text, partial(slot.set, thing)
    for kind, texts in ITEMS.items():
        if isinstance(thing, kind):
            yield from ((key, text, put) for key, (text, put) in enumerate(list(texts(thing))) if text)


SEPARATORS = (r"\n", r"<br>", r"</?p>", r" *&nbsp; *", r" · ", r"<[^>]*>", r"; ", r"(?<=[.!?]) ")
"""Between texts that were put together, from the outermost to the innermost."""


def parts_of(text: str, separators: Sequence[str] = SEPARATORS) -> Parts:
    """A text, or the texts that it was put together from, by where they come from."""
    bare = text.strip()
    if not bare:
        return (text,)
    if (source := source_of(bare)) is not None:
        head, _, tail = text.partition(bare)
        return (head, source, tail)
    if (source := source_of(unescape(bare))) is not None:
        return (replace(source, escaped=True),)
    for i, separator in enumerate(separators):
        pieces = re.split(f"({separator})", text)
        if len(pieces) > 1:
            return tuple(part for piece in pieces for part in parts_of(piece, separators[i + 1 :]))
    return (text,)


# ---- texts that are no slots of an object ----

Item = tuple[str, Callable[[str], object]]
"""A text, and what changes it."""


def _of_combo(box: QComboBox) -> Iterable[Item]:
    for i in range(box.count()):
        yield box.itemText(i), partial(box.setItemText, i)
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(text := box.itemData(i, role), str):
                yield text, partial(_put_data, box, i, role)


def _put_data(box: QComboBox, i: int, role: Qt.ItemDataRole, words: str) -> None:
    box.setItemData(i, words, role)


def _of_list(widget: QListWidget) -> Iterable[Item]:
    for item in filter(None, map(widget.item, range(widget.count()))):
        yield item.text(), item.setText
        yield item.toolTip(), item.setToolTip


def _of_table(widget: QTableWidget) -> Iterable[Item]:
    rows, columns = range(widget.rowCount()), range(widget.columnCount())
    heads = [*map(widget.horizontalHeaderItem, columns), *map(widget.verticalHeaderItem, rows)]
    for item in filter(None, [*heads, *(widget.item(row, column) for row in rows for column in columns)]):
        yield item.text(), item.setText
        yield item.toolTip(), item.setToolTip


def _of_tabs(bar: QTabBar) -> Iterable[Item]:
    for i in range(bar.count()):
        yield bar.tabText(i), partial(bar.setTabText, i)
        yield bar.tabToolTip(i), partial(bar.setTabToolTip, i)


PLOTTED: tuple[tuple[type, Callable[[Any], str], Callable[[Any, str], object]], ...] = (  # each takes its kind
    (pg.AxisItem, lambda item: item.labelText, lambda item, text: item.setLabel(text, **item.labelStyle)),
    (pg.LabelItem, lambda item: item.text, lambda item, text: item.setText(text)),
    (pg.TextItem, lambda item: item.toPlainText(), lambda item, text: item.setText(text)),
)
"""What in a plot has words: its kind, how to read and how to set them."""


def _of_plot(view: pg.GraphicsView) -> Iterable[Item]:
    for item in view.scene().items():
        for kind, get, put in PLOTTED:
            if isinstance(item, kind):
                yield get(item), partial(put, item)


ITEMS: dict[type, Callable[[Any], Iterable[Item]]] = {  # each takes its kind
    QComboBox: _of_combo,
    QListWidget: _of_list,
    QTableWidget: _of_table,
    QTabBar: _of_tabs,
    pg.GraphicsView: _of_plot,
}
"""What has words in items, and where."""
