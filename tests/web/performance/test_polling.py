"""Whoever keeps every public page before and after one secret report learns nothing below the city from it."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.casework import actions
from tests.support.cast import Filed, Office

SPANS = ("bulan-ini", "bulan-lalu", "12-bulan", "semua", f"{timezone.now():%Y}")
CITY_PAGES = ("/kinerja/", "/kinerja/kecamatan/36.71.01/")
CITY_FILES = ("/kinerja/unduh/opd.csv", "/kinerja/unduh/wilayah.csv")
PROVINCE_FILES = ("/data/jenis.csv", "/data/bidang.csv", "/data/jenis.json", "/data/bidang.json")
LISTS = ("/laporan/", "/peta/laporan.json", "/api/v1/reports/")


@pytest.fixture
def office(cast) -> Office:
    """A city with enough reports of the days before for its tables to show something, and one of this month.

    On the first day of a month the span "this month" would else be empty, and any report would give it a page.
    """
    yesterday = timezone.now() - timedelta(days=1)
    for state, times in (("submitted", 6), ("dispatched", 7), ("answered", 8)):
        for _report in range(times):
            cast.tangerang.file(state, at=yesterday)
    cast.tangerang.file()
    return cast.tangerang


def _parts(page: str) -> list[str]:
    """Every table and bar chart of a page: what stands below the figures of the city."""
    return re.findall(r"<table.*?</table>|<figure class=\"bars.*?</figure>", page, re.S)


def _rows(answer: Any) -> list[list[str]]:
    """The lines of a file but those of the whole city."""
    lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [line for line in lines if line[0] not in ("", "semua", "bulan")]


def _seen(office: Office) -> dict[str, Any]:
    """Everything below the city that anybody can read on the hosts of city and province."""
    here, province = Client(HTTP_HOST=office.host), Client(HTTP_HOST="localhost")
    city, found = f"/kota/{office.tenant.slug}/", dict[str, Any]()
    for span in SPANS:
        query = f"?periode={span}"
        found |= {path + query: _parts(_without_counts(here.get(path + query))) for path in CITY_PAGES}
        found |= {path + query: _rows(here.get(path + query)) for path in CITY_FILES}
        found |= {path + query: province.get(path + query).content for path in PROVINCE_FILES}
        found[city + query] = [part for part in _parts(province.get(city + query).content.decode()) if "jenis" in part]
        found[f"{city}unduh{query}"] = _rows(province.get(f"{city}unduh.csv{query}"))
    return found | {path: here.get(path).content for path in LISTS}


def _without_counts(answer: Any) -> str:
    """The page without how many reports of the city it does not break down, which its own figures tell."""
    return re.sub(r" *\d+ laporan tidak dirinci[^.]*\.", "", answer.content.decode())


def _sensitive(office: Office) -> Filed:
    return office.file("dispatched", visibility="secret")


def _misconduct(office: Office) -> Filed:
    return office.file(kind="misconduct", visibility="secret", identity="anonymous")


def _answered(office: Office) -> Filed:
    filed = office.file("answered", visibility="secret")
    with office.seat():
        actions.close(filed.number, office.joko)
    return filed


@pytest.mark.parametrize("come", [_sensitive, _misconduct, _answered])
def test_a_secret_report_moves_nothing_below_the_city(office: Office, come: Callable[[Office], Filed]) -> None:
    before = _seen(office)
    assert any(before.values())
    filed = come(office)
    after = _seen(office)
    assert {path: found for path, found in after.items() if found != before[path]} == {}
    assert not any(filed.number in str(found) for found in after.values())


def test_cities_are_compared_for_everybody_by_every_report_only(office: Office) -> None:
    """The province's front page once answered for one kind in one month: misconduct, city by city."""
    province = Client(HTTP_HOST="localhost")
    month = f"{timezone.localtime():%Y-%m}"
    plain, asked = (
        re.sub(r"<time.*?</time>|jenis=\w+&amp;", "", province.get(f"/?periode={month}{more}").content.decode())
        for more in ("", "&jenis=misconduct")
    )
    assert _parts(asked) == _parts(plain)
