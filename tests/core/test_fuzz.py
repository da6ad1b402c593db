"""Thousands of spoilt inputs: each is refused in one clear sentence or is a right load; nothing crashes, hangs or swells."""

from playground.cli.endurance.files import KINDS, SECONDS, SHARES, files

TIMES = 3000


def test_whatever_has_happened_to_a_file_it_is_refused_in_a_sentence_or_read_right() -> None:
    assert set(SHARES) == set(KINDS)
    result = files(TIMES, seed=1)
    assert result["failed"] == 0, result["first"]
    assert result["inputs"] >= 0.98 * TIMES
    assert result["slowest_s"] < SECONDS
    for kind, counted in result["kinds"].items():
        assert counted["loaded"] > 10, kind
        assert counted["refused"] > 10 or kind == "layout", kind
