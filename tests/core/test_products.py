"""All products give the same numbers, and narrow networks are written in columns."""

import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.training.functional import kind_of
from playground.core.training.products import CALLS, COLUMNS, NARROW, ROWS, Products, for_compiler


@pytest.mark.parametrize("products", [ROWS, COLUMNS], ids=["rows", "columns"])
@pytest.mark.parametrize(("before", "after"), [(2, 8), (8, 8), (8, 1), (1, 3), (20, 7)])
def test_products_are_the_librarys(products: Products, before: int, after: int) -> None:
    torch.manual_seed(0)
    x, y = torch.randn(15, before), torch.randn(15, after)
    weight, bias = torch.randn(after, before), torch.randn(after)
    for ours, theirs in (
        (products.linear(x, weight, bias), CALLS.linear(x, weight, bias)),
        (products.mm(y, weight), CALLS.mm(y, weight)),
        (products.crossed(y, x), CALLS.crossed(y, x)),
    ):
        assert torch.allclose(ours, theirs, atol=1e-5)
    assert torch.equal(products.joined([x, x[:3]]), torch.cat((x, x[:3])))


def test_columns_are_for_games_whose_every_layer_is_narrow() -> None:
    e = Experiment(g_width=NARROW, d_width=NARROW)
    assert for_compiler(kind_of(e)) is COLUMNS
    assert for_compiler(kind_of(e.changed({"d_width": NARROW + 1}))) is ROWS
    assert for_compiler(kind_of(e.changed({"g_width": NARROW + 1}))) is ROWS
