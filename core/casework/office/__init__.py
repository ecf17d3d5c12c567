"""What the admin of a city changes in the office itself: people, units, settings, texts, local days off.

One function per operation, called with what it is about and the actor. Each asks for the role, changes the rows and
writes one entry into the stream `kantor` in one transaction, under one lock for the whole office: what a change looks
at ("is another coordinator left?") stays true until it is written. Refusals are the domain errors; nothing is changed
then.
"""

from core.casework.office.catalogue import add_reason, category_of, change_category, change_reason, reason_of
from core.casework.office.days_off import (
    add_local_day_off,
    check_local_day_off,
    withdraw_local_day_off,
    would_move,
)
from core.casework.office.emptying import empty_closed_units
from core.casework.office.gaps import gaps_without
from core.casework.office.granting import confirm_role, decline_role, done, waiting, works
from core.casework.office.overview import unit_row, unit_rows
from core.casework.office.people import (
    Invited,
    add_person,
    deactivate_person,
    person,
    reactivate_person,
    renew_access,
    set_roles,
    unit_roles_of,
)
from core.casework.office.settings import change_settings
from core.casework.office.units import UNIT_TYPES, change_unit, close_unit, open_unit, reopen_unit, unit_of
