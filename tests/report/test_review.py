"""The review's page."""

import base64
import hashlib
import re

from backport.history.decisions import Decision, Letter
from backport.history.review import Candidate, Session
from backport.report.review import render

ONE = Candidate("a" * 40, "fix <b>bold</b> \x1b[31m", 'A "q" <x>', 86400, Letter.WAIT, "say & wait", ("3.2",), ("3.0",))
TWO = Candidate("b" * 40, "</script><script>alert(1)</script>", "Bob", 0, Letter.NO, "nothing")


def test_the_page_shows_all_and_obeys_nothing() -> None:
    page = render(Session((ONE, TWO), {TWO.id: Decision(Letter.YES, "<i>me</i>", '"><script>')}, by="me"), "master")
    assert "fix &lt;b&gt;bold&lt;/b&gt; \\x1b[31m" in page
    assert "say &amp; wait" in page
    assert "1970-01-02" in page
    assert "2 candidates, 1 not decided" in page
    assert len(re.findall(r"<script\b", page)) == 1
    rows = re.findall(r'data-commit="(\w+)" data-verdict="(\w)" data-proposed="(\w)" data-decided="(\w?)"', page)
    assert rows == [(ONE.id, "w", "w", ""), (TWO.id, "y", "n", "y")]


def test_the_policy_lets_only_this_script_run() -> None:
    page = render(Session((ONE,)), "master")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in page
    assert 'document.querySelectorAll(".item")' in script
    assert 'document.querySelectorAll("tr.item")' in script
