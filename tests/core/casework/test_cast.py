"""The cast is what the other tests believe it to be."""

import pytest

from core.reports.kinds import State


@pytest.mark.parametrize("state", State.values)
def test_reports_are_brought_to_every_state(cast, state):
    for office in (cast.tangerang, cast.lebak):
        filed = office.file(state)
        assert (filed.report.state, len(filed.code)) == (state, 16)


def test_people_hold_their_parts(cast):
    office = cast.tangerang
    with office.seat():
        dishub = office.file("dispatched").report.unit_id
    assert office.siti.roles == {"coordinator"}
    assert office.dewi.unit_roles == {dishub: {"handle_unit"}}
    assert office.rahmat.unit_roles == {dishub: {"head_unit"}}
    assert office.agus.unit_roles == {dishub: {"field_unit"}}
    assert dishub not in office.budi.unit_roles
    assert not office.nobody.is_staff
    assert cast.province.head.roles == {"head"}
