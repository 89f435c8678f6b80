"""The table of projects."""

import pytest

from backport.projects import PROJECTS, project


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_gives_its_models_as_often_as_it_is_asked(name: str) -> None:
    found = project(name)
    assert found.models() == found.models()
