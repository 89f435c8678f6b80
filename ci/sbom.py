"""`python -m ci.sbom [FILE]`: what the program is made of, as CycloneDX 1.5 JSON: each dependency with its licence."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def main(file: Path | None) -> int:
    """Write the document to `file`, else to stdout; 1 when a dependency is not installed here."""
    wanted = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    found = {_key(each): each for each in _closure(wanted["dependencies"])}
    text = json.dumps(document(wanted, [found[key] for key in sorted(found)]), indent=1) + "\n"
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text)
    return 0


def document(project: dict[str, Any], parts: list[Distribution]) -> dict[str, Any]:
    """The bill of materials; the same for the same environment, so that it can be compared."""
    about = {"type": "application", "name": project["name"], "version": project["version"], "bom-ref": project["name"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": about},
        "components": [_component(part) for part in parts],
        "dependencies": [
            {"ref": project["name"], "dependsOn": sorted(_normal(each) for each in project["dependencies"])},
            *({"ref": _key(part), "dependsOn": sorted(set(_needs(part)))} for part in parts),
        ],
    }


def _component(part: Distribution) -> dict[str, Any]:
    name, version = _key(part), part.version
    licence = _licence(part)
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
    }


def _closure(requirements: list[str]) -> Iterator[Distribution]:
    waiting, seen = [_normal(each) for each in requirements], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            part = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"{name} is not installed here: 'ci/run' makes an environment")
        yield part
        waiting += _needs(part)


def _needs(part: Distribution) -> list[str]:
    """What it needs here: extras and other platforms' packages left out."""
    plain = [each for each in part.requires or () if "extra ==" not in each]
    return [name for each in plain if _installed(name := _normal(each))]


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _licence(part: Distribution) -> str:
    said = next((part.metadata[key] for key in ("License-Expression", "License") if key in part.metadata), "")
    if said and "\n" not in said:
        return said
    listed = [each for each in part.metadata.get_all("Classifier") or () if each.startswith("License ::")]
    return " / ".join(each.rpartition(" :: ")[2] for each in listed)


def _key(part: Distribution) -> str:
    return _normal(part.metadata["Name"])


def _normal(requirement: str) -> str:
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
