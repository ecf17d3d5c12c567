"""The engine of our pages: Jinja2 by Django's own backend (the setting TEMPLATES).

Pages import their components: `{% import "components/ui.html" as ui %}`; templates/components/README.md lists them.
"""

from datetime import date, datetime
from functools import cache, lru_cache
from types import MethodType
from typing import Any
from urllib.parse import quote

import jinja2
from django.http import HttpRequest
from django.template.defaultfilters import linebreaks_filter, linebreaksbr, urlize
from django.templatetags.static import static
from django.urls import get_urlconf, reverse
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.html import json_script
from django.utils.text import capfirst
from django.utils.translation import gettext as django_gettext
from django.utils.translation import ngettext, npgettext, pgettext
from jinja2.utils import missing
from markupsafe import Markup

from core.common.formats import once_a_language
from core.common.translate_data import in_language
from web.html import badges, form_fields, formats, report_extras
from web.html.seal_fingerprints import fingerprint
from web.site.context import province_url

_FILTERS = (
    formats.local_date,
    formats.local_datetime,
    formats.number_id,
    formats.receipt_code,
    formats.relative,
    formats.short_date,
    badges.state_word,
    badges.status_of,
    badges.status_word,
    capfirst,
    in_language,
    json_script,
    linebreaksbr,
    urlize,
)
_GLOBALS = (
    badges.clock_of,
    badges.fine_badge,
    badges.short_badge,
    badges.name_of_status_icon,
    form_fields.form_field,
    form_fields.listed_errors,
    report_extras.desk_letters,
    report_extras.identity_letter_url,
    report_extras.mail_preview,
    report_extras.report_mails,
    report_extras.reporter_letters,
    fingerprint,
    province_url,
    static,
)


@cache
def icon_url(name: str) -> str:
    """The address of a drawing in the sprite. It changes with a release only."""
    return f"{static('icons.svg')}#{name}"


def url_for(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by the name of its URL. NoReverseMatch when there is none."""
    return _address(get_urlconf(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(urlconf: str | None, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf, args, dict(kwargs))


@once_a_language
def _sentence(message: str) -> Markup:
    """A template's sentence; sentences of templates are markup."""
    return Markup(django_gettext(message))  # noqa: S704 (a template's own words)


@jinja2.pass_eval_context
def gettext(eval_context: jinja2.nodes.EvalContext, message: str, /, **variables: Any) -> str:
    """What `_("…")` and `{% trans %}` call hundreds of times on a page: a sentence is looked up once a language."""
    sentence = _sentence(message)
    return (sentence if eval_context.autoescape else str(sentence)) % variables


@jinja2.pass_context
def is_current(context: jinja2.runtime.Context, url: str) -> bool:
    """Whether the page shown lies under this address ("/" only for itself)."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    return path == url if url == "/" else path.startswith(url)


def machine_time(value: datetime) -> str:
    """For `<time datetime>`: ISO 8601 with the offset of the tenant's time zone."""
    return timezone.localtime(value).isoformat(timespec="seconds")


def _date(value: date | datetime, form: str) -> str:
    """By Django's letters for parts of a date, in the tenant's time zone."""
    return format_date(timezone.localtime(value) if isinstance(value, datetime) else value, form)


class Nothing(jinja2.ChainableUndefined):
    """An attribute of nothing is nothing, as in Django's own templates. One of a method that nobody called is a fault:
    Django's language calls methods by itself, Jinja2 does not. TypeError then."""

    def __init__(self, hint: str | None = None, obj: Any = missing, *args: Any, **kwargs: Any) -> None:
        _refuse_method(obj)
        super().__init__(hint, obj, *args, **kwargs)


def _refuse_method(value: Any) -> Any:
    if isinstance(value, MethodType):
        raise TypeError(f"a template names the method {value.__qualname__} without calling it")
    return value


class Environment(jinja2.Environment):
    """Jinja2's own, which meets a page's dictionaries (`TypedDict`) first as objects and takes the exception."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options: Any) -> jinja2.Environment:
    made = Environment(
        autoescape=True,
        undefined=Nothing,
        finalize=_refuse_method,
        extensions=["jinja2.ext.i18n"],
        keep_trailing_newline=True,
        loader=options["loader"],
        auto_reload=options["auto_reload"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension i18n
        django_gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= {"_": gettext, "gettext": gettext}
    made.globals |= {function.__name__: function for function in _GLOBALS}
    made.globals |= {"url_for": url_for, "icon_url": icon_url, "is_current": is_current}
    made.globals |= {"get_language": translation.get_language}
    made.filters |= {function.__name__: function for function in _FILTERS}
    made.filters |= {"date": _date, "linebreaks": linebreaks_filter, "machine_time": machine_time, "urlencode": quote}
    return made
