"""What Linux lacks is installed or named with the command of its distribution; only what is vital stops."""

import sys

import pytest

from playground import linux

DEBIAN_12 = {"ID": "debian", "VERSION_ID": "12"}


@pytest.mark.parametrize(
    ("piece", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libEGL.so.1", "libegl1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("Korean-font", "fonts-noto-cjk"),
    ],
)
def test_a_missing_piece_is_named_with_its_debian_package(piece: str, package: str):
    assert linux.debian_package(piece, DEBIAN_12) == package
    assert package in linux.advice([piece], DEBIAN_12)


def test_glib_has_its_new_name_from_debian_13_and_ubuntu_24_04_on():
    new = [("debian", "13"), ("ubuntu", "24.04"), ("ubuntu", "26.04")]
    old = [("debian", "12"), ("ubuntu", "22.04"), ("linuxmint", "22")]
    names = [
        linux.debian_package("libglib-2.0.so.0", {"ID": name, "VERSION_ID": version}) for name, version in new + old
    ]
    assert names == ["libglib2.0-0t64"] * 3 + ["libglib2.0-0"] * 3
    assert linux.debian_package("libglib-2.0.so.0", {"ID": "debian"}) == "libglib2.0-0t64"


def test_other_distributions_are_told_their_own_command():
    missing = ["libxcb-cursor.so.0"]
    assert linux.advice(missing, {"ID": "ubuntu", "ID_LIKE": "debian"}) == "sudo apt-get install -y libxcb-cursor0"
    assert "dnf install" in linux.advice(missing, {"ID": "rocky", "ID_LIKE": "rhel centos fedora"})
    assert "pacman" in linux.advice(missing, {"ID": "arch"})
    unknown = linux.advice(missing, {})
    assert "dnf" in unknown
    assert "pacman" in unknown


def test_a_vital_library_that_stays_away_stops_with_the_command_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(linux.platform, "freedesktop_os_release", lambda: DEBIAN_12)
    monkeypatch.setattr(linux, "install_with_apt", lambda packages: None)
    monkeypatch.setattr(linux.shutil, "which", lambda name: None)
    monkeypatch.setattr(linux, "is_present", lambda piece: piece != "libxcb-cursor.so.0")
    linux.care_for_linux({"qt", "x11", "more"}, {"qt"})
    assert "sudo apt-get install -y libxcb-cursor0\n" in capsys.readouterr().err
    with pytest.raises(linux.CannotGoOnError):
        linux.care_for_linux({"qt", "x11"}, {"qt", "x11"})


@pytest.mark.parametrize(("user", "sudo", "first"), [(0, False, "env"), (1000, True, "sudo"), (1000, False, None)])
def test_packages_are_installed_only_as_root_or_by_sudo_without_a_password(
    monkeypatch: pytest.MonkeyPatch, user: int, sudo: bool, first: str | None
):
    called: list[list[str]] = []
    monkeypatch.setattr(linux.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(linux, "answer", lambda *words: "yes" if sudo else "")
    monkeypatch.setattr(linux.subprocess, "call", lambda words, **_: called.append(words) or 0)
    linux.install_with_apt(["libegl1"])
    assert [words[0] for words in called] == ([first, first] if first else [])
    assert ["update" in words or "libegl1" in words for words in called] == [True] * len(called)


def test_a_missing_program_answers_nothing():
    assert linux.answer("no-such-program-anywhere") == ""
    assert linux.answer(sys.executable, "-c", "raise SystemExit(1)") == ""
    assert linux.answer(sys.executable, "-c", "print('yes')").strip() == "yes"


@pytest.mark.skipif(sys.platform != "linux", reason="asks the dynamic linker of Linux")
def test_a_library_is_asked_for_with_dlopen():
    assert linux.is_present("libc.so.6")
    assert not linux.is_present("libnowhere.so.7")
