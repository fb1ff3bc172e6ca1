"""Time the explorer in a real Chromium: opening, a search, a filter.

Run from the project's folder after ``mz explorer``::

    python benchmarks/bench_explorer.py exports/explorer.html

Prints the file's size and, in milliseconds, the median of five: from opening until the first table
stands there; from a typed word until its hits stand there; from another topic, and from a month,
until its table stands there.
"""

import argparse
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

_N = 5
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Sets an address and waits until the page has drawn what it asks for.
_DRAW = """address => new Promise((done) => {
  const start = performance.now();
  addEventListener("hashchange", () => requestAnimationFrame(() => setTimeout(
    () => done(performance.now() - start))), { once: true });
  location.hash = address;
})"""
_ADDRESSES = {
    "a search": ("v=search&q=助餐", "v=search&q=公墓"),
    "a topic": ("v=compare&t=funeral", "v=compare&t=eldercare"),
    "a month": ("v=figures&t=eldercare&m=2025-12", "v=figures&t=eldercare&m=2025-06"),
}


def open_page(browser: Any, url: str) -> tuple[Any, float]:
    """Return the page and how many milliseconds it took to show its first table."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("#main h2", timeout=60_000)
    return page, (time.perf_counter() - start) * 1000


def main() -> None:
    """Print one line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=Path)
    path = parser.parse_args().page.resolve()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    print(f"size       {path.stat().st_size / 1e6:8.2f} MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        opened = [open_page(browser, path.as_uri()) for _ in range(_N)]
        print(f"opening    {statistics.median(seconds for _, seconds in opened):8.0f} ms")
        page = opened[-1][0]
        for what, addresses in _ADDRESSES.items():
            times = [page.evaluate(_DRAW, address) for _ in range(_N) for address in addresses]
            print(f"{what:10} {statistics.median(times):8.0f} ms (most {max(times):.0f})")
        browser.close()


if __name__ == "__main__":
    main()
