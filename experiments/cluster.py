"""How do the runs of an experiment reach the workers of a Dask cluster, and come back?

The scheduler hands a run to another worker when one dies, so a dead worker costs the time of its runs and nothing else.
What a run says does not depend on where it runs: a worker whose code or libraries differ is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from experiments.code_version import code_version
from experiments.errors import InputError
from experiments.ledger import Finished
from experiments.task import Evaluate, Task, finish

if TYPE_CHECKING:
    from distributed import Client

SECONDS_TO_ANSWER = 8.0
WAITING_EACH = 4  # runs that wait at the scheduler for every thread of a worker: the rest stays here
WAITING_LEAST = 16
LOST = "went away before the runs were finished; start it again, and the same command goes on from what is kept"


class SchedulerLost(ConnectionError):
    """The scheduler stopped answering; finished runs are kept."""


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """A client of the scheduler at this address, as tcp://host:port. InputError: no Dask here, or nobody answers."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--scheduler: needs Dask; install linghuo[cluster], on the workers too") from None
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False, name="linghuo")
    except (OSError, ValueError) as error:  # an address that is none, and one that does not answer
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise InputError(
            f"--scheduler: no Dask scheduler answers at {address} within {SECONDS_TO_ANSWER:.0f} seconds ({reason}); "
            "start one with `dask scheduler`, and give the address that it prints, as tcp://10.0.0.1:8786"
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=SECONDS_TO_ANSWER)


def threads(client: "Client") -> int:
    """How many runs can the workers take at a time? Zero while there are none yet."""
    return sum(client.nthreads().values())


def check_workers(client: "Client") -> None:
    """Do all workers that are there have this code? InputError names those that do not, before any run begins."""
    ours, answers = code_version(), client.run(code_version, on_error="return")
    for worker, theirs in sorted(answers.items()):
        if isinstance(theirs, BaseException):
            raise InputError(
                f"worker {worker}: cannot load linghuo ({type(theirs).__name__}: {theirs}); install the same version "
                "there, or start it in the same environment"
            )
        if theirs != ours:
            raise InputError(refusal(worker, theirs))


def refusal(worker: str, theirs: str) -> str:
    """What is said of a worker with another code?"""
    return (
        f"worker {worker}: has another state of the code or its libraries ({theirs}, this is {code_version()}), whose "
        "runs cannot be mixed with these; install the same version there and start the worker again"
    )


def finished(client: "Client", tasks: list[Task], evaluate: Evaluate) -> Iterator[Finished]:
    """What came of each run, in the order in which they finish. InputError: a worker that came later has other code.

    Only a few runs for every thread of a worker are at the scheduler at a time, so that it never holds thousands.
    Without workers it waits for some, as a queue of a cluster needs. SchedulerLost if the scheduler goes away.
    """
    from distributed import as_completed

    waiting, ours = iter(tasks), code_version()
    sent = {}
    under_way = as_completed(loop=client.loop)
    try:
        while True:
            room = max(WAITING_LEAST, WAITING_EACH * threads(client)) - len(sent)
            for task in islice(waiting, max(0, room)):
                future = client.submit(on_worker, task, evaluate, ours, pure=False)
                sent[future.key] = task
                under_way.add(future)
            if not sent:
                return
            future = next(under_way)
            yield _outcome(future, sent.pop(future.key))
            future.release()
    except OSError as error:
        raise SchedulerLost(f"the scheduler at {client.scheduler.address} {LOST}") from error
    finally:
        # a run that is under way ends by itself and is thrown away; those that wait do not begin
        client.cancel(list(under_way.futures))


def on_worker(task: Task, evaluate: Evaluate, wanted: str) -> Finished | tuple[str, str]:
    """The run, on a worker; or the worker's address and code where the code is not the wanted one."""
    theirs = code_version()
    if theirs != wanted:
        from distributed import get_worker

        return get_worker().address, theirs
    return finish(task, evaluate, lambda steps: None)


def _outcome(future, task: Task) -> Finished:
    if future.status in ("cancelled", "lost"):
        raise SchedulerLost(f"the scheduler {LOST}")
    if future.status == "error":  # not the run's own exception, which is data: the run took its workers with it
        error = future.exception()
        return Finished(task.identity, float("nan"), {}, {}, type(error).__name__, str(error))
    found = future.result()
    if not isinstance(found, Finished):
        raise InputError(refusal(*found))
    return found
