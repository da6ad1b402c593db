"""Why a file was refused is said in the language of the program, whatever language the C library has."""

import errno
import os
from collections.abc import Callable

import pytest

from playground.core.files.reasons import REASONS, why


@pytest.mark.parametrize("number", REASONS, ids=lambda number: errno.errorcode[number])
def test_a_reason_is_of_the_chosen_language(speak: Callable[[str], str], number: int) -> None:
    error = OSError(number, "what the C library says", "a.csv")
    assert why(error) == REASONS[number]
    speak("ko")
    assert any("가" <= c <= "힣" for c in why(error))
    assert "C library" not in why(error)


@pytest.mark.skipif(os.name == "nt", reason="Windows words its errors otherwise")
def test_the_english_is_the_c_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    english = {number for number in REASONS if os.strerror(number).isascii()}
    assert {number: REASONS[number] for number in english} == {number: os.strerror(number) for number in english}


def test_a_number_that_is_not_in_the_table_says_what_the_system_says() -> None:
    assert why(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert why(OSError("no number")) == "no number"
    assert why(UnicodeError("not text")) == "not text"
