"""The province's own tables: no city's role has any right on them."""

from oversight.models.publication import PublishedDay
from oversight.models.seals import IntegrityCheck, Seal
from oversight.models.tallies import Delta, DueDay, Mark, Tally, WorkDay
