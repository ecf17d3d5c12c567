"""What each role may do, as data. A role is the whole city's (`User.roles`) or a unit's (an object permission)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles a person holds in the whole city or in the province."""

    COORDINATOR = "coordinator", _("Koordinator")
    LEADER = "leader", _("Pimpinan")
    ADMIN = "admin", _("Admin")
    ASSISTANT = "assistant", _("Asisten Ombudsman")
    LEAD = "lead", _("Ketua tim Ombudsman")
    HEAD = "head", _("Kepala perwakilan")
    OPERATOR = "operator", _("Operator")


class UnitRole(models.TextChoices):
    """Roles a person holds in one unit; the values are the codenames of guardian's object permissions on Unit."""

    OFFICER = "handle_unit", _("Petugas OPD")
    HEAD = "head_unit", _("Kepala OPD")
    FIELD = "field_unit", _("Petugas lapangan")


CITY_ROLES = (Role.COORDINATOR, Role.LEADER, Role.ADMIN)
PROVINCE_ROLES = (Role.ASSISTANT, Role.LEAD, Role.HEAD, Role.OPERATOR)

# Who may look at reports on the desk. Admins look after people and texts, not reports; operators read no report.
SEES_EVERY_REPORT = frozenset({Role.COORDINATOR, Role.LEADER})
READS_IDENTITY = frozenset({Role.COORDINATOR})
OVERSEES = frozenset({Role.ASSISTANT, Role.LEAD, Role.HEAD})
