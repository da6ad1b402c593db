"""Every way of writing the game down means the same numbers, and narrow networks are written in columns."""

import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.training.functional import kind_of
from playground.core.training.products import CALLS, COLUMNS, NARROW, ROWS, Writing, for_compiler


@pytest.mark.parametrize("writing", [ROWS, COLUMNS], ids=["rows", "columns"])
@pytest.mark.parametrize(("before", "after"), [(2, 8), (8, 8), (8, 1), (1, 3), (20, 7)])
def test_products_are_the_librarys(writing: Writing, before: int, after: int) -> None:
    torch.manual_seed(0)
    x, y = torch.randn(15, before), torch.randn(15, after)
    weight, bias = torch.randn(after, before), torch.randn(after)
    for ours, theirs in (
        (writing.by.linear(x, weight, bias), CALLS.by.linear(x, weight, bias)),
        (writing.by.mm(y, weight), CALLS.by.mm(y, weight)),
        (writing.by.crossed(y, x), CALLS.by.crossed(y, x)),
    ):
        assert torch.allclose(ours, theirs, atol=1e-5)
    assert torch.equal(writing.joined([x, x[:3]]), torch.cat((x, x[:3])))


def test_columns_are_for_games_whose_every_layer_is_narrow() -> None:
    e = Experiment(g_width=NARROW, d_width=NARROW)
    assert for_compiler(kind_of(e)) is COLUMNS
    assert for_compiler(kind_of(e.changed({"d_width": NARROW + 1}))) is ROWS
    assert for_compiler(kind_of(e.changed({"g_width": NARROW + 1}))) is ROWS
