"""Lessons on a live run: what is awaited, the three endings of a claim, and the check without a window."""

import math
from dataclasses import replace

import msgspec
import pytest

from playground.core.lenses import Display
from playground.core.lessons import Await, Claim, Lesson, Step, parsed
from playground.core.lessons.lesson import KINDS_OF_AWAIT, Theory
from playground.engine.commands import Step as TakeStep
from playground.engine.commands import Watch
from playground.engine.lessons import MEASURES, Acted, Answered, Attempt, LayerSwitched, PointRead, Scene, check, deed
from playground.engine.lessons.deeds import KINDS
from playground.engine.lessons.measures import value_of
from playground.engine.letters import Picture
from playground.engine.session import Session
from playground.ui.lessons.names import lessons, names
from tests.support.travel import TINY
from tests.support.turning import rest

EVERYTHING = frozenset(lens for measure in MEASURES for lens in measure.lenses)


def picture(iterations: int = 0, display: Display | None = None) -> Picture:
    session = Session(TINY)
    session.send(Watch(EVERYTHING, display or Display(dots=100, grid=16)))
    if iterations:
        session.send(TakeStep("iteration", iterations))
    made = rest(session)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def start() -> Picture:
    return picture()


@pytest.fixture(scope="module")
def later() -> Picture:
    return picture(20)


def lesson_of(*steps: Step) -> Lesson:
    return Lesson(name="x", title="x", about="x", minutes=3, rank=0, show=None, steps=steps)


def test_every_kind_of_await_can_be_done_by_the_program_and_by_events(start: Picture) -> None:
    assert set(KINDS) == set(KINDS_OF_AWAIT)
    awaits = [
        Await(action="step_d", times=3),
        Await(iterations=5),
        Await(knob="penalty_weight", at_least=0.5),
        Await(knob="penalty", value="r1_r2"),
        Await(target="any"),
        Await(target="grid25"),
        Await(layer="optimal"),
        Await(point=True),
        Await(latent=True),
    ]
    for waited in awaits:
        step = Step(words="x", set={"g_width": 8, "d_width": 8, "batch": 32}, awaits=waited)
        (checked,) = check(lesson_of(step))
        assert checked.holds, waited
        attempt = Attempt(step)
        attempt.see(start)
        assert not attempt.standing(start).awaited, "not before it is done"


def test_an_action_counts_as_often_as_it_is_awaited(start: Picture) -> None:
    attempt = Attempt(Step(words="x", awaits=Await(action="step_d", times=2)))
    attempt.see(start)
    for event in (Acted("step_g"), PointRead(), LayerSwitched("real"), Acted("step_d")):
        attempt.hear(event)
    attempt.see(start)
    assert (attempt.standing(start).done, attempt.standing(start).awaited) == (1, False)
    attempt.hear(Acted("step_d"))
    attempt.see(start)
    assert attempt.standing(start).over


def test_a_claim_has_three_endings(start: Picture, later: Picture) -> None:
    def ending(claim: Claim, seen: Picture) -> str:
        attempt = Attempt(Step(words="x", awaits=Await(iterations=10), claim=claim))
        attempt.see(start)
        assert attempt.standing(start).ending == "waiting"
        attempt.see(seen)
        return attempt.standing(seen).ending

    assert ending(Claim(measure="iteration", at_least=15), later) == "holds"
    assert ending(Claim(measure="iteration", at_least=1000, within=500), later) == "not yet"
    assert ending(Claim(measure="iteration", at_least=1000), later) == "not here"
    playing = replace(later, playing=True)
    assert ending(Claim(measure="iteration", at_least=1000), playing) == "not yet", "a lens may be a little late"


def test_a_claim_may_be_about_the_change_since_the_step_began(start: Picture, later: Picture) -> None:
    for of, number in (("now", 20.0), ("change", 20.0)):
        attempt = Attempt(Step(words="x", claim=Claim(measure="iteration", of=of, at_least=10)))  # type: ignore[arg-type]
        attempt.see(start)
        attempt.see(later)
        assert attempt.standing(later).value == number
    before, after = (value_of("distance", Scene(p, Step(words="x"))) for p in (start, later))
    assert before is not None
    assert after is not None
    attempt = Attempt(
        Step(words="x", awaits=Await(iterations=1), claim=Claim(measure="distance", of="ratio", at_least=0))
    )
    attempt.see(start)
    attempt.see(later)
    assert attempt.standing(later).value == pytest.approx(after / before)


def test_the_answer_stands_beside_what_came_out(start: Picture, later: Picture) -> None:
    step = parsed(
        'title="t"\nabout="a"\nminutes=3\n[[step]]\nwords="w"\nfresh=true\nawait={iterations=10}\n'
        '[step.predict]\nquestion="q"\nanswers=[{words="few",at_most=15},{words="many",at_least=16}]\n'
        '[step.claim]\nmeasure="iteration"\nat_least=1\n',
        "t",
        "t",
        names(),
    ).steps[0]
    attempt = Attempt(step)
    attempt.see(start)
    attempt.hear(Answered(0))
    assert attempt.standing(start).came is None, "nothing is said before it is measured"
    attempt.see(later)
    assert (attempt.standing(later).answer, attempt.standing(later).came) == (0, 1)


def test_measures_of_a_picture_are_finite_or_unknown(later: Picture) -> None:
    step = Step(words="x", theory=Theory(game="minimax", method="simultaneous"))
    known = {m.name for m in MEASURES if (v := value_of(m.name, Scene(later, step))) is not None and math.isfinite(v)}
    assert known >= set(MEASURES.names) - {"folded"}


def test_a_broken_claim_fails_the_check() -> None:
    police = lessons()["police"]
    steps = list(police.steps[:2])
    claim = steps[1].claim
    assert claim is not None
    broken = msgspec.structs.replace(claim, at_least=0.9, at_most=None)
    steps[1] = msgspec.structs.replace(steps[1], claim=broken)
    found = list(check(msgspec.structs.replace(police, steps=tuple(steps))))
    assert [checked.holds for checked in found] == [True, False]
    assert found[1].standing.ending == "not here"


def test_the_deed_of_a_knob_brings_what_belongs_to_it() -> None:
    step = Step(words="x", awaits=Await(knob="optimizer_d", value="extra_adam"))
    (command,) = deed(step, TINY, Display()).commands
    assert command.experiment.optimizer_g == "extra_adam"  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("name", lessons().names)
def test_the_claims_of_a_lesson_hold(name: str) -> None:
    """One seed; `gan-playground lesson NAME --check --seeds 5` takes five (docs/lessons.md)."""
    for checked in check(lessons()[name]):
        assert checked.holds, checked
