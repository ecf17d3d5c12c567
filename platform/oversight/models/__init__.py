"""The province's own tables: no city's role has any right on them."""

from oversight.models.seals import IntegrityCheck, Seal

__all__ = ["IntegrityCheck", "Seal"]
