"""What a product is called where a text needs a name: the project's, else the repository's folder."""

from backport.projects import Project
from backport.vcs.repository import Repository


def product(project: Project, repository: Repository) -> str:
    """The project's name where the project is known, else that of the folder."""
    if project.MAP:
        return project.NAME
    top = repository.work_tree or repository.git_folder
    return top.name.removesuffix(".git") or project.NAME
