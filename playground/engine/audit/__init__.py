"""The audit: numbers of the screen recomputed from independent formulas, as one table."""

from playground.engine.audit.check import Check, Finding, Report
from playground.engine.audit.checks import CHECKS, audit

__all__ = ["CHECKS", "Check", "Finding", "Report", "audit"]
