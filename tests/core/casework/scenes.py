"""A report in some state, every action called on it, and what became of the call."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from core.accounts.actors import Actor
from core.casework import actions
from core.casework.actions.transferring import destinations
from core.common.errors import Refused
from core.reports.models import Report
from tests.support.cast import Filed, Office, add_photo

NOT_FOUND, FORBIDDEN, WRONG_STATE = "NotFound not_found", "Forbidden forbidden", "Conflict wrong_state"
# Where an action leads that leaves the state as it is.
SAME = ""
TEXT = "Kami periksa hari ini."


@dataclass(frozen=True)
class Scene:
    """A report in some state, and what actions need: its photo, another report, and a photo nobody has used."""

    filed: Filed
    own_photo: UUID
    survivor: str
    photo: str

    @property
    def number(self) -> str:
        return self.filed.number


CALLS: dict[str, Callable[[Scene, Actor], Report]] = {
    "ask": lambda at, actor: actions.ask(at.number, actor, text=TEXT),
    "record_reply": lambda at, actor: actions.record_reply(at.number, actor, text=TEXT),
    "withdraw_question": lambda at, actor: actions.withdraw_question(at.number, actor, text=TEXT),
    "go_on_without": lambda at, actor: actions.go_on_without(at.number, actor, text=TEXT),
    "verify": lambda at, actor: actions.verify(at.number, actor),
    "reject": lambda at, actor: actions.reject(at.number, actor, reason="tidak-jelas"),
    "refer": lambda at, actor: actions.refer(at.number, actor, agency="PLN", text=TEXT),
    "transfer": lambda at, actor: actions.transfer(at.number, actor, to=destinations()[0].code),
    "accept": lambda at, actor: actions.accept(at.number, actor),
    "hand_back": lambda at, actor: actions.hand_back(at.number, actor, text=TEXT),
    "recall": lambda at, actor: actions.recall(at.number, actor),
    "merge": lambda at, actor: actions.merge(at.number, actor, into=at.survivor),
    "resolve_outside": lambda at, actor: actions.resolve_outside(at.number, actor, text=TEXT),
    "dispatch": lambda at, actor: actions.dispatch(at.number, actor, unit="dlh"),
    "redispatch": lambda at, actor: actions.redispatch(at.number, actor, unit="dlh"),
    "send_back": lambda at, actor: actions.send_back(at.number, actor, note=TEXT),
    "start": lambda at, actor: actions.start(at.number, actor),
    "answer": lambda at, actor: actions.answer(at.number, actor, text=TEXT),
    "rework": lambda at, actor: actions.rework(at.number, actor, note=TEXT),
    "close": lambda at, actor: actions.close(at.number, actor),
    "correct": lambda at, actor: actions.correct(at.number, actor, kind="aspiration"),
    "redact": lambda at, actor: actions.redact(at.number, actor, text=TEXT),
    "hide_photo": lambda at, actor: actions.hide_photo(at.number, actor, photo=at.own_photo),
    "message": lambda at, actor: actions.message(at.number, actor, text=TEXT),
    "note": lambda at, actor: actions.note(at.number, actor, text=TEXT),
    "extend": lambda at, actor: actions.extend(at.number, actor, days=3, text=TEXT),
    "add_part": lambda at, actor: actions.add_part(at.number, actor, unit="dpupr", note=TEXT),
    "finish_part": lambda at, actor: actions.finish_part(at.number, actor, note=TEXT),
    "return_part": lambda at, actor: actions.return_part(at.number, actor, note=TEXT),
    "withdraw_part": lambda at, actor: actions.withdraw_part(at.number, actor, unit="dlh", note=TEXT),
    "work_photos": lambda at, actor: actions.work_photos(at.number, actor, attachments=[at.photo]),
    "follow_up": lambda at, actor: actions.follow_up(at.number, actor, text=TEXT),
    "check": lambda at, actor: actions.check(at.number, actor),
    "anonymise": lambda at, actor: actions.anonymise(at.number, actor, cause="request"),
}  # fmt: skip


def outcome(call: Callable[[], Report]) -> str:
    """What really happens, undone afterwards if it succeeded. A refusal has to undo its own work."""
    before = transaction.savepoint()
    try:
        report = call()
    except Refused as refused:
        transaction.savepoint_commit(before)
        return f"{type(refused).__name__} {refused.code}"
    transaction.savepoint_rollback(before)
    return report.state


def set_scene(office: Office, state: str) -> Scene:
    with office.seat():
        filed = office.file(state, photos=1)
        return Scene(filed, filed.report.attachments.get().pk, office.file().number, str(add_photo().pk))
