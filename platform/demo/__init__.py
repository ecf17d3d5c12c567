"""`laksa demo`: the whole installation on one machine, with people and made-up reports to try it with."""

from demo.people import code
from demo.running import run

__all__ = ["code", "run"]
