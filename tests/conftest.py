"""What every test shares: no display, one torch thread, and settings that are nobody's own."""

import os
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyqt6"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from playground import i18n

settings.register_profile("playground", deadline=None)  # an example may take long on a machine that is busy
settings.load_profile("playground")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A set is written in another order in each process, and pytest-xdist then finds other tests in each worker."""
    for item in items:
        call = getattr(item, "callspec", None)
        if call and any(isinstance(value, set | frozenset) for value in call.params.values()):
            raise pytest.UsageError(f"{item.nodeid}: a parameter must not be a set (its order is random); use a list")


@pytest.fixture(autouse=True)
def _one_thread(request: pytest.FixtureRequest) -> None:
    """Small networks gain nothing from two threads, and two test processes share two cores."""
    if "core" in request.node.nodeid or "engine" in request.node.nodeid:
        import torch

        torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Whatever language a test chose, or a command that it ran, the next test speaks English."""
    yield
    i18n.use_language(i18n.ENGLISH)


@pytest.fixture
def speak() -> Callable[[str], str]:
    """Chooses a language for the rest of this test."""
    return i18n.use_language
