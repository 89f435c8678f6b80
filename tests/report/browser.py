"""A real browser: Debian's Chromium (or the one BACKPORT_CHROMIUM names), driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("BACKPORT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
_KEPT = Path(__file__).parents[2] / ".venv" / "node" / "node_modules" / "axe-core"
AXE = Path(os.environ.get("BACKPORT_AXE") or _KEPT) / "axe.min.js"

needed = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (BACKPORT_CHROMIUM names one)")
axe_needed = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core (BACKPORT_AXE names its folder)")


@contextmanager
def opened() -> Iterator[Browser]:
    """The browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
