"""Figures are read from facts that only the owner may date back, so these tests have a database of their own."""

import pytest


@pytest.fixture
def ledger(fresh_database):
    from tenants.law import memory
    from tests.oversight.ledger_rows import Ledger

    memory.forget()
    return Ledger(fresh_database.owner())
