"""Find the machine's Chromium and drive it so that nothing it does leaves this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # root in a container has no sandbox to offer
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def executable() -> str:
    """Return the browser's path; without one, skip, or fail where no skip is allowed."""
    named = os.environ.get("THROUGHLINE_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = (
            "no Chromium found: install it (on Debian: apt-get install chromium) or name it in THROUGHLINE_CHROMIUM"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@contextmanager
def browser(folder: Path) -> Iterator[BrowserContext]:
    """Open a browser with a fresh profile in `folder`."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=executable(),
            headless=True,
            args=list(FLAGS),
            viewport={"width": 1280, "height": 1100},
            color_scheme="light",
            locale="en-US",
            timezone_id="Europe/Brussels",
        )
        try:
            yield context
        finally:
            context.close()
