"""The page: self-contained, its links lead somewhere, and a browser shows what it should."""

import base64
import hashlib
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backport import report
from tests import gold
from tests.report import samples

VOID = {"meta", "link", "input", "br", "col", "line", "path", "rect", "circle"}


class Page(HTMLParser):
    """The elements of a page; whether each is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _tag, attrs in self.elements if name in attrs]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(report.render(samples.run(), "html"))


def test_gold_without_style_and_script() -> None:
    text = report.render(samples.run(), "html")
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", text, flags=re.S)
    gold.check("run.html", re.sub("sha256-[^']*", "sha256-…", text))


def test_it_is_well_formed(page: Page) -> None:
    assert page.open == []


def test_ids_are_unique_and_links_lead_to_them(page: Page) -> None:
    assert [name for name, count in Counter(page.values("id")).items() if count > 1] == []
    targets = {href for href in page.values("href") if href != "data:,"}
    assert all(href.startswith("#") for href in targets)
    assert {href[1:] for href in targets} <= set(page.values("id"))
    assert {"target-3.0", "target-2.5", "target-2.4", "target-2.2", "target-2.0"} <= set(page.values("id"))


def test_nothing_is_loaded_and_only_our_script_may_run(page: Page) -> None:
    assert page.values("src") == page.values("style") == page.values("onclick") == []
    policy = dict(part.strip().split(" ", 1) for part in page.values("content")[0].split(";"))
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.text[tag].encode()).digest()).decode()
        assert policy[f"{tag}-src"] == f"'sha256-{digest}'"
    assert policy["default-src"] == "'none'"


def test_a_finding_is_linked_to_its_line_and_back(page: Page) -> None:
    assert "#target-2.2-line-src-pipe.c-21" in page.values("href")
    assert "#target-2.2-finding-1" in page.values("href")
    assert "#target-2.2-line-src-pipe.c-9" not in page.values("href")


def test_two_targets_of_one_name() -> None:
    twice = Page(report.render(samples.run(samples.sound(), samples.sound()), "html"))
    assert [name for name in twice.values("id") if name.startswith("target-2.5") and name.count("-") <= 2][:2] == [
        "target-2.5",
        "target-2.5-title",
    ]
    assert "target-2.5-2" in twice.values("id")


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def _shown(tmp_path: Path, text: str, fragment: str = "") -> str:
    """The document after its script ran."""
    path = tmp_path / "report.html"
    path.write_text(text)
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command = [
        str(BROWSER),
        *options,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        f"{path.as_uri()}{fragment}",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@browser
def test_a_deep_link_with_a_filter(tmp_path: Path) -> None:
    shown = _shown(tmp_path, report.render(samples.run(), "html"), "#target-2.2&v=UNSOUND,UNKNOWN&q=pipe_send")
    assert re.findall(r'<article id="([^"]*)"[^>]*hidden=""', shown) == [
        f"target-{series}" for series in ("3.0", "2.5", "2.4", "2.0")
    ]
    assert "1 of 5 shown" in shown
    assert re.findall(r'data-verdict="(\w+)" aria-pressed="true"', shown) == ["UNSOUND", "UNKNOWN"]


@browser
def test_a_hostile_text_does_not_run(tmp_path: Path) -> None:
    poison = "</title></style><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\""
    shown = _shown(tmp_path, report.render(samples.poisoned(samples.run(), poison), "html"))
    assert "<title>owned" not in shown and shown.count("<script") == 1 and "<img" not in shown


def test_what_accounts_for_each_difference() -> None:
    """The certificate stands in the page and in the comment, what nothing accounts for first in the comment."""
    run = samples.run(samples.sound())
    text = Page(report.render(run, "html")).text
    assert "How it differs from the fix (3, 1 that nothing accounts for)" in text["summary"]
    assert "rule fn-push" in text["td"] and "nothing" in text["b"]
    comment = report.render(run, "markdown")
    assert "3 differences to the fix, 1 not accounted for" in comment
    assert "| `added besides` | `src/pipe.c:12` | ` - ` | `l -> count ++ ;` | `nothing` |" in comment
    assert comment.index("added besides") < comment.index("file renamed")
