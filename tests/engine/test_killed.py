"""SIGKILLs at random moments: no file is ever broken, and what was promised is there."""

import pytest

from playground.cli.endurance.kill import WAYS, kill


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_kill_breaks_and_loses_nothing(way: str) -> None:
    times = 20
    result = kill(times, seed=1, ways=(way,))
    assert (result["broken"], result["lost"]) == (0, 0), result["first"]
    assert result["killed_after_a_promise"] >= times // 3, "most children had written before they were killed"
    if way == "saves":
        assert result["killed_while_writing"] >= 2, "some were killed while they wrote"
