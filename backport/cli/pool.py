"""Where the work of a sweep is done: this process, processes here, or a cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from backport.core.errors import UserError
from backport.pipeline.rowfile import Row
from backport.pipeline.sweep import Workers


@contextmanager
def workers(jobs: int, cluster: str | None, able: Callable[[], str]) -> Iterator[Workers]:
    """Workers: `jobs` processes here (0: one per core), or those of the cluster at an address.

    `able` is what a machine of the cluster is asked first: empty where it can do the work, else what it lacks.
    """
    if cluster:
        from backport.cli.cluster import cluster_at

        with cluster_at(cluster, able) as found:
            yield found
        return
    lack = able()
    if lack:
        raise UserError(lack, "name the right --repo and --config")
    local = _Local(jobs or os.cpu_count() or 1)
    try:
        yield local
    finally:
        local.close()


class _Local:
    """This process, or processes of this machine; where one of them dies, others are started in its place."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = self._start()

    def submit(self, work: Callable[..., Row], *args: object) -> Future[Row]:
        """Hand out one task, to new processes where an old one died."""
        try:
            return self._pool.submit(work, *args)
        except BrokenExecutor:
            self.close()
            self._pool = self._start()
            return self._pool.submit(work, *args)

    def stalled(self) -> str:
        """Never: a process that dies is noticed at once, and there is always a new one."""
        return ""

    def close(self) -> None:
        """Wait for what is being done; what is only handed out is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> Executor:
        if self._count == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self._count, mp_context=get_context("spawn"))
