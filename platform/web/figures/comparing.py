"""The cities compared as a page needs them: all of them ranked, and the span before of those it shows.

One statement while the cities are few. With many, the span before is asked for the shown ones alone, in a statement of
its own: it adds up with nothing else on the page.
"""

from dataclasses import replace

from django.utils import timezone

from oversight import queries
from oversight.figures import Comparison
from oversight.periods import period
from web.figures.query_params import FigureQuery
from web.figures.ranking import MOST, Ranking, ranking
from web.site.requests import TenantRequest


def compare(request: TenantRequest, wanted: FigureQuery) -> tuple[Comparison, Ranking]:
    """The comparison, and the part of the ranking that is asked for."""
    now = timezone.now()
    span = period(wanted.period, now, request.tenant.zone)
    are_few = queries.number_of_cities() <= MOST
    found = queries.comparison(now, span, wanted.only, with_before=are_few)
    shown = ranking(found.cities, wanted)
    if not are_few:
        earlier = queries.earlier(now, span, wanted.only, [city.place.schema_name for city in shown.cities])
        cities = tuple(city._replace(before=earlier.get(city.place.schema_name)) for city in shown.cities)
        shown = replace(shown, cities=cities)
    return found, shown
