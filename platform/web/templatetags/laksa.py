"""`{% load laksa %}`: what templates use. Words come from `web.html.formats`, badges from `web.html.badges`."""

from datetime import datetime
from typing import Any, Literal

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.common.translate_data import in_language
from web.html import badges, form_renderer, formats

register = template.Library()

for of_time in (formats.local_date, formats.short_date, formats.local_datetime, formats.relative):
    register.filter(of_time)
register.filter(in_language)
for word in (formats.number_id, formats.receipt_code, badges.status_of, badges.status_word, badges.state_word):
    register.filter(word)
for mark in (badges.icon, badges.state_badge, badges.status_icon, badges.clock, badges.ago):
    register.simple_tag(mark)


@register.simple_tag
def time_tag(value: datetime | None) -> SafeString:
    """A <time>: the full date and time, the relative one beside it."""
    if value is None:
        return SafeString("")
    full, machine = formats.local_datetime(value), value.isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{} · {}</time>', machine, full, formats.relative(value))


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hint: str = "", optional: bool = True, **attrs: Any) -> SafeString:
    """One field with label, hint, error and control. See templates/components/README.md."""
    named = {name.replace("_", "-"): value for name, value in attrs.items()}
    return form_renderer.field(bound, label=label, hint=hint, is_optional=optional, attrs=named)


def _first_id(bound: BoundField) -> str:
    """The id of the control an error leads to: a group's first choice."""
    is_group = form_renderer.is_group(bound.field.widget)
    return f"{bound.auto_id}_0" if is_group else bound.id_for_label or bound.auto_id


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm | Literal[""] | None) -> dict[str, Any]:
    """All errors of a bound form, each a link to its field; nothing on a page without a form (`""` in a template)."""
    if not form or not form.is_bound or not form.errors:
        return {"errors": []}
    listed = [{"href": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{_first_id(bound)}"
        listed += [{"href": href, "text": text} for text in bound.errors]
    return {"errors": listed}


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str) -> SafeString | str:
    """`aria-current="page"` where the page shown lies under this address ("/" only for itself)."""
    request = context.get("request")
    path = request.path if request else ""
    here = path == url if url == "/" else path.startswith(url)
    return format_html('aria-current="{}"', "page") if here else ""
