"""With batch normalisation the window says that what is drawn is not what training sees, and how far it is from that."""

from playground.core.choices.normed import BATCH_NORMS
from playground.core.lenses import NEURONS, NUMBERS
from playground.ui.network_words import hint
from tests.support.hand import Hand


def test_only_with_batch_normalisation_the_plane_says_how_it_is_drawn(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    assert "running averages" not in hand.window.stage.note.text()
    for name in ("g", "d", "both"):
        hand.window.controller.change("batch_norm", name)
        hand.do("step")
        hand.rest()
        assert hand.pictures[-1].experiment.batch_norm == name
        assert BATCH_NORMS[name].drawn in hand.window.stage.note.text()
        assert hand.window.stage.note.isVisible()
    hand.window.controller.change("batch_norm", "off")
    hand.rest()
    assert "running averages" not in hand.window.stage.note.text()


def test_the_numbers_say_how_far_what_is_drawn_is_from_training(hand: Hand) -> None:
    hand.raise_dock("numbers")
    view = hand.window.panels.views["numbers"]
    hand.do("step")
    hand.rest()
    assert view.apart.isHidden()
    hand.window.controller.change("batch_norm", "both")
    for _ in range(3):
        hand.do("step")
        hand.rest()
    apart = hand.pictures[-1].seen(NUMBERS).apart
    assert apart.d > 0
    assert apart.g > 0
    assert not view.apart.isHidden()
    for told in (f"in batches of {apart.batch}:", f"<b>{apart.d:.3f}</b>", f"<b>{apart.g:.3f}</b> plane units"):
        assert told in view.apart.text()
    assert "not linearised with batch normalisation" in view.game.words.text()
    hand.window.controller.change("batch_norm", "d")
    hand.do("step")
    hand.rest()
    assert "plane units" not in view.apart.text()
    assert "D's output as drawn" in view.apart.text()


def test_a_drawn_network_says_what_of_it_is_not_drawn(hand: Hand) -> None:
    hand.raise_dock("networks")
    hand.window.controller.change("batch_norm", "d")
    hand.do("step")
    hand.rest()
    seen = hand.pictures[-1].seen(NEURONS)
    assert "Batch normalisation scales" in hint(seen.d)
    assert "Batch normalisation scales" not in hint(seen.g)
