"""How requests get a thread: complete ones only, and each tenant at most a share of the threads (decision 17).

waitress takes a request in with its whole body before it asks for a thread, and keeps an answer until a slow reader
has fetched it; so what is slow outside costs no thread. What is slow inside (a locked table, a big export) is kept to
its tenant here: a *lane* is the requests of one tenant. A lane has at most `share` threads; what comes beyond waits
its turn, and gets a 503 after `patience` seconds, or at once when `longest` are waiting already. Lanes
take turns. `/healthz` has a thread of its own, what looks at the database from outside another.

This module is the only one that knows waitress from inside (`channel_class`, `task_class`, `_dispatcher`):
pyproject.toml bounds its version, tests/config/test_lanes.py fails when these change.
"""

import socket
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, Task, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from core.common.present import present
from web.site.middleware import REFUSE

# Bytes of bodies a process holds at most, and the seconds one request may take to come in.
MOST_HELD = 1024 * 1024 * 1024
LONGEST_RECEIPT = 15 * 60
# Lanes with one thread of their own.
OWN_THREAD = {"/healthz": "health", "/readyz": "look", "/metrics": "look"}

# From a Host header and a path to the name of a lane.
LaneOf = Callable[[str, str], str]


@dataclass(frozen=True)
class Most:
    """The limits of one process. `patience` in seconds."""

    threads: int
    share: int
    patience: float = 5.0
    longest: int = 200


@dataclass
class Waiting:
    """A request that has no thread yet, and until when it waits (monotonic seconds)."""

    channel: Any
    until: float


@dataclass
class Lane:
    """The requests of one tenant: how many have a thread, and those that wait."""

    running: int = 0
    waiting: deque[Waiting] = field(default_factory=deque)


class Lanes(ThreadedTaskDispatcher):
    """waitress' dispatcher with a queue a lane instead of one for all."""

    def __init__(self, most: Most, lane_of: LaneOf) -> None:
        super().__init__()
        self._most = most
        self._lane_of = lane_of
        self._lanes: OrderedDict[str, Lane] = OrderedDict()  # the first is next
        self._own = {name: _OneThread() for name in set(OWN_THREAD.values())}

    def add_task(self, task: HTTPChannel) -> None:
        request = task.requests[0]
        path = getattr(request, "path", "")  # of what could not be read there is none
        if own := OWN_THREAD.get(path):
            self._own[own].add_task(task)
            return
        name = self._lane_of(request.headers.get("HOST", ""), path)
        with self.lock:
            lane = self._lanes.setdefault(name, Lane())
            is_full = len(lane.waiting) >= self._most.longest
            lane.waiting.append(Waiting(task, 0.0 if is_full else time.monotonic() + self._most.patience))
            self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        while True:
            with self.lock:
                while not self.stop_count and (found := self._next()) is None:
                    self.active_count -= 1
                    self.queue_cv.wait(self._seconds_to_next_refusal())
                    self.active_count += 1
                if self.stop_count:
                    self.active_count -= 1
                    self.stop_count -= 1
                    self.threads.discard(thread_no)
                    self.thread_exit_cv.notify()
                    return
            name, channel = present(found)
            try:
                channel.service()
            except BaseException:
                self.logger.exception("Exception when servicing a request")
            finally:
                self._leave(name)

    def _next(self) -> tuple[str, HTTPChannel] | None:
        """The request to serve now, marked as refused when it has waited too long; None when there is none."""
        now = time.monotonic()
        for name, lane in self._lanes.items():
            overdue = next((each for each in lane.waiting if each.until <= now), None)
            if overdue is not None:
                lane.waiting.remove(overdue)
                overdue.channel.requests[0].refuse = 503
                return self._take(name, lane, overdue)
        for name, lane in self._lanes.items():
            if lane.waiting and lane.running < self._most.share:
                return self._take(name, lane, lane.waiting.popleft())
        return None

    def _take(self, name: str, lane: Lane, found: Waiting) -> tuple[str, HTTPChannel]:
        lane.running += 1
        self._lanes.move_to_end(name)
        return name, found.channel

    def _leave(self, name: str) -> None:
        with self.lock:
            lane = self._lanes[name]
            lane.running -= 1
            if not lane.running and not lane.waiting:
                del self._lanes[name]
            self.queue_cv.notify()

    def _seconds_to_next_refusal(self) -> float | None:
        until = min((lane.waiting[0].until for lane in self._lanes.values() if lane.waiting), default=None)
        return None if until is None else max(0.0, until - time.monotonic())

    def shutdown(self, cancel_pending: bool = True, timeout: float = 10) -> bool:
        """End the threads; a request that has one is finished within `timeout` seconds, others are dropped."""
        with self.lock:
            self.queue.extend(each.channel for lane in self._lanes.values() for each in lane.waiting)
            self._lanes = OrderedDict((name, Lane(lane.running)) for name, lane in self._lanes.items() if lane.running)
        return super().shutdown(cancel_pending, timeout)


class _OneThread(ThreadedTaskDispatcher):
    def __init__(self) -> None:
        super().__init__()
        self.queue_logger.disabled = True  # its lines say no more than that somebody waits
        self.set_thread_count(1)


class _Answer(WSGITask):
    """A request that goes to the application, also to be refused there in the product's words."""

    def get_environment(self) -> dict[str, Any]:
        environ = super().get_environment()
        if status := getattr(self.request, "refuse", None):
            environ[REFUSE] = status
            if self.request.error:  # what has come of its body is no body
                environ["CONTENT_LENGTH"] = "0"
        return environ

    def write(self, data: bytes) -> None:
        # An answer to HEAD has the headers of one to GET and no body (RFC 9110, 9.3.2).
        super().write(b"" if self.request.command == "HEAD" else data)


def _refusal(channel: HTTPChannel, request: HTTPRequestParser) -> Task:
    """A request that could not be taken in: too large or one too many in our words, anything else in waitress'."""
    if isinstance(request.error, RequestEntityTooLarge | _NoRoom):
        request.refuse = request.error.code
        task: Task = _Answer(channel, request)
        task.set_close_on_finish()  # the rest of its body would be taken for the next request
        return task
    return ErrorTask(channel, request)


class _NoRoom(Error):
    code = 503
    reason = "Service Unavailable"


class _Room:
    """How many bytes of bodies the process holds, on disk mostly, and how many it may."""

    def __init__(self, most: int) -> None:
        self._most, self._held, self._lock = most, 0, threading.Lock()

    def take(self, count: int) -> bool:
        """Hold so many more; False when there is no room, and nothing more is held."""
        with self._lock:
            if self._held + count > self._most:
                return False
            self._held += count
            return True

    def give_back(self, count: int) -> None:
        with self._lock:
            self._held -= count


_room = _Room(MOST_HELD)


class _Request(HTTPRequestParser):
    """A request as it comes in. Somebody who begins a thousand uploads fills no disk; somebody who sends a byte a
    minute is not waited for."""

    error: Any  # waitress' own, or _NoRoom

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self._taken = 0
        self.begun = time.monotonic()

    def received(self, data: bytes) -> int:
        before = self.body_bytes_received
        consumed = super().received(data)
        added = self.body_bytes_received - before
        if not added or isinstance(self.error, _NoRoom):
            return consumed
        if _room.take(added):
            self._taken += added
        elif self.error is None:
            self.error, self.completed = _NoRoom("too many bodies at once"), True
            self._leave()  # at once: the others are not refused for one that is
        return consumed

    def close(self) -> None:
        self._leave()
        super().close()

    def _leave(self) -> None:
        _room.give_back(self._taken)
        self._taken = 0


class _Channel(HTTPChannel):
    parser_class = _Request
    task_class = _Answer
    error_task_class = staticmethod(_refusal)

    def received(self, data: bytes) -> bool:
        if self.request is not None and time.monotonic() - self.request.begun > LONGEST_RECEIPT:
            self.will_close = True
        return super().received(data)

    def handle_close(self) -> None:
        if self.request is not None:  # half a request
            self.request.close()
        super().handle_close()


class Server:
    """One process' web server on a socket that listens already."""

    def __init__(
        self, application: Any, listener: socket.socket, most: Most, lane_of: LaneOf, **settings: Any
    ) -> None:
        lanes = Lanes(most, lane_of)
        lanes.set_thread_count(most.threads)
        self._server: BaseWSGIServer = create_server(
            application, sockets=[listener], _dispatcher=lanes, threads=most.threads, **settings
        )
        self._server.channel_class = _Channel

    def run(self) -> None:
        """Serve until SystemExit is raised in this thread, or `close` is called in another; requests in hand are
        finished."""
        self._server.run()

    def close(self) -> None:
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(self._close_all)

    def _close_all(self) -> None:
        for channel in tuple(self._server.active_channels.values()):
            channel.handle_close()
        wasyncore.close_all(self._server._map)
