"""Numbers on the command line are within what makes sense, or one sentence says what is allowed."""

import argparse

import pytest

from playground.cli import main
from playground.cli.numbers import COUNT, POSITIVE, WHOLE, number


@pytest.mark.parametrize(
    ("read", "good", "bad"),
    [
        (WHOLE, {"0": 0, "12": 12}, ["-1", "1.5", "x", "1e3"]),
        (COUNT, {"1": 1, "500": 500}, ["0", "-3", "2.0"]),
        (POSITIVE, {"0.25": 0.25, "3": 3.0}, ["0", "-1", "nan", "inf"]),
        (number(float, 0.25, 16), {"0.25": 0.25, "16": 16.0}, ["0.2", "17", "nan"]),
    ],
)
def test_a_number_is_read_or_refused_with_what_is_allowed(read, good, bad):
    assert {text: read(text) for text in good} == good
    for text in bad:
        with pytest.raises(
            argparse.ArgumentTypeError, match=rf"'{text}' is not a (whole )?number (at least|from|greater)"
        ):
            read(text)


@pytest.mark.parametrize(
    "words",
    [
        ["bench", "memory", "--minutes", "0"],
        ["bench", "quality", "--seeds", "0"],
        ["bench", "memory", "--megabytes", "0"],
        ["sweep", "s.toml", "--workers", "0"],
        ["reproduce", "ring", "--seeds", "0"],
        ["export", "s.ganplay", "--onward", "0"],
        ["export", "s.ganplay", "--fps", "0"],
        ["train", "--iterations", "-1"],
    ],
    ids=" ".join,
)
def test_where_nothing_would_be_done_zero_is_refused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "is not a" in capsys.readouterr().err
