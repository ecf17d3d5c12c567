"""What the words of a report say about it before it is sent: which category it may be, and whether to call first."""

from collections.abc import Iterable
from typing import Any

from core.catalogue.models import Category
from core.common.translate_data import in_language


def category_words(categories: Iterable[Category]) -> dict[str, dict[str, Any]]:
    """By code: name, words that point to the category, and whether it is an emergency. For the form's script.

    The words stay on the citizen's device: nothing of a report is sent anywhere before the citizen sends it.
    """
    return {
        category.code: {
            "name": in_language(category.name),
            "words": list(category.keywords),
            **({"emergency": True} if category.is_emergency else {}),
        }
        for category in categories
        if category.keywords or category.is_emergency
    }
