"""Where the work of a sweep is done: this process, processes here, or a cluster (the only user of its library)."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import cast

from backport.core.errors import UserError


@contextmanager
def executor(jobs: int, cluster: str | None) -> Iterator[Executor]:
    """An executor for `jobs` processes (0: one per core), or for the cluster at an address."""
    if cluster:
        with _cluster(cluster) as found:
            yield found
        return
    count = jobs or os.cpu_count() or 1
    pool: Executor = (
        ThreadPoolExecutor(1) if count == 1 else ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError("--cluster needs dask.distributed", "pip install 'backport[cluster]'") from error
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise UserError(f"no scheduler answers at {address}: {error}", "start one with 'dask scheduler'") from error
    with client:
        yield cast(Executor, client.get_executor())
