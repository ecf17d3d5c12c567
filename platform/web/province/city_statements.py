"""What cities say to figures published of them, as the public pages show it beside the figures."""

from typing import Any

from core.casework.supervision import statements
from oversight.figures import CityPlace
from web.figures.links import short_name
from web.figures.sentences import period_label


def beside(places: list[CityPlace]) -> list[dict[str, Any]]:
    """The words of these cities, by city. One query."""
    only = places[0].schema_name if len(places) == 1 else ""
    standing = statements.standing(only)
    return [
        {
            "city": short_name(place),
            "measure": statements.MEASURES.get(found.measure, found.measure),
            "period": period_label(found.period),
            "text": found.text,
            "at": found.at,
        }
        for place in places
        for found in standing.get(place.schema_name, [])
    ]
