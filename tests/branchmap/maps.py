"""A small map of an invented project, and trees as plain dictionaries."""

from pathlib import Path

BRANCHES = """\
format = 1
include_roots = ["include"]

[[generation]]
name = "pipe"
versions = "up to 1.2"
since = [{ path = "src/main.c" }]

[[generation]]
name = "duct"
since = [
  { path = ["src/duct.c", "src/conduit.c"], has = "duct_open" },
  { path = "src/pipe.c", absent = true },
]

[[generation]]
name = "conduit"
since = [{ path = "src/conduit.c" }, { path = "src/conduit.c", lacks = "duct_close" }]
"""

PIPE_DUCT = """\
format = 1
older = "pipe"
newer = "duct"

[[rule]]
id = "file"
kind = "path"
newer = "src/duct.c"
older = "src/pipe.c"
because = "the file was renamed"
evidence = ["0123456789ab"]

[[rule]]
id = "header"
kind = "path"
newer = "include/duct/duct.h"
older = "include/pipe/pipe.h"
because = "the header was renamed"

[[renames]]
id = "functions"
kind = "function"
because = "the layer was renamed"
names = { duct_open = "pipe_open", duct_push = "pipe_push" }

[[renames]]
id = "types"
kind = "type"
because = "the layer was renamed"
[renames.names]
"struct duct" = "struct pipe"
duct_t = "pipe_t"

[[rule]]
id = "local"
kind = "variable"
newer = "d"
older = "p"
because = "variables follow their type"
where = { paths = ["src/duct.c"], functions = ["duct_push"] }

[[rule]]
id = "room"
kind = "field"
newer = "room"
older = "space"
because = "the member was renamed"

[[rule]]
id = "flag"
kind = "macro"
newer = "DF_SHUT"
older = "PF_SHUTW"
because = "flags were renamed"
"""

DUCT_CONDUIT = """\
format = 1
older = "duct"
newer = "conduit"

[[rule]]
id = "file2"
kind = "path"
newer = "src/conduit.c"
older = "src/duct.c"
because = "the file was renamed"

[[rule]]
id = "open"
kind = "function"
newer = "conduit_open"
older = "duct_open"
because = "the layer was renamed"

[[rule]]
id = "shut"
kind = "call"
newer = "conduit_shut($D)"
older = "duct_close($D, DF_SHUT)"
because = "the flag became a function of its own"

[[rule]]
id = "count"
kind = "call"
newer = "conduit_count($C)"
older = "$C->count"
because = "counting got a function"
where = { functions = ["conduit_main"] }

[[rule]]
id = "tracing"
kind = "drop"
newer = "TRACE_DUCT"
older = ""
because = "there are no traces before"

[[rule]]
id = "limit"
kind = "meaning"
newer = "duct_limit"
older = "duct_limit"
because = "counts bytes, counted blocks"
"""


def write(folder: Path, **changed: str) -> Path:
    """The invented map as files; `branches`, `first` and `second` replace the text of a file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "branches.toml").write_text(changed.get("branches", BRANCHES))
    (folder / "01-pipe--duct.toml").write_text(changed.get("first", PIPE_DUCT))
    (folder / "02-duct--conduit.toml").write_text(changed.get("second", DUCT_CONDUIT))
    return folder


class Tree(dict[str, bytes]):
    """Files by path."""

    def read(self, path: str) -> bytes | None:
        """The file's content."""
        return self.get(path)
