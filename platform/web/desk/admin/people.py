"""`/petugas/orang/`: who works here, with which roles; new people, lost phones, and those who leave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.models import User
from core.accounts.roles import CITY_ROLES, Role, UnitRole
from core.casework import office, queries
from core.casework.common.actors import members
from core.casework.office import Invited
from core.catalogue.models import Unit
from core.common.present import present
from tenants import sites
from web.accounts.adapters import send_by_mail
from web.desk.admin import pages
from web.desk.admin.access import admin_required
from web.desk.shell import page
from web.html.forms import Given, PlainForm, hint_choices, line, tried
from web.site.requests import StaffRequest

_ROLE_HINTS = {
    Role.COORDINATOR.value: gettext_lazy("Memverifikasi, meneruskan, memeriksa dan menutup semua laporan."),
    Role.LEADER.value: gettext_lazy("Membaca semua laporan tanpa identitas pelapor; tidak mengubah apa pun."),
    Role.ADMIN.value: gettext_lazy("Mengurus orang, OPD, pengaturan dan teks; tidak membuka laporan."),
}
_UNIT_ROLE_HINTS = {
    UnitRole.OFFICER.value: gettext_lazy("menjawab laporan OPD-nya"),
    UnitRole.HEAD.value: gettext_lazy("menjawab, dan diberi tahu bila laporan terlambat"),
    UnitRole.FIELD.value: gettext_lazy("mengirim foto dari lapangan"),
}
SEPARATOR = ":"


class RolesForm(PlainForm):
    """Roles in the city, those held in units, and one more in a unit."""

    data: QueryDict
    roles = Given(
        label=gettext_lazy("Peran untuk seluruh kota atau kabupaten"),
        required=False,
        widget=forms.CheckboxSelectMultiple(choices=[(role.value, role.label) for role in CITY_ROLES]),
    )
    held = Given(label=gettext_lazy("Peran di OPD"), required=False, widget=forms.CheckboxSelectMultiple)
    unit = Given(label=gettext_lazy("OPD"), required=False, widget=forms.Select)
    unit_role = Given(label=gettext_lazy("Peran di OPD itu"), required=False, widget=forms.Select)

    def __init__(self, data: Any = None, *, user: User | None = None) -> None:
        """Three queries: units, and what the person holds."""
        held = office.unit_roles_of(user) if user else frozenset()
        values = sorted(f"{unit}{SEPARATOR}{role}" for unit, role in held)
        super().__init__(data, initial={"roles": user.roles if user else [], "held": values})
        names = dict(Unit.objects.values_list("code", "short_name"))
        hint_choices(self, "roles", _ROLE_HINTS)
        self.fields["held"].widget.choices = [(value, _held_label(value, names)) for value in values]
        self.fields["unit"].widget.choices = [
            ("", _("Tidak menambah")),
            *((unit.code, unit.short_name) for unit in queries.units()),
        ]
        self.fields["unit_role"].widget.choices = [
            (role.value, f"{role.label}: {_UNIT_ROLE_HINTS[role.value]}") for role in UnitRole
        ]
        if not values:
            del self.fields["held"]

    def wanted(self) -> dict[str, Any]:
        """The arguments of `office.set_roles`."""
        pairs = [tuple(value.partition(SEPARATOR)[::2]) for value in self.data.getlist("held")]
        if unit := self.data.get("unit"):
            pairs.append((unit, self.data.get("unit_role", "")))
        return {"roles": self.data.getlist("roles"), "unit_roles": pairs}


class NewPersonForm(RolesForm):
    """A new person, with the first roles."""

    name = line(gettext_lazy("Nama lengkap"))
    username = line(
        gettext_lazy("Nama pengguna"),
        hint=gettext_lazy("Dipakai untuk masuk: huruf kecil, angka, titik. Misalnya siti.aminah."),
        autocapitalize="none",
        spellcheck="false",
    )
    email = line(
        gettext_lazy("E-mail"),
        required=False,
        hint=gettext_lazy("Undangan dan ringkasan pagi dikirim ke sini."),
        inputmode="email",
    )
    field_order = ("name", "username", "email", "roles", "unit", "unit_role")


def _held_label(value: str, names: dict[str, str]) -> str:
    unit, _separator, role = value.partition(SEPARATOR)
    return f"{UnitRole(role).label}, {names[unit]}"


@admin_required
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Everybody of the office, those who left too."""
    found = members()
    context: pages.PeoplePage = {
        "members": [member for member in found if member.user.is_active],
        "former": [member for member in found if not member.user.is_active],
        "only_people": not request.actor.sees_reports,
    }
    return page(request, "admin_people", context)


@never_cache
@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """A new person; sent, a link to get in goes to him or her."""
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        values = {**form.values("name", "username", "email"), **form.wanted()}
        invited = tried(form, lambda: office.add_person(request.actor, **values))
        if invited:
            return _link_page(request, invited, _("%(person)s ditambahkan") % {"person": invited.user}, status=201)
    return page(request, "admin_person_add", {"form": form}, form.status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: StaffRequest, username: str) -> HttpResponse:
    """One person: roles to change, and ways in to renew or close."""
    user = office.person(username)
    form = RolesForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound:
        changed = tried(form, lambda: office.set_roles(username, request.actor, **form.wanted()))
        if changed:
            messages.success(request, _("Peran %(person)s disimpan.") % {"person": changed})
            if waiting := [grant.label for grant in changed.waiting_roles.all()]:
                words = {"roles": ", ".join(waiting)}
                messages.info(request, _("Menunggu persetujuan orang kedua: %(roles)s") % words)
            return redirect("desk_person", changed.username)
    return _person_page(request, user, form)


@admin_required
@require_POST
def deactivate(request: StaffRequest, username: str) -> HttpResponse:
    user = office.person(username)
    gaps, form = office.gaps_without(user), PlainForm(request.POST)
    closed = tried(form, lambda: office.deactivate_person(username, request.actor))
    if closed is None:
        return _person_page(request, user, form, RolesForm(user=user))
    messages.success(request, _("Akun %(person)s dinonaktifkan. Sesi dan undangannya berakhir.") % {"person": closed})
    for gap in gaps:
        sentence = _("%(unit)s kini tanpa %(role)s yang aktif. Beri peran itu kepada orang lain.")
        messages.warning(request, sentence % {"unit": gap.unit, "role": gap.label})
    return redirect("desk_person", closed.username)


@never_cache
@admin_required
@require_POST
def reactivate(request: StaffRequest, username: str) -> HttpResponse:
    return _let_in(request, username, office.reactivate_person, _("Akun %(person)s aktif lagi"))


@never_cache
@admin_required
@require_POST
def renew(request: StaffRequest, username: str) -> HttpResponse:
    return _let_in(request, username, office.renew_access, _("Cara masuk %(person)s diatur ulang"))


def _let_in(request: StaffRequest, username: str, operation: Any, title: str) -> HttpResponse:
    user, form = office.person(username), PlainForm(request.POST)
    invited = tried(form, lambda: operation(username, request.actor))
    if invited is None:
        return _person_page(request, user, form, RolesForm(user=user))
    return _link_page(request, invited, title % {"person": invited.user})


def _person_page(request: StaffRequest, user: User, form: PlainForm, roles: RolesForm | None = None) -> HttpResponse:
    """`form` carries the errors; `roles` is the form of roles where that is another one."""
    context: pages.PersonPage = {
        "member": user,
        "form": form,
        "roles": roles or form,
        "is_oneself": user.pk == present(request.actor.user).pk,
        "waiting": [grant.label for grant in user.waiting_roles.all()],
        "is_waiting": user.is_active and not office.works(user),
        "gaps": office.gaps_without(user) if user.is_active else [],
    }
    return page(request, "admin_person", context, form.status)


def _link_page(request: StaffRequest, invited: Invited, title: str, status: int = 200) -> HttpResponse:
    """The one-time link goes to the person, and to nobody else: whoever has it is that person here. Only without a
    mailbox it is shown to the admin, once; it is kept nowhere, so this page cannot be opened again."""
    link = sites.here(request, reverse("accept_invitation", args=[invited.token]))
    template, address = "account/email/office_invitation", invited.user.email
    if address:
        send_by_mail(request, template, address, link=link, invited=invited.user)
    context: pages.LinkPage = {
        "title": title,
        "invited": invited.user,
        "link": "" if address else link,
        "waiting": invited.waiting,
    }
    return page(request, "admin_link", context, status)
