"""What cities say to figures published of them, as the public pages show it beside the figures."""

from dataclasses import dataclass
from datetime import datetime

from core.casework.supervision import statements
from oversight.figures import CityPlace
from web.figures.query_params import period_label


@dataclass(frozen=True)
class Statement:
    city: str
    measure: str
    period: str
    text: str
    at: datetime


def statements_of(places: list[CityPlace]) -> list[Statement]:
    """The words of these cities, by city. One query."""
    standing = statements.standing(places[0].schema_name if len(places) == 1 else "")
    return [
        Statement(
            city=place.short_name,
            measure=str(statements.MEASURES.get(said.measure, said.measure)),
            period=period_label(said.period),
            text=said.text,
            at=said.at,
        )
        for place in places
        for said in standing.get(place.schema_name, [])
    ]
