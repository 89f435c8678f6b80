"""Which compiler reads a project's files: the one of the configuration, else the project's own."""

from backport.config import Config
from backport.csource.compiler import Compiler
from backport.projects import Project


def compiler(config: Config, project: Project) -> Compiler | None:
    """The compiler of a project; None where it has none."""
    chosen = config.compiler
    if not chosen.command:
        return project.COMPILER
    command, *flags = chosen.command
    return Compiler(command, includes=(), flags=(*flags, *chosen.flags), seconds=chosen.seconds)
