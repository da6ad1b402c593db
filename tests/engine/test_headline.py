"""The headline takes the slow witnesses only from near the picture's moment and of the same G."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from playground.core.experiment import Experiment
from playground.core.lenses import FIT, NEIGHBOURS, Display
from playground.core.metrics import METRICS, reference
from playground.core.own_data.target import target_of
from playground.engine import commands
from playground.engine.headline import NEAR_ITERATIONS, NEAR_SECONDS, headline
from playground.engine.letters import Picture, Ready
from playground.engine.session import Session
from tests.support.talk import Talk

SMALL = Experiment(target="two_moons", g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16)
N = 20


def at_floor(readings):
    """The same witnesses, as a perfect G would be heard."""
    against = reference(target_of(SMALL))
    return tuple(METRICS[r.name].reading(r.floor, against) for r in readings)


@pytest.fixture(scope="module")
def trained() -> Iterator[Picture]:
    talk = Talk(Session(SMALL))
    talk.hear(Ready)
    talk.say(commands.Watch(frozenset({FIT, NEIGHBOURS}), Display(dots=20)), commands.Step(n=N))
    yield talk.rest()
    talk.end()


@pytest.fixture
def perfect(trained: Picture) -> Picture:
    """The same picture, had G been perfect."""
    fit, slow = trained.seen(FIT), trained.seen(NEIGHBOURS)
    lenses = {
        FIT: replace(fit, readings=at_floor(fit.readings), sliced_wasserstein=fit.floor),
        NEIGHBOURS: replace(slow, readings=at_floor(slow.readings)),
    }
    return replace(trained, lenses=lenses)


def with_slow(picture: Picture, **changes: object) -> Picture:
    return replace(picture, lenses={**picture.lenses, NEIGHBOURS: replace(picture.seen(NEIGHBOURS), **changes)})


def test_at_rest_the_witnesses_are_of_the_pictures_moment(trained: Picture) -> None:
    assert trained.seen(NEIGHBOURS).iteration == trained.seen(FIT).iteration == trained.counters.iteration == N
    said = headline(trained)
    assert not said.good
    assert "not yet checked" not in said.text
    assert {"recall", "coverage", "c2st"} <= {w.name for w in said.witnesses}


def test_a_perfect_g_is_good_only_once_the_slow_witnesses_are_heard(perfect: Picture) -> None:
    assert headline(perfect).good
    unheard = headline(replace(perfect, lenses={FIT: perfect.seen(FIT)}))
    assert unheard.level == "near"
    assert unheard.text == (
        "Close to the data, not yet checked against precision, recall, coverage, nearest neighbours"
    )


@pytest.mark.parametrize("speed", [0.0, 2000.0])
def test_witnesses_of_a_far_moment_do_not_count(perfect: Picture, speed: float) -> None:
    near = int(max(NEAR_ITERATIONS, speed * NEAR_SECONDS))
    playing = replace(perfect, playing=True, iterations_per_second=speed)
    assert headline(with_slow(playing, iteration=N + near)).good
    assert headline(with_slow(playing, iteration=N + near + 1)).level == "near"
    assert headline(with_slow(perfect, iteration=N + 1)).level == "near"  # at rest all is of one moment


def test_witnesses_of_another_g_do_not_count(perfect: Picture) -> None:
    assert headline(with_slow(perfect, averaged=not perfect.seen(FIT).averaged)).level == "near"


def test_an_untrained_g_has_no_verdict(perfect: Picture) -> None:
    assert headline(replace(perfect, counters=replace(perfect.counters, g_steps=0))) is None
