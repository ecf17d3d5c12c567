"""The citizen's pages weigh at most 100 kB compressed before the map: page, styles, scripts; photos do not count."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core.casework import actions
from tests.support.cast import add_photo

BUDGET = 100_000  # bytes, gzip
# What draws a map; loaded after the page, and only by pages with one.
OF_THE_MAP = {"map.css", "map.js", "clusters.js"}

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("boundaries")]  # needs the built assets, as a browser does


def weight(response) -> int:
    """Bytes of a page and of the styles and scripts it asks for, each compressed."""
    body = response.content
    names = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', body.decode())) - OF_THE_MAP
    assert {"laksa.css", "citizen.js"} <= names
    files = [Path(finders.find(name)).read_bytes() for name in names]
    return sum(len(gzip.compress(content)) for content in (body, *files))


def test_every_page(client, office) -> None:
    for _ in range(21):
        filed = office.file("in_progress", photos=1, lat=-6.17, lon=106.61)
        with office.seat():
            actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=[add_photo().pk])
    client.post("/lacak/", {"number": filed.number, "code": filed.code})
    paths = ["/", "/lapor/", "/laporan/", "/peta/", f"/laporan/{filed.number}/", "/lacak/", "/privasi/"]
    paths += ["/lacak/laporan/", "/lacak/tanda-terima/"]
    weights = {path: weight(client.get(path)) for path in paths}
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ > BUDGET} == {}
