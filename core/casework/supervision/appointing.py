"""Who appoints whom at the Ombudsman: the head appoints assistants and team leads, and ends it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts import invitations
from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import PROVINCE_ROLES
from core.audit import streams
from core.casework.office.transaction import vouched_change
from core.casework.supervision import papers
from core.casework.supervision.papers import work
from core.casework.supervision.powers import APPOINTED, need
from core.common.errors import Forbidden, Invalid
from core.common.rows import row_or_404
from core.common.text import check_text
from tenants.supervision.models import CaseUserObjectPermission


def people() -> list[User]:
    """Everybody of the province with an account, by name. One query."""
    return list(User.objects.filter(email_hash=None).order_by("-is_active", "first_name", "username"))


def appoint(officer: Actor, *, username: Any, name: Any, role: Any) -> tuple[User, str]:
    """Make somebody assistant or team lead; the account and the token of the invitation, which is shown once."""
    need(officer, "appoint")
    word = check_text(username, field="username", minimum=3, maximum=60).lower()
    full = check_text(name, field="name", minimum=3, maximum=140)
    _check_role(role)
    if User.objects.filter(username=word).exists():
        raise Invalid.at("username", _("Nama pengguna ini sudah dipakai."))
    first, _space, last = full.partition(" ")
    with vouched_change(streams.PROVINCE, officer, None) as write:
        person = User(username=word, first_name=first, last_name=last, roles=[role])
        person.set_unusable_password()
        person.save()
        write("appoint", person=str(person), role=role)
        return person, invitations.invite(person)


def change_role(officer: Actor, pk: int, *, role: Any) -> User:
    """Assistant to team lead, or back."""
    need(officer, "appoint")
    _check_role(role)
    with vouched_change(streams.PROVINCE, officer, None) as write:
        person = _appointed(pk)
        person.roles = [role]
        person.save(update_fields=["roles"])
        write("change_role", person=str(person), role=role)
    return person


def dismiss(officer: Actor, pk: int) -> User:
    """End an appointment: the account is closed, its sessions end, its cases are no longer opened by it."""
    need(officer, "appoint")
    with vouched_change(streams.PROVINCE, officer, None) as write:
        person = _appointed(pk)
        person.is_active, person.roles = False, []
        # A session hangs on the password, so every one of them ends with it.
        person.set_unusable_password()
        person.save(update_fields=["is_active", "roles", "password"])
        held = CaseUserObjectPermission.objects.filter(user=person)
        cases = {
            name: "" for case in held.values_list("content_object_id", flat=True) for name in work(case, person.pk)
        }
        held.delete()
        write("dismiss", person=str(person))
        if cases:
            papers.write(officer, "dismiss", timezone.now(), cases, person=person.pk)
    return person


def _check_role(role: Any) -> None:
    if role not in APPOINTED:
        raise Invalid.at("role", _("Pilih asisten atau ketua tim."))


def _appointed(pk: int) -> User:
    """Somebody the head may change: neither another head nor an operator."""
    person = row_or_404(User.objects.select_for_update(), pk=pk, email_hash=None)
    if set(person.roles) & (set(PROVINCE_ROLES) - set(APPOINTED)):
        raise Forbidden()
    return person
