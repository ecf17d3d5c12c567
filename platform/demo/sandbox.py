"""A city that is no place, for integrators to try their programs on: in no figure and in no list of cities.

It has four made-up kelurahan, without outlines, so that reports can be filed there and pins are taken unchecked.
"""

from django.conf import settings

from tenants import provisioning
from tenants.areas import lookup
from tenants.areas.codes import city_of, level_of, parent_of, plain
from tenants.areas.models import Area
from tenants.models import Tenant

# No kabupaten or kota has this code.
CODE = f"{settings.PROVINCE_CODE}.99"
NAME = "Daerah Uji Coba"
SLUG = "uji"
_AREAS = (
    ("", NAME, "kota"),
    (".01", "Uji Barat", "kecamatan"),
    (".01.1001", "Contoh Satu", "kelurahan"),
    (".01.1002", "Contoh Dua", "kelurahan"),
    (".02", "Uji Timur", "kecamatan"),
    (".02.1001", "Contoh Tiga", "kelurahan"),
    (".02.1002", "Contoh Empat", "kelurahan"),
)


def make() -> None:
    """Make the sandbox and its areas where they are missing. Owner's login; safe to repeat."""
    if not Tenant.objects.filter(code=CODE).exists():
        provisioning.create_tenant(CODE, name=NAME, slug=SLUG, is_sandbox=True)
    Area.objects.bulk_create([_area(CODE + end, name, kind) for end, name, kind in _AREAS], ignore_conflicts=True)
    lookup.forget()


def _area(code: str, name: str, kind: str) -> Area:
    return Area(
        code=code,
        name=name,
        sort_name=plain(name),
        type=kind,
        level=level_of(code),
        parent_code=parent_of(code),
        city_code=city_of(code),
    )
