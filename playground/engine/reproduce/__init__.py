"""Published tables, published definitions and an earlier study, recomputed and compared."""

from playground.engine.reproduce.catalogue import REPRODUCTIONS, Reproduction
from playground.engine.reproduce.command import run
from playground.engine.reproduce.table import Options, Row, Table

__all__ = ["REPRODUCTIONS", "Options", "Reproduction", "Row", "Table", "run"]
