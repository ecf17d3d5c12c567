"""What a citizen may write, field by field, without a database."""

import pytest

from core.common.errors import Invalid
from core.reports.drafts import attachment_ids, parse_pin


@pytest.mark.parametrize(
    ("lat", "lon", "pin"),
    [
        (None, None, (None, None)),
        ("", "", (None, None)),
        (0, 0, (0.0, 0.0)),
        ("0", "109.34", (0.0, 109.34)),
        ("-6.17020001", "106.64029999", (-6.1702, 106.6403)),
        (-90, 180, (-90.0, 180.0)),
        (" -6.17 ", "106.64", (-6.17, 106.64)),
    ],
)
def test_pins(lat, lon, pin):
    assert parse_pin(lat, lon) == pin


@pytest.mark.parametrize(("lat", "lon"), [("-0.0", "-0.00000001"), (-0.0, -0.0)])
def test_zero_has_no_sign(lat, lon):
    assert repr(parse_pin(lat, lon)) == "(0.0, 0.0)"


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (0, None), (None, 0), ("", 1), ("utara", "timur"), (True, False), ([], {}), ("nan", "1"), ("inf", "1"),
        (90.0000001, 0), (0, -180.1), (10**400, 0), ("6,17", "106,64"), ("\x00", "1"), ("\ud800", "1"),
    ],
)  # fmt: skip
def test_what_is_no_pin_is_refused_at_the_map(lat, lon):
    with pytest.raises(Invalid) as refused:
        parse_pin(lat, lon)
    assert list(refused.value.errors) == ["location"]


IDS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(6)]


def test_ids_of_photos_are_kept_in_order_and_once():
    assert [str(found) for found in attachment_ids([IDS[1], IDS[0], IDS[1].upper()])] == [IDS[1], IDS[0]]
    assert attachment_ids(()) == []
    assert len(attachment_ids([*IDS[:5], IDS[0]])) == 5


@pytest.mark.parametrize("values", [None, "x", 7, {}, ["x"], [None], [7], [[]], IDS])
def test_what_are_no_ids_is_refused_at_the_photos(values):
    with pytest.raises(Invalid) as refused:
        attachment_ids(values)
    assert list(refused.value.errors) == ["attachments"]
