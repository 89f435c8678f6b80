"""The steps of a composite action and the script of a GitLab job, executed as their runners would."""

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


class _Loader(yaml.SafeLoader):
    """Knows GitLab's `!reference`."""


_Loader.add_constructor("!reference", lambda loader, node: ("reference", *loader.construct_sequence(node)))


def load(file: Path) -> dict[Any, Any]:
    """A YAML file."""
    return yaml.load(file.read_text(), _Loader)


@dataclass
class Ran:
    """What a job left behind."""

    code: int = 0
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)


def environment(**more: str) -> dict[str, str]:
    """What a job's shell has beside the service's own variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")}
    return {**kept, "CI": "true", **more}


def action(file: Path, inputs: dict[str, str], folder: Path, env: dict[str, str], temporary: Path) -> Ran:
    """Run a composite action's steps in `folder`; a step that fails ends it."""
    described = load(file)
    values = {name: str(one.get("default", "")) for name, one in described["inputs"].items()} | inputs
    ran = Ran()
    for number, step in enumerate(described["runs"]["steps"]):
        if "if" in step and not _holds(step["if"], values):
            continue
        output = temporary / f"output{number}"
        output.touch()
        own = {name: _filled(str(text), values) for name, text in step.get("env", {}).items()}
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_ACTION_PATH": str(file.parent), "RUNNER_TEMP": str(temporary)}
        _shell(["bash", "--noprofile", "--norc", "-eo", "pipefail"], step["run"], folder, env | files | own, ran)
        lines = (line.partition("=") for line in output.read_text().splitlines())
        ran.outputs[step.get("id", str(number))] = {name: value for name, _, value in lines}
        if ran.code:
            break
    return ran


def job(described: dict[Any, Any], folder: Path, env: dict[str, str]) -> Ran:
    """Run the scripts of a GitLab job in `folder`, in one shell as GitLab does."""
    variables = {name: str(value) for name, value in described.get("variables", {}).items()}
    ran = Ran()
    script = "\n".join([*described.get("before_script", ()), *described["script"]])
    _shell(["sh", "-e"], script, folder, variables | env, ran)
    return ran


def _shell(shell: list[str], script: str, folder: Path, env: dict[str, str], ran: Ran) -> None:
    done = subprocess.run([*shell, "-c", script], cwd=folder, env=env, capture_output=True, text=True, timeout=300)
    ran.code, ran.log = done.returncode, ran.log + done.stdout + done.stderr


def _holds(condition: str, values: dict[str, str]) -> bool:
    left, operator, right = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) (==|!=) '(.*)' \}\}", condition).groups()  # type: ignore[union-attr]
    return (values[left] == right) == (operator == "==")


def _filled(text: str, values: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: values[found[1].removeprefix("inputs.")], text)
