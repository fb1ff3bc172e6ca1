"""Many plans at once: on all cores of this machine, or on a Dask cluster."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from mzanalysis.errors import InputError

# With fewer tasks, starting the workers takes longer than they save.
_FEW = 3


def _tell_nobody(_done: int, _of: int) -> None:
    return


@dataclass(frozen=True)
class Workers:
    """Who does the work; the results are the same.

    Attributes:
        jobs: how many processes; 0: as many as there are cores, one for a few tasks.
        scheduler: the address of a Dask scheduler (``tcp://…``), whose workers do it instead.
        progress: called with how many tasks are done, and of how many, after each.
    """

    jobs: int = 0
    scheduler: str = ""
    progress: Callable[[int, int], None] = _tell_nobody

    def map(self, function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[Any]:
        """Yield what a function makes of each task, in order."""
        jobs = self.jobs or (1 if len(tasks) < _FEW else os.cpu_count() or 1)
        results: Iterator[Any] = map(function, tasks)
        if tasks and (self.scheduler or jobs > 1):
            results = self._map_elsewhere(function, tasks, jobs)
        for done, result in enumerate(results, 1):
            self.progress(done, len(tasks))
            yield result

    def _map_elsewhere(
        self, function: Callable[..., Any], tasks: Sequence[Any], jobs: int
    ) -> Iterator[Any]:
        import joblib

        with ExitStack() as stack:
            if self.scheduler:
                stack.enter_context(_connect(self.scheduler))
                settings: dict[str, Any] = {"backend": "dask"}
            else:  # one BLAS thread a worker: there are as many workers as cores
                settings = {"backend": "loky", "n_jobs": jobs, "inner_max_num_threads": 1}
            stack.enter_context(joblib.parallel_config(**settings))
            is_dask = bool(self.scheduler)
            parallel = joblib.Parallel(return_as="list" if is_dask else "generator")
            yield from parallel(joblib.delayed(function)(task) for task in tasks)


def _connect(scheduler: str) -> Any:
    """Return a client of a Dask scheduler.

    Raises:
        InputError: Dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--scheduler needs Dask, which is not installed: pip install 'mzanalysis[dask]'"
        ) from error
    try:
        return Client(scheduler)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers at {scheduler}; start one (`dask scheduler`), or leave "
            "--scheduler out"
        ) from error
