"""The settings are plain values: nothing in their file is ever run, and what is odd in it is as if it were not there."""

import json
import pickle
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings

from playground.engine.where import Where
from playground.ui.settings import APART, THEME, WHERE, Settings, where_of


class Trap:
    """A pickled object that, when it is rebuilt, makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


@pytest.fixture
def old(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "gan-playground.conf"), QSettings.Format.IniFormat)


def test_a_pickled_object_in_an_old_settings_file_is_not_rebuilt(old: QSettings, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    keys = ("window/theme", "engine/apart", "display/dots", "files/recent", "layers/real", "window/state", "more")
    for key in keys:
        old.setValue(key, Trap(sprung))
    old.setValue("history/megabytes", 64)
    old.sync()
    del old
    text = (tmp_path / "gan-playground.conf").read_text(encoding="utf-8")
    assert "@Variant" in text
    assert not sprung.exists()
    settings = Settings(tmp_path / "settings.json")
    assert settings.get(THEME, "system") == "system"
    assert settings.get(APART, False) is False
    assert settings.whole("display/dots", 1000, 50, 2000) == 1000
    assert settings.get("files/recent", "") == ""
    assert settings.get("layers/real", True) is True
    assert settings.get("history/megabytes", 256) == 64
    settings.set(THEME, "dark")
    assert not sprung.exists()
    copy = tmp_path / "copy.ini"  # Qt remembers what it wrote itself
    copy.write_text(text, encoding="utf-8")
    QSettings(str(copy), QSettings.Format.IniFormat).value("window/theme")
    assert sprung.exists(), "so the trap was a trap"


def test_plain_values_of_an_old_settings_file_are_taken_over_once(old: QSettings, tmp_path: Path) -> None:
    for key, value in {
        "window/theme": "dark",
        "engine/apart": True,
        "display/dots": 400,
        "files/recent": '/home/a b/ü.ganplay\n/tmp/x,y="z".toml',
        "layers/real": False,
        "else/what": "no",
    }.items():
        old.setValue(key, value)
    old.sync()
    settings = Settings(tmp_path / "settings.json")
    assert settings.get(THEME, "system") == "dark"
    assert settings.get(APART, False) is True
    assert settings.get("display/dots", 0) == 400
    assert settings.get("files/recent", "") == '/home/a b/ü.ganplay\n/tmp/x,y="z".toml'
    assert settings.get("layers/real", True) is False
    assert settings.get("else/what", "") == ""
    settings.set(THEME, "light")
    old.setValue("window/theme", "system")
    old.sync()
    again = Settings(tmp_path / "settings.json")
    assert (again.get(THEME, "system"), again.get("display/dots", 0)) == ("light", 400)


def test_values_last_and_another_windows_values_stay(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    one, other = Settings(path), Settings(path)
    one.set(THEME, "dark")
    other.set("display/dots", 70)
    last = Settings(path)
    assert (last.get(THEME, "system"), last.get("display/dots", 0)) == ("dark", 70)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"display/dots": ' + b"9" * 5000 + b"}", b" " * 2_000_000]
)
def test_a_damaged_file_is_no_settings(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(text)
    settings = Settings(tmp_path / "settings.json")
    assert settings.whole("display/dots", 1000, 50, 2000) in (1000, 2000)
    settings.set(THEME, "dark")
    assert Settings(tmp_path / "settings.json").get(THEME, "system") == "dark"


def test_a_value_of_another_type_or_size_is_not_believed(tmp_path: Path) -> None:
    odd = {"a": 10**12, "b": "10", "c": True, "d": [1], "e": {"f": 1}, "g": None, "h": 0.5}
    (tmp_path / "settings.json").write_text(json.dumps(odd))
    settings = Settings(tmp_path / "settings.json")
    assert settings.whole("a", 7, 1, 100) == 100
    assert [settings.get(key, 7) for key in "bcdeg"] == [7] * 5
    assert settings.get("h", 0.0) == 0.5
    assert pickle.dumps(settings._values)


def test_where_training_ran_in_an_earlier_version_is_still_known(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    assert where_of(settings) is Where.AUTO
    settings.set(APART, True)
    assert where_of(settings) is Where.SEPARATE
    settings.set(WHERE, "no")
    assert where_of(settings) is Where.THREAD
    settings.set(WHERE, "nonsense")
    assert where_of(settings) is Where.SEPARATE
