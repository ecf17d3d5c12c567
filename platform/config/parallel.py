"""Django work shared out among processes. This module loads without Django: a new process imports it first."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, wait
from typing import Any

_POLL_SECONDS = 0.5
Tick = Callable[[], None]

_counter: Any = None


def each(
    function: Callable[[Any, Tick], None],
    arguments: Iterable[Any],
    *,
    processes: int,
    show: Callable[[int], None],
) -> None:
    """Call `function(argument, tick)` for every argument; `show` now and then gets the number of calls of `tick`.

    The processes are new interpreters: forked ones would share the database connection. The first error is raised, and
    ends the others' work where it is, as Ctrl+C does: each job must be a transaction.
    """
    context = multiprocessing.get_context("spawn")
    counter = context.Value("i", 0)
    pool = ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(counter,))
    try:
        # Ctrl+C reaches every process of the terminal: these pass it over, the one that began them ends them.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        waiting = {pool.submit(_call, function, argument) for argument in arguments}
        signal.signal(signal.SIGINT, before)
        while waiting:
            ended, waiting = wait(waiting, timeout=_POLL_SECONDS)
            show(counter.value)
            for job in ended:
                job.result()
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(counter: Any) -> None:
    import django

    from config import logs

    global _counter
    django.setup()
    logs.configure()
    _counter = counter


def _call(function: Callable[[Any, Tick], None], argument: Any) -> None:
    function(argument, _tick)


def _tick() -> None:
    with _counter.get_lock():
        _counter.value += 1
