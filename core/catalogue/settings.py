"""The choices of a city (`CitySettings`): read where they matter, changed by its admin."""

from core.catalogue.models import CitySettings


def city_settings() -> CitySettings:
    """The present city's settings; the defaults, unsaved, until somebody has changed one. One query."""
    return CitySettings.objects.filter(pk=1).first() or CitySettings()
