"""Commands run in this process, as `main` runs them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

import backport.cli


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("verb", "--option")`: the exit code and what was printed."""

    def call(*args: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            backport.cli.main([str(arg) for arg in args])
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, *capsys.readouterr())

    return call
