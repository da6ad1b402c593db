"""Every choice is an entry in a table: unique, named for files, described for people."""

import pytest

from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.errors import InputError
from playground.core.lenses import LENSES
from playground.core.metrics import METRICS
from playground.core.registry import Registry
from playground.core.targets import TARGETS

TABLES = (TARGETS, OBJECTIVES, PENALTIES, OPTIMIZERS, ACTIVATIONS, INITIALISATIONS, METRICS, LENSES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_every_entry_has_a_plain_name_and_words(table: Registry) -> None:
    assert len(table) > 1
    for entry in table:
        assert entry.name.isidentifier()
        assert entry.name.islower()
        assert entry.label
        assert len(entry.help) > 10
        assert table[entry.name] is entry


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_claiming_a_name_twice_is_an_error(table: Registry) -> None:
    with pytest.raises(ValueError, match="twice"):
        table.add(next(iter(table)))


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="two_moons"):
        TARGETS["moon"]
