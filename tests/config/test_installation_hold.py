"""A restored installation sends nothing until it is opened; then what waited before is cancelled, unless asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import auditing, installation_hold
from core.notifications import delivery, outbox
from core.notifications.models import Mail
from oversight.models import Seal
from tenants import checks, holds
from tenants.models import Hold
from tests.support.owner import owner_login
from tests.web.citizen.forms import text_of
from tests.web.province.test_supervision_pages import sign_in


def tell(office) -> None:
    """One mail to a coordinator is put into the outbox."""
    with office.seat():
        siti = office.siti.user
        siti.email = "siti@example.id"
        siti.save(update_fields=["email"])
        context = {"orang": "Wulan Sari", "peran": "Koordinator", "oleh": "Rina Marlina"}
        outbox.to_staff(siti, "role_given", context, timezone.now())


@pytest.fixture
def held(fresh_database, cast):
    """Two cities with a mail that waits, in an installation that was restored."""
    tell(cast.tangerang)
    tell(cast.lebak)
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        installation_hold.hold()
    return cast


def queued(office) -> int:
    with office.seat():
        return Mail.objects.filter(status=Mail.Status.QUEUED).count()


def deliver(office) -> dict[str, int]:
    with office.seat():
        return delivery.deliver.func(office.schema)


def test_held_no_mail_goes_and_no_seal_is_made(held, fresh_database, settings, mailoutbox) -> None:
    settings.SEAL_MAIL = ["arsip@example.id"]
    assert deliver(held.tangerang) == {}
    with held.province.seat():
        assert auditing.seal_cities.func("public") == {"made": 0, "mailed": 0}
        assert not Seal.objects.exists()
    assert (mailoutbox, queued(held.tangerang)) == ([], 1)
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        said = checks.run()[0]
    assert said.startswith("This installation was restored on ")
    assert said.endswith("run `laksa open`.")


def test_opened_it_sends_what_came_since_and_not_what_waited(held, fresh_database, mailoutbox) -> None:
    tell(held.tangerang)
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert installation_hold.open_up(sends_waiting=False) == 2
        assert installation_hold.open_up(sends_waiting=False) is None
        assert not any("restored" in said for said in checks.run())
    assert (queued(held.tangerang), queued(held.lebak)) == (1, 0)
    assert deliver(held.tangerang) == {"sent": 1}
    assert len(mailoutbox) == 1


def test_what_waited_is_sent_where_that_is_asked_for(held, fresh_database, mailoutbox) -> None:
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert installation_hold.open_up(sends_waiting=True) == 0
    assert (deliver(held.tangerang), deliver(held.lebak)) == ({"sent": 1}, {"sent": 1})


def test_the_operators_page_says_so(held, fresh_database) -> None:
    operator = sign_in(held.province, "operator", "localhost")
    assert "belum dibuka: tidak ada e-mail yang dikirim" in text_of(operator.get("/platform/"))
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        installation_hold.open_up(sends_waiting=False)
    assert "belum dibuka" not in text_of(operator.get("/platform/"))


def test_a_second_mark_does_not_move_the_first(fresh_database) -> None:
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        installation_hold.hold()
        first = holds.since()
        holds.hold(timezone.now() + timedelta(days=1))
        assert (holds.since(), Hold.objects.count()) == (first, 1)


def test_the_commands(fresh_database) -> None:
    assert fresh_database.laksa("hold").returncode == 0
    checked = fresh_database.laksa("check")
    assert (checked.returncode, "run `laksa open`" in checked.stdout) == (1, True)
    assert "0 mails from before were cancelled" in fresh_database.laksa("open").stdout
    assert fresh_database.laksa("open").stdout == "This installation was open already.\n"
