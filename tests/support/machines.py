"""How long Hypothesis plays with a state machine, in the fast tests and in the slow ones."""

from hypothesis import HealthCheck, settings

PLAYED = settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
PLAYED_LONGER = settings(PLAYED, max_examples=40)
