"""The machines of a dask cluster as workers of a sweep: the only user of that library.

A worker is given work only after it said that it can do it. It says so by a resource of its own, which a plugin gives
it: so workers that join later are asked as well, and dask itself keeps the work of a worker that dies for the others.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from backport.cli import console
from backport.core.errors import UserError
from backport.pipeline.rowfile import Row

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 30.0  # seconds that a cluster may be without an able worker: one that was killed is started anew by dask
_MANY = 1e6  # tasks that an able worker may have at once: more than it has threads


@contextmanager
def cluster_at(address: str, able: Callable[[], str]) -> Iterator["Cluster"]:
    """The workers of the scheduler at `address` that are `able`; those that are not are named on stderr.

    Raises UserError without the library, without a scheduler, and where no worker is able.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError("--cluster needs dask.distributed", "pip install 'backport[cluster]'") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"no scheduler answers at {address}: {error}", "start one with 'dask scheduler'") from error
    with client:
        yield Cluster(client, able)


class Able:
    """The plugin: it asks its worker, and marks it when the answer is good."""

    def __init__(self, mark: str, able: Callable[[], str]) -> None:
        self._mark = mark
        self._able = able

    async def setup(self, worker: Any) -> None:  # noqa: ANN401  a distributed.Worker; the library has no types
        """Called on every worker there is, and on every one that joins."""
        if not answer(self._able):
            await worker.set_resources(**{self._mark: _MANY})


def answer(able: Callable[[], str]) -> str:
    """What a machine says when it is asked; an error is an answer."""
    try:
        return able()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Cluster:
    """Able workers, as many as there are at the moment."""

    def __init__(self, client: "Client", able: Callable[[], str]) -> None:
        from distributed.diagnostics.plugin import WorkerPlugin

        self._client = client
        self._mark = f"backport-{uuid4().hex}"
        self._able_since = time.monotonic()
        _wait_for_one(client)
        _ask(client, able)
        plugin = type("AblePlugin", (Able, WorkerPlugin), {})
        client.register_plugin(plugin(self._mark, able), name=self._mark)
        self._executor: Executor = client.get_executor(pure=False, resources={self._mark: 1})

    def submit(self, work: Callable[..., Row], *args: object) -> Future[Row]:
        """Hand out one task."""
        return self._executor.submit(work, *args)

    def stalled(self) -> str:
        """Why nothing will be done any more: no able worker for longer than dask needs to start a new one."""
        now = time.monotonic()
        if _marked(self._client, self._mark):
            self._able_since = now
        waited = now - self._able_since
        return "no worker of the cluster that could do the work is left" if waited > _PATIENCE else ""


def _wait_for_one(client: "Client") -> None:
    try:
        client.wait_for_workers(1, timeout=10)
    except TimeoutError as error:
        raise UserError("the cluster has no workers", "start some with 'dask worker ADDRESS'") from error


def _ask(client: "Client", able: Callable[[], str]) -> None:
    """Ask all workers of the moment, and tell what those that cannot work lack."""
    answers = client.run(answer, able, on_error="return")
    lacking = {worker: str(said) for worker, said in answers.items() if said}
    for worker, said in sorted(lacking.items()):
        console.echo(f"worker {worker} gets no work: {said}", err=True)
    if len(lacking) == len(answers):
        way_out = "each worker needs the repository at the same path, or BACKPORT_REPO=DIR in its environment"
        raise UserError("no worker of the cluster can do the work", way_out)


def _marked(client: "Client", mark: str) -> bool:
    known = client.scheduler_info(n_workers=-1)["workers"].values()
    return any(mark in worker["resources"] for worker in known)
