"""A report whose pin lies in one's own city goes to another only when the coordinator says that it is meant so."""

import pytest
import shapely

from core.casework import actions
from core.common.errors import Invalid
from core.reports.models import Report
from tests.web.desk.test_desk_procedure import page_of, panels

OWN, OTHER = {"lat": -6.17, "lon": 106.61}, {"lat": -6.17, "lon": 106.65}
SENTENCE = "Titik di peta terletak di daerah ini."


@pytest.fixture
def outlines(db, monkeypatch) -> None:
    """A square of Kota Tangerang beside one of Kabupaten Lebak, in the memory of this process."""
    from tenants.areas import lookup
    from tenants.areas.index import AreaRow, AreaShape, Atlas
    from tenants.areas.models import Area
    from tenants.seats import tenant_seat

    with tenant_seat("t3671"):
        rows = [AreaRow(*row) for row in Area.objects.values_list("code", "name", "type")]
    boxes = {
        "36.71.01.1001": shapely.box(106.60, -6.18, 106.62, -6.16),
        "36.02.01.2002": shapely.box(106.64, -6.18, 106.66, -6.16),
    }
    shapes = [AreaShape(code, box, "Peta uji.") for code, box in boxes.items()]
    atlas = Atlas.of(rows, shapes)
    monkeypatch.setattr(lookup, "_atlas", lambda: atlas)


def pinned(office, pin: dict) -> str:
    number = office.file().number
    with office.seat():
        Report.objects.filter(number=number).update(**pin)
    return number


def state(office, number: str) -> str:
    with office.seat():
        return Report.objects.get(number=number).state


def test_the_desk_asks_about_a_pin_of_its_own_and_tells_why_it_refused(office, desk, outlines):
    number, client = pinned(office, OWN), desk("siti")
    assert "own_pin" in panels(client.get(f"{page_of(number)}?tindakan=transfer"))["transfer"]["form"].fields
    answer = client.post(f"{page_of(number)}transfer/", {"to": "36.02", "note": "Jalan ini masuk Lebak."})
    page = answer.content.decode()
    assert (answer.status_code, SENTENCE in page, "Jalan ini masuk Lebak." in page) == (400, True, True)
    assert state(office, number) == "submitted"
    client.post(f"{page_of(number)}transfer/", {"to": "36.02", "own_pin": "on"})
    assert state(office, number) == "transferred"


def test_a_pin_elsewhere_is_no_question(office, desk, outlines):
    number, client = pinned(office, OTHER), desk("siti")
    assert "own_pin" not in panels(client.get(f"{page_of(number)}?tindakan=transfer"))["transfer"]["form"].fields
    client.post(f"{page_of(number)}transfer/", {"to": "36.02"})
    assert state(office, number) == "transferred"


@pytest.mark.parametrize("said", [False, None, "", "0", "ya", 5, ["on"]])
def test_whatever_is_no_yes_is_a_no(office, outlines, said):
    number = pinned(office, OWN)
    with office.seat(), pytest.raises(Invalid) as refused:
        actions.transfer(number, office.siti, to="36.02", own_pin=said)
    assert list(refused.value.errors) == ["own_pin"]
    assert state(office, number) == "submitted"
