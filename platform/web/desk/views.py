"""The desk of a city's office: queues, one report with its actions, the identity, notices. The admin's pages: `admin`.

Every page needs staff with a second factor. People of some units only meet the reports of these; another unit's
report is as absent as one that never was.
"""

from collections.abc import Mapping, Sequence
from functools import partial, wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.accounts.roles import Role
from core.casework import actions, queries
from core.casework.queries import DeskFilters, KeysetPage
from core.common.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Sentence
from core.common.transactions import retried
from core.reports.models import Report
from core.reports.workflow import LINES, guard
from web.accounts.access import staff_required
from web.desk import answers, deadlines, export, filing, navigation, pages, panels, presenters
from web.desk.filing import FilingForm
from web.desk.filters import bar as filters_bar
from web.desk.forms import ALL, HIDE_PHOTO, UNDO, ActionForm, Offer
from web.desk.shell import View, page, reports_required
from web.files.uploads import takes_photos
from web.site.requests import StaffRequest

NOTICES_SHOWN = 50
NEIGHBOURS_SHOWN = 5
# What of a report's page is asked to stand open: ?tindakan=ask
OPENED = "tindakan"
_STATUS = {Invalid: 400, Forbidden: 403, Conflict: 409}


@staff_required
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """To the first queue that needs this person; who looks after people only goes to the people."""
    actor = request.actor
    if not actor.sees_reports:
        return redirect("desk_people")
    return redirect("desk_queue", navigation.first_queue(actor, queries.desk_counts(actor)))


@reports_required
@require_safe
def queue(request: StaffRequest, queue: str) -> HttpResponse:
    """One queue, narrowed as the address says, the most urgent first. A report's number leads to the report."""
    title = navigation.title(queue, request.actor)
    try:
        filters = DeskFilters.read(request.GET)
        if number := queries.number_in(filters.q):
            return redirect("desk_report", queries.desk_report(request.actor, number).number)
    except Invalid as invalid:
        return _queue_page(request, queue, title, DeskFilters(), KeysetPage([]), invalid=invalid)
    except NotFound:
        pass  # the empty list says so
    after = request.GET.get("after", "")
    part = queries.desk_list(request.actor, queue, filters, after=after)
    return _queue_page(request, queue, title, filters, part, is_first=not after)


def _queue_page(
    request: StaffRequest,
    queue: str,
    title: Sentence,
    filters: DeskFilters,
    part: KeysetPage,
    *,
    is_first: bool = True,
    invalid: Invalid | None = None,
) -> HttpResponse:
    given, now, sees_every_report = filters.given, timezone.now(), request.actor.sees_every_report
    narrowed = f"?{urlencode(given)}" if given else ""
    context: pages.QueuePage = {
        "title": title,
        "bar": filters_bar(request, filters),
        "invalid": invalid,
        # Who sees some units' reports only is shown a part of them, and nothing to compare it with.
        "overdue": queries.overdue_by_both(now=now) if queue == "overdue" and sees_every_report else None,
        "now": now,
        "rows": [presenters.row(report, now) for report in part.reports],
        "shows_unit": sees_every_report and queue not in ("verify", "needs_info", "dispatch"),
        "empty": navigation.empty_sentence(queue),
        "export_url": reverse("desk_export", args=[queue]) + narrowed,
        "clear_url": request.path,
        "first_url": "" if is_first else request.path + narrowed,
        "next_url": f"{request.path}?{urlencode({**given, 'after': part.next_key})}" if part.next_key else "",
    }
    return page(request, "queue", context, _STATUS[Invalid] if invalid else 200)


@reports_required
@require_safe
def export_queue(request: StaffRequest, queue: str) -> StreamingHttpResponse:
    """The same rows as a file for a spreadsheet, however many, without texts and identities."""
    navigation.title(queue, request.actor)
    filters = DeskFilters.read(request.GET)
    lines = export.lines(request.tenant, request.actor, queue, filters, get_language())
    name = f"laksa-{request.tenant.slug}-{queue}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@reports_required
@require_safe
def report(request: StaffRequest, number: str) -> HttpResponse:
    """Everything about one report but who filed it, with the actions that can be taken now."""
    opened = request.GET.getlist(OPENED)
    return _report_page(request, queries.desk_report(request.actor, number), opened=opened)


@reports_required
@require_safe
def neighbours(request: StaffRequest, number: str) -> JsonResponse:
    """Other open reports around this one, for its map."""
    report = queries.desk_report(request.actor, number)
    around = queries.neighbours(request.actor, report)
    shown = presenters.neighbours_on_map(report, around) if around else {"type": "FeatureCollection", "features": []}
    return JsonResponse(shown, headers={"Cache-Control": "no-store"})


@takes_photos
@reports_required
def act(request: StaffRequest, number: str, action: str) -> HttpResponse:
    """Take one action. Whatever is refused changes nothing and is said on the report's own page.

    Asked for by htmx, its form alone.
    """
    if action not in ALL:
        raise NotFound()
    if request.method != "POST":
        return _form(request, number, action) if "HX-Request" in request.headers else redirect("desk_report", number)
    actor, line, form = request.actor, ALL[action], ALL[action].form(action, request.POST)
    # Read only by forms that need it.
    found = cast(Report, SimpleLazyObject(partial(queries.desk_report, actor, number)))
    try:
        if form.takes_photos and action in LINES:
            guard(actor, action, found)  # before photos are taken in; the action asks again under the report's lock
        given = form.take_in(request, found)
        changed = retried(lambda: line.run(number, actor, **given))
    except Invalid as invalid:
        return _invalid_page(request, number, action, form, invalid)
    except (Forbidden, Conflict) as refused:
        return _report_page(request, queries.desk_report(actor, number), refused=refused, typed=form.written)
    messages.success(request, line.done)
    if not queries.may_see(actor, changed):
        return redirect("desk_home")
    return redirect("desk_report", changed.number)


def _form(request: StaffRequest, number: str, action: str) -> HttpResponse:
    """The form of an action that stood closed on the page; a sentence where the action is no longer offered."""
    found = queries.desk_report(request.actor, number)
    story = queries.desk_story(found)
    is_offered = action in queries.offered(request.actor, story).all
    context = {"report": found, "panel": panels.panel(action, _offer(request, story)) if is_offered else None}
    response = render(request, "desk/action_form.html", context)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


def _offer(request: StaffRequest, story: queries.Story) -> Offer:
    """What a form fetched alone is made from. The reports one may merge into are those the page offers."""
    now = timezone.now()
    around = queries.neighbours(request.actor, story.report, size=NEIGHBOURS_SHOWN)
    same_text = queries.same_text(request.actor, story.report, now=now)
    return Offer(story.report, story, now, [*around, *same_text.newest])


def _invalid_page(request: StaffRequest, number: str, action: str, form: ActionForm, invalid: Invalid) -> HttpResponse:
    """What was typed, with what is wrong about it; or that the report is not this person's to change at all."""
    found = queries.desk_report(request.actor, number)
    try:
        if action in LINES:
            guard(request.actor, action, found)
    except (Forbidden, Conflict) as refused:
        return _report_page(request, found, refused=refused, typed=form.written)
    form.refuse(invalid)
    return _report_page(request, found, forms={action: form}, status=_STATUS[Invalid])


@reports_required
def identity(request: StaffRequest, number: str) -> HttpResponse:
    """Open the reporter's identity. Each opening is an entry in the report's history, so only by a button."""
    if request.method != "POST":
        return redirect("desk_report", number)
    found = queries.desk_report(request.actor, number)
    try:
        contact = actions.read_identity(found.number, request.actor)
    except Forbidden as refused:
        return _report_page(request, found, refused=refused)
    return _report_page(request, found, contact=contact)


def _report_page(
    request: StaffRequest,
    found: Report,
    *,
    forms: Mapping[str, ActionForm] | None = None,
    refused: Refused | None = None,
    typed: list[str] | None = None,
    contact: dict[str, str] | None = None,
    opened: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    actor, story, now = request.actor, queries.desk_story(found), timezone.now()
    allowed = queries.offered(actor, story).all
    around = queries.neighbours(actor, found, size=NEIGHBOURS_SHOWN)
    same_text = queries.same_text(actor, found, now=now)
    offer = Offer(found, story, now, [*around, *same_text.newest])
    moving, staying = panels.offered(allowed, offer, forms or {}, opened)
    context: pages.ReportPage = {
        "report": found,
        "back_url": reverse("desk_queue", args=[navigation.queue_of(found.state)]),
        "back_title": navigation.title(navigation.queue_of(found.state), actor),
        "photos": presenters.report_photos(story),
        "compared": answers.compared(story),
        "photo_switches": presenters.photo_switches(story) if "hide_photo" in allowed else [],
        "hide_photo": HIDE_PHOTO,
        "timeline": presenters.timeline(story),
        "limit_groups": deadlines.groups(story, now),
        "past_limits": deadlines.past(story, now),
        "place": presenters.place(found),
        "neighbours": presenters.neighbours(around),
        "same_sender": queries.same_sender(actor, found, now=now),
        "same_text": same_text,
        "undo": presenters.undo(actor, story, now),
        "undo_line": UNDO,
        "panels": moving,
        "more_panels": staying,
        "parts": presenters.parts(story, now),
        "links": presenters.links(actor, story),
        "turn": presenters.turn(actor, found, has_actions=bool(moving)),
        "waits_for_parts": presenters.waits_for_parts(actor, story, now),
        "check_sentence": answers.check_sentence(actor, story),
        "refusal": presenters.refusal(refused, story) if refused else None,
        "unsent": presenters.unsent(typed or [], story),
        "identity_sentence": presenters.identity_sentence(found),
        "may_read_identity": queries.may_read_identity(actor, found),
        "identity": presenters.identity(contact) if contact is not None else None,
    }
    return page(request, "report", context, _STATUS.get(type(refused), status))


def coordinator_required(view: View) -> View:
    """Only for coordinators, who also sit at the counter and the phone."""

    @wraps(view)
    @reports_required
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.has(Role.COORDINATOR):
            raise Forbidden()
        return view(request, *args, **kwargs)

    return guarded


@takes_photos
@coordinator_required
def file_report(request: StaffRequest) -> HttpResponse:
    """A report taken down at the counter or on the phone; sent, its receipt to print. The code is shown only there."""
    if request.method != "POST":
        return _filing_page(request, FilingForm())
    form = FilingForm(request.POST)
    try:
        number, code = filing.submit(request, form)
    except Invalid as invalid:
        form.refuse(invalid)
        return _filing_page(request, form, status=_STATUS[Invalid])
    except Conflict as refused:
        form.refuse(Invalid.at("", refused.message))
        return _filing_page(request, form, status=_STATUS[Conflict])
    found = queries.desk_report(request.actor, number)
    story = queries.desk_story(found)
    context: pages.ReceiptPage = {
        "report": found,
        "code": code,
        "reporter": filing.reporter(form),
        "officer": request.actor.label,
        "place": presenters.place(found),
        "entries": deadlines.entries(story, timezone.now()),
    }
    response = page(request, "receipt", context, 201)
    response["Cache-Control"] = "no-store"
    return response


def _filing_page(request: StaffRequest, form: FilingForm, status: int = 200) -> HttpResponse:
    kept = panels.kept_photos(form.received)
    context: pages.FilingPage = {"form": form, "kept": kept, "map": presenters.city_map()}
    return page(request, "filing", context, status)


@reports_required
@require_safe
def notices(request: StaffRequest) -> HttpResponse:
    """What waits for this person, the newest first."""
    found = queries.notices_for(request.actor, size=NOTICES_SHOWN)
    context: pages.NoticesPage = {"notices": [presenters.notice(entry) for entry in found], "shown": NOTICES_SHOWN}
    return page(request, "notices", context)
