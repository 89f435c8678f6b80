"""A tree's sources and headers in a folder, with the model's replacements made, compiled there by gcc alone."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.program import Program
from backport.csource.lift.source import Source
from backport.csource.lift.types import Record
from backport.models.compiled.plan import Plan
from backport.models.compiled.slots import Thing, spelled
from backport.models.compiled.text import driver, standins, unit
from backport.models.lifting import Lifting

_SECONDS = 120
_FLAGS = ("-std=gnu99", "-w", "-O1", "-g0", "-fPIC", "-fno-builtin", "-D_GNU_SOURCE", "-fwrapv")
# C as such trees write it, which ask their own builds for the same
_TRUSTING = ("-fno-strict-aliasing", "-fno-delete-null-pointer-checks")
_DEFINE = r"(?m)^[ \t]*#[ \t]*define[ \t]+{}\b(?:[^\n]*\\\n)*[^\n]*$"
_STORAGE = re.compile(r"\b(?:static|inline|forceinline|extern|__inline__|__inline)\b|__attribute__\s*\(\([^()]*\)\)")
_ERROR = re.compile(r"^(unit\d+\.c):(\d+):\d+: error", re.MULTILINE)
_MARK = re.compile(r"/\*(\w) (\w+)\*/")
_SIZES = 1 << 22  # bytes of all objects that are restored before a run
_ROUNDS = 8


@dataclass
class Built:
    """The library, and what of the plan the compiler did not take."""

    library: Path
    slots: frozenset[int] = frozenset()
    functions: frozenset[str] = frozenset()
    messages: list[str] = field(default_factory=list)


def build(source: Source, lifting: Lifting, program: Program, plan: Plan, checked: list[str], folder: Path) -> Built:
    """Compile the tree's code with the plan's around it; `CannotLift` when the compiler does not take it."""
    if shutil.which("gcc") is None:
        raise CannotLift("gcc is not installed", "")
    _export(source, lifting, program, folder)
    units = [path for path in lifting.sources if (folder / path).is_file()]
    refused: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        objects, found = _compiled(units, program, plan, checked, refused, folder)
        if not found:
            break
        if found <= refused:
            raise CannotLift("the compiler refuses the tree's code", units[0])
        refused |= found
    things = [t for t in plan.things if _usable(t, program) and ("t", str(t.number)) not in refused]
    (folder / "driver.c").write_text(driver(plan, program, things, checked, _SIZES))
    (folder / "standins.c").write_text(standins(plan, program))
    _run(["gcc", *_FLAGS, *_TRUSTING, "-c", "driver.c", "standins.c"], folder)
    (folder / "missing.c").write_text(_missing(program, plan, [*objects, "driver.o", "standins.o"], folder))
    _run(["gcc", "-w", "-fPIC", "-fno-builtin", "-c", "missing.c"], folder)
    # what stands for a function must do so also where the C library has one of that name
    _run(
        ["gcc", "-shared", "-Wl,-Bsymbolic", "-o", "lifted.so", *objects, "driver.o", "standins.o", "missing.o"], folder
    )
    return Built(
        folder / "lifted.so",
        frozenset(int(n) for kind, n in refused if kind == "s"),
        frozenset(n for kind, n in refused if kind == "f"),
    )


def _usable(thing: Thing, program: Program) -> bool:
    return bool(thing.name or spelled(program, thing))


def _compiled(
    units: list[str], program: Program, plan: Plan, checked: list[str], refused: set[tuple[str, str]], folder: Path
) -> tuple[list[str], set[tuple[str, str]]]:
    """Compile every source file with what belongs to it; the objects, or the marks of the lines that are refused."""
    main = next((u for u in units if u.endswith("/stream.c")), units[-1])
    wanted = {name for name in (*plan.functions, *checked) if name not in plan.standins}
    found: set[tuple[str, str]] = set()
    for i, path in enumerate(units):
        functions = [n for n in sorted(wanted) if _home(program, n, units, main) == path]
        mine = (t for t in plan.things if _usable(t, program) and ("t", str(t.number)) not in refused)
        things = [t for t in mine if _place(program, t, units, main) == path]
        text = unit(path, program, plan, things, functions)
        text = "\n".join(_kept(line, refused) for line in text.split("\n"))
        (folder / f"unit{i}.c").write_text(text)
        command = ["gcc", *_FLAGS, *_TRUSTING, "-include", "config.h", *_includes(folder), "-I.", "-c", f"unit{i}.c"]
        done = _run(command, folder, check=False)
        if done.returncode:
            found |= _marks(done.stderr, text.split("\n"), f"unit{i}.c", path)
    return [f"unit{i}.o" for i in range(len(units))], found


def _kept(line: str, refused: set[tuple[str, str]]) -> str:
    """A line, empty where the compiler refuses it."""
    mark = _MARK.search(line)
    return "" if mark and (mark[1], mark[2]) in refused else line


def _marks(messages: str, lines: list[str], name: str, path: str) -> set[tuple[str, str]]:
    found = set()
    for file, number in _ERROR.findall(messages):
        mark = _MARK.search(lines[int(number) - 1]) if file == name else None
        if mark:
            found.add((mark[1], mark[2]))
    if not found:
        raise CannotLift(f"the compiler refuses the tree's code: {messages.strip()[:300]}", path)
    return found


def _home(program: Program, name: str, units: list[str], main: str) -> str:
    chunk = program.index.functions.get(name)
    return chunk.path if chunk is not None and chunk.path in units else main if chunk is not None else ""


def _place(program: Program, thing: Thing, units: list[str], main: str) -> str:
    paths = [chunk.path for chunk in program.index.declared.get(thing.name, ())]
    if not thing.name and isinstance(thing.type, Record):  # one source alone may know the type
        paths.append(program.index.tags[thing.type.tag].path)
    return next((path for path in paths if path in units), main)


def _includes(folder: Path) -> list[str]:
    return [f"-I{name}" for name in (folder / "folders").read_text().split()]


def _export(source: Source, lifting: Lifting, program: Program, folder: Path) -> None:
    """Write the files that the model reads, with the functions and macros that it replaces taken out."""
    macros = [head.partition("(")[0] for head, _ in lifting.config]
    replaced = {name for name in (*program.externs, *macros) if name in program.index.functions}
    defined = re.compile(_DEFINE.format(f"(?:{'|'.join(map(re.escape, macros))})")) if macros else None
    folders = [name for name in lifting.folders if name]
    (folder / "folders").write_text(" ".join(folders))
    (folder / "config.h").write_text(
        "".join(f"#define {head} {body}\n" for head, body in lifting.config if not head.startswith("__"))
    )
    wanted = (*(f"{name}/" for name in folders), *lifting.sources)
    for path in source.paths():
        if path.startswith(wanted) and path.endswith((".h", ".c")) and ".." not in path.split("/"):
            text = (source.read(path) or b"").decode("latin-1")
            for name in replaced:
                chunk = program.index.functions[name]
                if chunk.path == path:
                    text = _renamed(text, name, chunk.text, chunk.line, name in macros)
            if defined is not None:
                text = defined.sub(lambda match: "\n" * match[0].count("\n"), text)
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="latin-1")


def _renamed(text: str, name: str, chunk: str, line: int, macro: bool) -> str:
    """A file in which a function's definition has another name, and its own name is only declared."""
    lines = text.split("\n")
    pattern = re.compile(rf"\b{name}\s*\(")
    for number in range(line - 1, min(line + 8, len(lines))):
        if pattern.search(lines[number]):
            lines[number] = pattern.sub(f"replaced_{name}(", lines[number], count=1)
            break
    head = " ".join(_STORAGE.sub(" ", chunk[: chunk.index("{")]).split())
    if not macro:
        lines[line - 1] = f"{head}; {lines[line - 1]}"
    return "\n".join(lines)


def _missing(program: Program, plan: Plan, objects: list[str], folder: Path) -> str:
    """Room for the variables that are defined elsewhere in the tree, and the functions that nobody asked for."""
    listed = _run(["nm", "-u", *objects], folder).stdout
    defined = set(_run(["nm", "--defined-only", *objects], folder).stdout.split())
    lines = []
    for name in sorted({line.split()[-1] for line in listed.split("\n") if " U " in f" {line} "} - defined):
        if name in plan.standins or not name.isidentifier():
            continue
        if _function(program, name):
            lines.append(f"long {name}(void) {{ __builtin_trap(); }}")
        elif name in program.index.declared:
            lines.append(f"char {name}[1 << 16] __attribute__((aligned(64)));")
    return "\n".join(lines) + "\n"


def _function(program: Program, name: str) -> bool:
    try:
        return program.is_function(name)
    except CannotLift:  # of a type that is not understood: a table of something
        return False


def _run(command: list[str], folder: Path, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run a program in the folder, with no surroundings but the search path, and not for ever."""
    surroundings = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": str(folder)}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotLift(f"{command[0]} takes more than {_SECONDS} s", "") from error
    if check and done.returncode:
        raise CannotLift(f"{command[0]}: {done.stderr.strip()[:300]}", "")
    return done
