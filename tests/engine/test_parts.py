"""The small parts of the engine: letterbox, curves, metronome."""

import numpy as np

from playground.engine.curves import Recorder
from playground.engine.mailbox import Latest
from playground.engine.pace import Metronome


def test_a_newer_letter_replaces_an_unread_one_and_a_read_one_is_gone() -> None:
    box: Latest[int] = Latest()
    assert box.empty
    box.put(1)
    box.put(2)
    assert not box.empty
    assert box.take() == 2
    assert box.take() is None


def test_a_record_stays_within_its_capacity_and_keeps_the_whole_span() -> None:
    record = Recorder(("a",), capacity=64)
    for i in range(1, 10_001):
        if record.wants(i):
            record.add(i, float(i))
    curve = record.curve()
    assert 16 <= len(curve.x) <= 64
    assert (curve.y["a"] == curve.x).all()
    assert (np.diff(curve.x) == record.stride).all()
    assert curve.x[0] <= 2 * record.stride
    assert curve.x[-1] > 10_000 - 2 * record.stride


def test_a_curve_given_out_is_never_changed() -> None:
    record = Recorder(("a",), capacity=8)
    for i in range(1, 6):
        record.add(i, float(i))
    given = record.curve()
    before = given.x.copy(), given.y["a"].copy()
    for i in range(6, 60):
        record.add(i, 0.0)
    assert (given.x == before[0]).all()
    assert (given.y["a"] == before[1]).all()
    assert not given.x.flags.writeable


def test_a_second_row_for_the_same_iteration_is_passed_over() -> None:
    record = Recorder(("a",))
    record.add(3, 1.0)
    record.add(3, 2.0)
    assert record.curve().y["a"].tolist() == [1.0]


def test_beats_come_no_faster_than_the_pace_and_missed_ones_are_not_made_up_for() -> None:
    now = [0.0]
    metronome = Metronome(lambda: now[0])
    metronome.pace(10)
    metronome.start()
    beats = 0
    while now[0] < 2.0:
        if metronome.due():
            metronome.beat()
            beats += 1
        now[0] += 0.001
    assert 19 <= beats <= 22
    now[0] += 5
    burst = 0
    while metronome.due():
        metronome.beat()
        burst += 1
    assert burst <= 3


def test_the_rate_is_that_of_the_last_half_second() -> None:
    now = [0.0]
    metronome = Metronome(lambda: now[0])
    metronome.start()
    for step in (0.01, 0.002):
        for _ in range(int(1 / step)):
            now[0] += step
            metronome.beat()
            rate = metronome.rate()
    assert abs(rate - 500) < 10
