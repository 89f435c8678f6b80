"""Which compilers and flags a configuration may name."""

import pytest

from backport.config.flags import wrong


@pytest.mark.parametrize("command", ["gcc", "cc", "gcc-13", "arm-none-eabi-gcc", "x86_64-linux-gnu-gcc-12.2"])
def test_compilers(command: str) -> None:
    assert list(wrong((command, "-fsyntax-only"), ())) == []


@pytest.mark.parametrize("command", ["sh", "./gcc", "/usr/bin/gcc", "gcc;id", "mygcc", "clang", "gcc\n", "-gcc", ""])
def test_what_is_no_compiler(command: str) -> None:
    ((where, message),) = wrong((command,), ())
    assert where == ("command", 0) and "is no gcc" in message


FINE = [
    ["-Iinclude", "-I.", "-Isrc/a-b_c"],
    ["-DX", "-DX=1", '-DX="a b"', "-D_GNU_SOURCE", "-UX", "-DF(x)=x"],
    ["-std=gnu11", "-std=c++17", "-O2", "-O", "-g", "-m32", "-march=x86-64", "-pthread"],
    ["-Wall", "-Wno-unused", "-Werror=format", "-w", "-fsigned-char", "-fno-common", "-fvisibility=hidden"],
    ["-include", "include/config.h", "-isystem", "third-party", "-iquote", "src"],
]
BAD = [
    "-fplugin=./x.so", "-fplugin-arg-x-y", "-wrapper", "-B.", "-specs=x", "--specs=x", "@args", "-o", "-save-temps",
    "-fdump-tree-all", "-Wp,-MD,x", "-Wa,x", "-Wl,x", "-Xpreprocessor", "-x", "-MF", "-MD", "-I/etc", "-I../x",
    "-Ia/../../x", "-dumpdir", "-fprofile-dir=x", "-fopt-info-all=x", "-include/etc/passwd", "x.c", "-E", "--help",
    "-fdiagnostics-format=sarif-file", "-mplugin=x y", "-D", "-Dx\n", "-fuse-ld=x", "-no-integrated-cpp", "-imacros",
]  # fmt: skip


@pytest.mark.parametrize("flags", FINE)
def test_flags_that_only_read(flags: list[str]) -> None:
    assert list(wrong(("gcc",), flags)) == []


@pytest.mark.parametrize("flag", BAD)
def test_flags_that_may_do_more(flag: str) -> None:
    assert [where for where, _ in wrong(("gcc",), ("-Iinclude", flag))] == [("flags", 1)]
    assert [where for where, _ in wrong(("gcc", "-w", flag), ())] == [("command", 2)]


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.h", "a/../../x"])
def test_a_path_that_leads_out_of_the_tree(path: str) -> None:
    assert [where for where, _ in wrong(("gcc",), ("-include", path))] == [("flags", 1)]
