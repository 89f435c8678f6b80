"""What a person does with a page, done in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from backport import report
from backport.report import index
from tests.report import browser as machine
from tests.report import samples
from tests.report.batches import batch

pytestmark = machine.needed
expect.set_options(timeout=60_000)  # of a machine that others use as well

TARGETS = [f"target-{series}" for series in ("3.0", "2.5", "2.4", "2.2", "2.0")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with machine.opened() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of a run's page and of an index."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "run.html").write_text(report.render(samples.run(), "html"))
    where = index.pages(batch(), folder / "site")
    return {"run": (folder / "run.html").as_uri(), "index": where.as_uri()}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose mistakes and requests fail the test."""
    wrong: list[str] = []
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    made.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    yield made
    made.close()
    assert wrong == []


def _shown(page: Page) -> list[str]:
    return [one.get_attribute("id") or "" for one in page.locator("article.item:not([hidden])").all()]


def test_the_filter(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"])
    assert _shown(page) == TARGETS
    page.keyboard.press("/")
    page.keyboard.type("pipe_send")
    assert _shown(page) == ["target-2.2"]
    expect(page.locator("#shown")).to_have_text("1 of 5 shown")
    assert page.url.endswith("#q=pipe_send")
    page.keyboard.press("Escape")
    assert _shown(page) == TARGETS


def test_clicks_on_verdicts_and_back_to_everything(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"])
    page.get_by_role("button", name="UNSOUND 1").click()
    page.get_by_role("button", name="UNKNOWN 1").click()
    assert _shown(page) == ["target-2.2", "target-2.0"]
    page.get_by_role("searchbox").fill("no such text")
    assert _shown(page) == []
    page.get_by_role("button", name="Show everything").click()
    assert _shown(page) == TARGETS


def test_a_deep_link_opens_what_is_closed(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"])
    link = page.locator("#target-2\\.5 a[href*='-rule-']").first
    name = (link.get_attribute("href") or "")[1:]
    assert not page.locator(f"[id='{name}']").is_visible()
    link.click()
    expect(page.locator(f"[id='{name}']")).to_be_in_viewport()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(f"[id='{name}']")).to_be_in_viewport()


def test_a_finding_leads_to_its_line_and_back(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"] + "#target-2.2")
    page.locator("#target-2\\.2 a[href*='-line-']").first.click()
    line = page.url.partition("#")[2]
    expect(page.locator(f"[id='{line}']")).to_be_in_viewport()


def test_keys(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"])
    for _ in range(3):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "target-2.4"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "target-2.5"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for theme in ("light", "dark"):
        page.keyboard.press("t")
        expect(page.locator("#theme")).to_have_text(f"Theme: {theme}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_from_the_index_to_a_verdict(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["index"])
    page.get_by_role("button", name="UNSOUND 1").click()
    assert page.locator("tbody tr:not([hidden])").count() == 1
    page.locator("tbody tr:not([hidden]) a", has_text="UNSOUND").click()
    expect(page.locator("#target-2\\.2")).to_be_in_viewport()


@pytest.mark.parametrize("which", ["run", "index"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_window(page: Page, pages: dict[str, str], which: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pages[which])
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_everything_but_the_controls(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["run"])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("nav.bar")).to_be_hidden()
    assert page.locator("details:not([open])").count() == 0
    assert page.pdf(format="A4")[:5] == b"%PDF-"


@machine.axe_needed
@pytest.mark.parametrize("which", ["run", "index"])
@pytest.mark.parametrize(
    "view",
    [
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_has_nothing_to_say(browser: Browser, pages: dict[str, str], which: str, view: Any) -> None:
    context = browser.new_context(bypass_csp=True, **view)  # axe is injected, which the page's own policy forbids
    page = context.new_page()
    page.goto(pages[which])
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(machine.AXE.read_text())
    violations = page.evaluate("axe.run()")["violations"]
    context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations] == []
