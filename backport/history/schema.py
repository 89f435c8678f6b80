"""The tables of the index. Another layout is another VERSION: an index of a different version is rebuilt."""

# `commits.n` numbers commits parents first, so that a larger number never is an ancestor of a smaller one.
# `text` is a digest of author, author date and message without trailers: what a pick without -x still shares.
# `sources` are the lines of the chain, place 0 the mainline commit; `names` the other commits a message speaks of.
# Ids in `sources` and `names` are text as written (7 digits or more), in the other tables 20 or 32 bytes.
VERSION = 2

TABLES = """
CREATE TABLE commits (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, subject TEXT NOT NULL, author TEXT NOT NULL, email TEXT NOT NULL,
    authored INTEGER NOT NULL, committed INTEGER NOT NULL, text BLOB NOT NULL
);
CREATE INDEX commits_by_text ON commits (text);
CREATE INDEX commits_by_subject ON commits (subject);
CREATE TABLE parents (
    child INTEGER, place INTEGER, parent INTEGER NOT NULL, PRIMARY KEY (child, place)
) WITHOUT ROWID;
CREATE TABLE sources (
    n INTEGER, place INTEGER, id TEXT NOT NULL, how TEXT NOT NULL, PRIMARY KEY (n, place)
) WITHOUT ROWID;
CREATE INDEX sources_by_id ON sources (id);
CREATE TABLE names (
    n INTEGER, place INTEGER, relation TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (n, place)
) WITHOUT ROWID;
CREATE INDEX names_by_id ON names (id);
CREATE TABLE patch_ids (n INTEGER PRIMARY KEY, id BLOB);
CREATE INDEX patch_ids_by_id ON patch_ids (id);
CREATE TABLE paths (n INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE);
CREATE TABLE touched (n INTEGER, path INTEGER, PRIMARY KEY (n, path)) WITHOUT ROWID;
CREATE INDEX touched_by_path ON touched (path);
CREATE TABLE listed (n INTEGER PRIMARY KEY);
CREATE TABLE tips (id BLOB PRIMARY KEY) WITHOUT ROWID;
"""
NAMES = (
    "commits", "parents", "sources", "names", "patch_ids", "paths", "touched", "listed", "tips",
)  # fmt: skip
