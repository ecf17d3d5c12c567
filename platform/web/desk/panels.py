"""The actions somebody is offered on a report, each with its form and with what the citizen gets from it."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from core.audit.sentences import citizen_sentence
from core.reports.models import Report
from web.desk import shown
from web.desk.forms import ACTIONS, ALL, OPERATIONS, ActionForm, Offer
from web.files.pictures import picture
from web.files.uploads import Photos

# Stands in a sentence where a field's text will.
_PLACE = "\ufffc"
# Their sentence in the history tells the reporter nothing new.
_WITHOUT_SENTENCE = frozenset({"correct", "anonymise"})


def offered(
    names: list[str], offer: Offer, forms: Mapping[str, ActionForm], opened: Collection[str] = ()
) -> tuple[list[shown.Panel | shown.ClosedPanel], list[shown.Panel | shown.ClosedPanel]]:
    """What moves the report on, and what leaves it where it is; `forms` holds one that was refused.

    A panel that is closed has no form yet: it is fetched when somebody opens it. `opened` are asked for.
    """
    moving = [_offered(name, offer, forms, opened) for name in ACTIONS if name in names]
    # Verifying puts right what correcting would.
    spare = {"correct"} - forms.keys() if "verify" in names else set()
    staying = [name for name in OPERATIONS if name in names and name not in spare]
    return moving, [_offered(name, offer, forms, opened) for name in staying]


def _offered(
    action: str, offer: Offer, forms: Mapping[str, ActionForm], opened: Collection[str]
) -> shown.Panel | shown.ClosedPanel:
    line = ALL[action]
    if action in forms or action in opened or line.is_open or line.is_one_button:
        return panel(action, offer, forms.get(action))
    return {"name": action, "line": line, "form": None, "url": _url(action, offer.report), "is_open": False}


def _url(action: str, report: Report) -> str:
    return reverse("desk_act", args=[report.number, action])


def panel(action: str, offer: Offer, refused: ActionForm | None = None) -> shown.Panel:
    """An available action with its form: the one that was refused, or a new one."""
    line = ALL[action]
    form = refused or line.form(action)
    form.offer(offer)
    return {
        "name": action,
        "line": line,
        "form": form,
        "kept": kept_photos(form.received),
        "paired": form.paired_fields,
        "plain": form.plain_fields,
        "folded": form.folded_fields,
        "folded_title": form.folded_title,
        "is_unfolded": form.is_unfolded,
        "published": form.published_fields,
        "found": form.found,
        "extensions": form.extensions,
        "url": _url(action, offer.report),
        "is_open": not line.is_one_button,
        "sentence": _sentence(action, offer.report, form),
        "previewed": f"#id_{action}_{form.previewed}" if form.previewed else "",
    }


def _sentence(action: str, report: Report, form: ActionForm) -> shown.CitizenSentence | None:
    """What the citizen's history will say, in its very words, with the field whose text stands within it."""
    within = dict.fromkeys(form.in_sentence, _PLACE)
    details = {"unit": report.unit.short_name} if report.unit and "unit" not in form.fields else {}
    sentence = citizen_sentence(action, {"city": "…", **details, **within})
    if sentence is None or action in _WITHOUT_SENTENCE:
        return None
    before, _place, after = sentence.partition(_PLACE)
    field = f"#id_{action}_{form.in_sentence[0]}" if form.in_sentence else ""
    return {"before": before, "field": field, "after": after}


def kept_photos(received: Photos) -> list[shown.KeptPhoto]:
    """What was taken in before its form was refused."""
    return [{"id": photo.pk, **picture(photo, "", private=True)} for photo in received.kept]
