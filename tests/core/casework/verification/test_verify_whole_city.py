"""A city nobody has tampered with is clean, also while it works."""

import subprocess
import sys

from django.db import connection

from core.casework import verification
from tests.support import databases
from tests.support.lived_in import LivedIn


def test_a_lived_in_city_is_clean(world):
    """Whatever has happened to a report: handed over, erased, merged, reopened, escalated, ended by itself."""
    events = {event for (event,) in world.run("SELECT DISTINCT event FROM public.ledger_entry WHERE tenant = 't3671'")}
    assert events >= {
        "absorb", "anonymise", "auto_close", "escalate", "finish_part", "lapse", "merge", "rate", "receive", "refer",
        "reopen", "resolve_outside", "rework", "transfer", "withdraw",
    }  # fmt: skip
    assert verification.verify() == []
    assert verification.verify("36.71") == []


def test_what_the_city_does_while_it_is_verified_is_no_problem(world):
    """Another connection moves a report on after its row was read, before its history is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM t3671.reports_report WHERE state = 'submitted' ORDER BY id LIMIT 1")
        (number,) = cursor.fetchone()
    moved = []

    def move(execute, sql, parameters, many, context):
        if "audit_entry" in sql and "reports_report" not in sql and not moved:
            moved.append(number)
            _verify_as_the_web(world, number)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(move):
        assert verification.verify() == []
    assert moved == [number]
    assert world.one("SELECT state FROM t3671.reports_report WHERE number = %s", number) == "verified"
    assert verification.verify() == []


def _verify_as_the_web(world: LivedIn, number: str) -> None:
    """The coordinator's action, in a process with the web's login."""
    script = (
        "import django; django.setup()\n"
        "from core.accounts.models import User\n"
        "from core.casework import actions\nfrom core.casework.common import actors\n"
        "from tenants.models import Tenant\n"
        "from tenants.seats import seated\n"
        "with seated(Tenant.objects.get(schema_name='t3671')):\n"
        f"    actions.verify('{number}', actors.actor_of(User.objects.get(username='siti')))\n"
    )
    environment = databases.command_environment({**world.database.variables, "LAKSA_DATABASE_LOGIN": "app"})
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
