"""The picture rate: how many pictures a second are shown, from what a picture costs and how much of the time it may take."""

from __future__ import annotations

from dataclasses import dataclass

from playground.i18n import Text
from playground.ui.settings import PICTURES, Settings

LEAST = 5.0
"""Pictures per second, however much each costs: fewer no longer look like motion."""
REMEMBERED = 0.8
"""How much of the estimate of a picture's cost is from before the last picture."""
MOST_COST = 0.2
"""Seconds that count of one picture's cost: more is not the picture's."""
STEP = 0.1
"""A change of the interval by less than this share is not made: each restarts the timer."""


@dataclass(frozen=True)
class Policy:
    """A choice in the Run menu: at most this many pictures per second, and at most this share of the training thread's
    time.
    """

    name: str
    text: Text
    tip: Text
    most: int
    share: float


POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy(
            "smooth",
            "Pictures: smooth",
            "Up to 60 pictures a second; training waits as long as they take.",
            60,
            1.0,
        ),
        Policy(
            "balanced",
            "Pictures: balanced",
            "Up to 32 pictures a second, and fewer where they would cost more than a quarter of the training time.",
            32,
            0.25,
        ),
        Policy(
            "fast",
            "Pictures: fast training",
            "Up to 10 pictures a second, and fewer where they would cost more than a tenth of the training time.",
            10,
            0.1,
        ),
    )
}
"""By name."""
USUAL = "balanced"


def policy_of(settings: Settings) -> Policy:
    """The one that the settings name; else the usual one."""
    return POLICIES.get(settings.get(PICTURES, USUAL), POLICIES[USUAL])


class PictureRate:
    """The time between two pictures, in milliseconds, under one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._cost = 0.0
        self.interval = 1000 // policy.most

    def follow(self, policy: Policy) -> None:
        """Another policy, from the next picture on."""
        self.policy = policy
        self.interval = self._wanted()

    @property
    def least(self) -> int:
        """The interval at rest, where pictures cost training nothing."""
        return round(1000 / self.policy.most - 0.25)

    def shown(self, cost: float) -> int:
        """A picture has been shown that has cost training this many seconds; returns the interval from now on."""
        self._cost = REMEMBERED * self._cost + (1 - REMEMBERED) * min(cost, MOST_COST)
        wanted = self._wanted()
        if abs(wanted - self.interval) > STEP * self.interval:
            self.interval = wanted
        return self.interval

    def _wanted(self) -> int:
        seconds = self._cost / self.policy.share if self.policy.share < 1 else 0.0
        return round(1000 * min(max(seconds, 1 / self.policy.most), max(1 / LEAST, 1 / self.policy.most)) - 0.25)
