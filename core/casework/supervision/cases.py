"""Perkara: why somebody of the Ombudsman may open a secret report, who works on it, and until when."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm

from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import OVERSEES
from core.casework.queries.access import number_of
from core.casework.supervision import papers
from core.casework.supervision.powers import has, need
from core.common.errors import Conflict, Invalid, NotFound
from core.common.present import present
from core.common.rows import row_or_404
from core.common.text import check_text
from tenants.ledger.models import Fact
from tenants.supervision.models import Case

WORK = "work_case"
_WORDS = {"minimum": 3, "maximum": 5000}


def open_case(
    officer: Actor,
    *,
    reference: Any,
    number: Any,
    title: Any,
    ground: Any,
    ground_text: Any,
    at: datetime | None = None,
) -> Case:
    """Open a case about one report, with the reporter's consent or the legal ground written down. The one who
    opens it works on it."""
    need(officer, "open_case")
    wanted = check_text(reference, field="reference", minimum=3, maximum=40)
    name = check_text(title, field="title", minimum=3, maximum=150)
    words = check_text(ground_text, field="ground_text", **_WORDS)
    if ground not in Case.Ground.values:
        raise Invalid.at("ground", _("Pilih dasar pembukaan laporan."))
    with transaction.atomic():
        fact = _fact(number)
        if Case.objects.filter(reference=wanted).exists():
            raise Invalid.at("reference", _("Nomor perkara ini sudah dipakai."))
        case = Case.objects.create(
            reference=wanted,
            tenant=fact.tenant,
            number=fact.number,
            title=name,
            ground=ground,
            ground_text=words,
            opened_by_id=present(officer.user).pk,
            opened_label=officer.label[:150],
            opened_at=at or timezone.now(),
        )
        assign_perm(WORK, officer.user, case)
        written = papers.paper(case) | papers.work(case.pk, present(officer.user).pk)
        papers.write(officer, "open_case", case.opened_at, written, case=case.pk)
        return case


def _fact(number: Any) -> Fact:
    try:
        return Fact.objects.get(number=number_of(number))
    except (NotFound, Fact.DoesNotExist) as error:
        raise Invalid.at("number", _("Laporan dengan nomor ini tidak ada.")) from error


def cases(officer: Actor) -> list[Case]:
    """The cases an officer works on, open ones first; every case for the head. One query."""
    need(officer, "read")
    rows = Case.objects.all() if has(officer, "every_case") else _worked_on(officer)
    return list(rows.order_by("closed_at", "-opened_at"))


def case(officer: Actor, pk: int) -> Case:
    """One of them; NotFound when it is not among them."""
    rows = Case.objects.all() if has(officer, "every_case") else _worked_on(officer)
    return row_or_404(rows, pk=pk)


def _worked_on(officer: Actor) -> QuerySet[Case]:
    return get_objects_for_user(officer.user, WORK, Case, accept_global_perms=False, with_superuser=False)


def case_for(number: str, officer: Actor) -> Case | None:
    """The open case through which this officer may open a report, if there is one."""
    running = Case.objects.filter(number=number, closed_at=None)
    if not has(officer, "every_case"):
        running = running.filter(pk__in=_worked_on(officer))
    return running.first()


def workers(found: Case) -> list[User]:
    """Who works on a case, by name."""
    people = cast(QuerySet[User], get_users_with_perms(found, only_with_perms_in=[WORK]))
    return list(people.order_by("first_name", "username"))


def people() -> list[User]:
    """Who may be asked to work on a case."""
    return list(User.objects.filter(is_active=True, roles__overlap=list(OVERSEES)).order_by("first_name", "username"))


def assign(officer: Actor, pk: int, *, user: Any, works: bool = True) -> Case:
    """Let somebody work on a case, or no more; who works on none of them opens no secret report through it."""
    need(officer, "assign_case")
    found = case(officer, pk)
    person = next((one for one in people() if str(one.pk) == str(user)), None)
    if person is None:
        raise Invalid.at("user", _("Pilih orang dari daftar."))
    if found.closed_at:
        raise Conflict("closed", _("Perkara ini sudah ditutup."))
    with transaction.atomic():
        (assign_perm if works else remove_perm)(WORK, person, found)
        working = papers.work(found.pk, person.pk)
        written = working if works else dict.fromkeys(working, "")
        papers.write(officer, "assign_case", timezone.now(), written, case=found.pk, person=person.pk)
    return found


def close_case(officer: Actor, pk: int, *, at: datetime | None = None) -> Case:
    """End a case: nobody opens the report through it any more."""
    need(officer, "close_case")
    found = case(officer, pk)
    if found.closed_at:
        raise Conflict("closed", _("Perkara ini sudah ditutup."))
    found.closed_at = at or timezone.now()
    with transaction.atomic():
        found.save(update_fields=["closed_at"])
        papers.write(officer, "close_case", found.closed_at, papers.paper(found, "closing"), case=pk)
    return found
