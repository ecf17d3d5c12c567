"""Drawing a <select> in one go. Django renders a template for every option, and a list of kelurahan has hundreds."""

from html import escape
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


def select(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """What `bound.as_widget(attrs=attrs)` draws for a Select, without its white space."""
    widget = bound.field.widget
    if bound.field.localize:
        widget.is_localized = True
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    drawn = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    groups = mark_safe("".join(_group(name, options) for name, options, _index in drawn["optgroups"]))  # noqa: S308
    return format_html('<select name="{}"{}>{}</select>', drawn["name"], flatatt(drawn["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(map(_option, options))
    return f'<optgroup label="{escape(str(name))}">{drawn}</optgroup>' if name else drawn


def _option(option: dict[str, Any]) -> str:
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escape(str(option["value"]))}"{attrs}>{conditional_escape(option["label"])}</option>'
