"""A page in a real Chromium."""

from collections.abc import AsyncIterator

from playwright.async_api import Browser, Page, ViewportSize, expect


async def visit(
    chromium: Browser, address: str, width: int = 1280, height: int = 800
) -> AsyncIterator[Page]:
    """A page that has done nothing wrong by the end: no error, and nothing that CSP refused."""
    context = await chromium.new_context(viewport=ViewportSize(width=width, height=height))
    context.set_default_timeout(10_000)
    opened = await context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
    )
    await opened.goto(address)
    await expect(opened.locator("#app")).to_be_visible()
    assert "token" not in opened.url
    yield opened
    await context.close()
    assert wrong == []
