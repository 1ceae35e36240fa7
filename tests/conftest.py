"""What several folders of tests need, and what is said where something could not be run."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

NO_CHROMIUM = "no Chromium on this machine"

_left_out: list[str] = []


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: many tests wait for a process, a socket or the disk."""
    return (os.cpu_count() or 1) + 2


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's Chromium, else playwright's own; without either the test is left out."""
    async with async_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        if not found and not shutil.which(playwright.chromium.executable_path):
            if os.environ.get("UNSTUCK_REQUIRE_BROWSER"):
                pytest.fail(NO_CHROMIUM)
            pytest.skip(NO_CHROMIUM)
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        await browser.close()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and NO_CHROMIUM in str(report.longrepr):
        _left_out.append(report.nodeid)


def pytest_unconfigure() -> None:
    """The last line names what was not run."""
    if _left_out:
        print(f"Not run, as there is {NO_CHROMIUM}: {len(_left_out)} browser tests.")
