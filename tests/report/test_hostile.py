"""Whatever stands in a repository, no report obeys it: every text of a run is poisoned, for every format."""

import json
import re
from collections import Counter
from functools import cache
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from backport import report
from backport.report import escape
from tests.report import samples
from tests.report.test_html import Page

POISONS = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)></details></title></style></table>",
    "attribute": "\" onmouseover=alert(1) x='y' ><b>",
    "entity": "&lt;b&gt;&#x1b;&amp;",
    "cdata": "]]>--><!--<![CDATA[",
    "ansi": "\x1b[2J\x1b[31m\x1b]8;;http://evil.example\x07\x9b31m\b\b",
    "control": "\x00\x01\x0b\x0c\x7f\x85",
    "newlines": "\r\n\r\n\u2028\u2029",
    "bidi": "\u202e\u2066\u200f\u061c",
    "invisible": "\u200b\u200d\ufeff\u00ad\U000e0041",
    "surrogate": "\udcff\ud800\udc80",
    "nonchars": "\ufffe\uffff",
    "command": "\n::error file=x::owned\n  ::set-env name=PATH::x\n::add-mask::a\n",
    "old command": " ##[error]owned ##[add-path]x ###[group]y ##vso[task.setvariable]x ##teamcity[z]",
    "escaped command": "%0A::error::owned%0D%250A",
    "markdown": "\n\n# head\n\n[link](http://evil.example) ![image](http://evil.example/x.png) **bold** <b>html</b>\n",
    "mention": "\n@everyone fixes #1 !2 GH-3 https://evil.example www.evil.example a@evil.example\n/close\n/merge\n",
    "fence": "\n```\n</details>\n````\n~~~\n# head\n`` ` ``` ` ",
    "table": " | x | y |\n|---|---|\n\\| ",
    "template": "{{ 7 * 7 }}{% include 'x' %}{# x #}${7*7}",
    "sarif": "{0} [text](1) \\[a](http://evil.example)",
    "diff": "\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-x\n+y\ndiff --git a/q b/q\n",
    "rich": "[bold red]x[/bold red][link=http://evil.example]y[/link]:smile:",
    "long": "A" * 3000,
}  # fmt: skip


@cache
def _report(name: str, poison: str) -> str:
    return report.render(
        samples.poisoned(samples.run(samples.unsound(), samples.unknown()), POISONS.get(poison, "")), name
    )


every_poison = pytest.mark.parametrize("poison", POISONS)


@every_poison
@pytest.mark.parametrize("name", report.FORMATS)
def test_no_character_steers_a_terminal_or_reorders_text(name: str, poison: str) -> None:
    text = _report(name, poison)
    odd = {char for char in text if not char.isprintable() and char not in "\n\t\u00a0"}
    assert odd == set()
    text.encode("utf-8")


@every_poison
@pytest.mark.parametrize("name", [name for name in report.FORMATS if name != "html"])
def test_no_line_is_a_command_to_a_runner(name: str, poison: str) -> None:
    ours = len(re.findall(r"^::", _report("github", ""), re.M)) if name == "github" else 0
    text = _report(name, poison)
    assert len(re.findall(r"^\s*::(?:error|set-env|add-mask)", text, re.M)) <= ours
    assert len(re.findall(r"^\s*::\w", text, re.M)) <= max(ours, 0)
    assert not re.search(r"##(?:vso|teamcity)?\[", text)


@every_poison
def test_html_has_the_same_elements(poison: str) -> None:
    shape = ("script", "style", "img", "form", "iframe", "article", "title", "meta", "link", "input", "svg", "dialog")
    clean, hostile = (Page(_report("html", one)) for one in ("", poison))
    assert hostile.open == []
    counts = [Counter(tag for tag, _attrs in page.elements if tag in shape) for page in (clean, hostile)]
    assert counts[0] == counts[1]
    names = {name for _tag, attrs in hostile.elements for name in attrs}
    assert names <= {name for _tag, attrs in clean.elements for name in attrs}
    assert all(href == "data:,"[: len(href)] or href.startswith("#") for href in hostile.values("href"))
    assert set(hostile.values("class")) <= set(clean.values("class")) | {
        "diff single",
        "number left both",
        "code left both",
    }


@every_poison
def test_markdown_has_no_other_markup(poison: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    kinds: Counter[str] = Counter()
    for token in parser.parse(_report("markdown", poison)):
        if token.type == "html_block":
            assert re.fullmatch(r"(</?details>|<details><summary>[\w .:,-]*</summary>)\n?", token.content)
        elif token.type == "inline":
            kinds.update(child.type for child in token.children or [])
            assert not any(set("@#<") & set(child.content) for child in token.children or [] if child.type == "text")
        else:
            kinds[token.type] += 1
    assert not {"html_inline", "link_open", "image"} & set(kinds)
    clean = Counter(token.type for token in parser.parse(_report("markdown", "")))
    for kind in ("heading_open", "tr_open", "td_open", "table_open"):
        assert kinds[kind] == clean[kind]


@every_poison
def test_junit_has_the_same_tests(poison: str) -> None:
    clean, hostile = (ElementTree.fromstring(_report("junit", one)) for one in ("", poison))
    assert [element.tag for element in hostile.iter()] == [element.tag for element in clean.iter()]
    assert [dict(element.attrib, name="", classname="", message="", value="") for element in hostile.iter()] == [
        dict(element.attrib, name="", classname="", message="", value="") for element in clean.iter()
    ]


@every_poison
@pytest.mark.parametrize("name", ["json", "sarif", "gitlab"])
def test_json_has_the_same_shape(name: str, poison: str) -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        return [shape(item) for item in value] if isinstance(value, list) else type(value)

    assert shape(json.loads(_report(name, poison))) == shape(json.loads(_report(name, "")))


@every_poison
def test_github_has_the_same_annotations(poison: str) -> None:
    pattern = re.compile(r"^::(\w+) file=[^,:\n]*,line=(\d+),title=[^,:\n]*::[^\n]*$", re.M)
    clean, hostile = (pattern.findall(_report("github", one)) for one in ("", poison))
    assert [kind for kind, _line in hostile] == [kind for kind, _line in clean]
    assert len(_report("github", poison).splitlines()) == len(clean) + 1


@every_poison
def test_text_fits_and_has_no_style(poison: str) -> None:
    for line in _report("text", poison).splitlines():
        assert len(line) <= 80


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("::error::x", ":\\:error::x"),
        ("a ::SET-ENV name=x::y", "a :\\:SET-ENV name=x::y"),
        ("std::vector<int> ::errors", "std::vector<int> ::errors"),
        ("##[error]x ##vso[a] ## [b] #[c]", "#\\#[error]x #\\#vso[a] ## [b] #[c]"),
        ("a\x1b[31m\tb\nc", "a\\x1b[31m\tb\nc"),
    ],
)
def test_log(raw: str, shown: str) -> None:
    assert escape.log(raw) == shown


def test_one_line_is_one_line() -> None:
    assert escape.log_line(" a\r\n\tb\u2028c\x00 ") == "a b c\\x00"
    assert escape.words("a\n b") == "a b"
