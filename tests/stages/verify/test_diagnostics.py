"""The compiler reads anybody's text: it gets no surroundings, no time without end, and no file outside of the tree."""

import os
import time
from pathlib import Path

import pytest

from backport.csource.compiler import Compiler, Variant
from backport.stages.verify.diagnostics import Diagnostic, compile_unit

GCC = Compiler(includes=("include", "."), seconds=20.0)


def said(folder: Path, text: str, compiler: Compiler = GCC, **others: str) -> tuple[Diagnostic, ...] | None:
    """What the compiler says of a unit, beside which other files stand."""
    for name, content in {"unit.c": text, **others}.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(content)
    return compile_unit(compiler, Variant("default"), folder, "unit.c")


def test_errors_and_warnings(tmp_path: Path) -> None:
    text = '#include <stdio.h>\n#include "a.h"\nint f(void) { int unused; return g(); }\n'
    found = said(tmp_path, text, **{"a.h": "int h(void);\n"})
    assert found is not None
    assert [(item.kind, item.path, item.line) for item in found] == [
        ("implicit-function-declaration", "unit.c", 3),
        ("unused-variable", "unit.c", 3),
    ]


@pytest.mark.parametrize("how", ["absolute", "up", "macro", "through a header", "as a system header"])
def test_a_file_outside_of_the_tree_is_not_quoted(how: str, tmp_path: Path) -> None:
    secret, tree = tmp_path / "secret", tmp_path / "tree"
    secret.write_text("hunter2 is the password\n")
    tree.mkdir()
    lines = {
        "absolute": f'#include "{secret}"\n',
        "up": '#include "../secret"\n',
        "macro": f'#define WHERE "{secret}"\n#include WHERE\n',
        "through a header": '#include "a.h"\n',
        "as a system header": f"#include <{secret}>\n",
    }
    found = said(tree, f"int x =\n{lines[how]};\n", **{"a.h": f'#include "{secret}"\n'})
    assert found is not None
    assert [item.kind for item in found] == ["error"]
    assert "hunter2" not in str(found)
    assert "which is not a file of the tree" in found[0].message


def test_the_surroundings_stay_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C_INCLUDE_PATH", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "token.h").write_text("int hunter2;\n")
    assert said(tmp_path, "#include <token.h>\n") is None


def test_what_takes_too_long_is_ended_with_all_its_processes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.h")  # nobody writes: the compiler waits for ever
    assert said(tmp_path, '#include "never.h"\n', Compiler(seconds=0.5)) is None
    for _ in range(100):
        if not _reading(tmp_path / "never.h"):
            return
        time.sleep(0.05)
    raise AssertionError("the compiler still waits")


def _reading(fifo: Path) -> bool:
    try:
        os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False  # nobody has it open for reading
    return True


def test_no_end_of_messages(tmp_path: Path) -> None:
    lines = "#warning " + "x" * 2000 + "\n"
    assert said(tmp_path, lines * 5000) is None


def test_memory_and_time_are_bounded(tmp_path: Path) -> None:
    doubling = "".join(f"#define A{n} A{n - 1} A{n - 1}\n" for n in range(1, 40))
    assert said(tmp_path, f"#define A0 x,\n{doubling}int A39;\n", Compiler(seconds=4.0)) is None


def test_a_compiler_that_is_not_there(tmp_path: Path) -> None:
    assert said(tmp_path, "int x;\n", Compiler(command="no-such-compiler")) is None
