"""What the database holds in our own words: names and sentences of the lists every installation starts with."""

from django.utils.translation import gettext

from core.common.formats import once_a_language


@once_a_language
def in_language(text: str) -> str:
    """A category, topic, reason or legal basis in the reader's language.

    Those of the seeded lists have an English; what a city or the province wrote itself is returned as it stands.
    """
    return gettext(text) if text else ""
