"""The areas of the city as a select offers them. They come from memory."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.areas import lookup
from tenants.context import current
from tenants.lazy_text import Promise

Choices = list[tuple[Any, Any]]


def areas(empty: Promise, *, with_kecamatan: bool = False) -> Choices:
    """The city's kelurahan by kecamatan; a whole kecamatan is the first of its group where that may be chosen."""
    groups: Choices = [("", empty)]
    for kecamatan in lookup.areas_of(current().code):
        members = [(area.code, area.name) for area in kecamatan.areas]
        whole = [(kecamatan.code, _("Seluruh Kec. %(name)s") % {"name": kecamatan.name})] if with_kecamatan else []
        groups.append((kecamatan.name, whole + members))
    return groups
