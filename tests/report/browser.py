"""Headless Chromium through selenium, with Debian's browser and driver: nothing is downloaded, nothing is asked for."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

from tests.extras import lacking, need

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def start(profile: Path):
    """Return a browser with an empty profile; the caller ends it by `quit`."""
    webdriver = need("selenium.webdriver", "selenium")
    found = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    if None in found.values():
        lacking("chromium and chromedriver", "apt-get install -y chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = found["chromium"]
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(found["chromedriver"]))
    driver.set_page_load_timeout(120)
    driver.set_script_timeout(180)  # axe looks at every cell; a busy machine takes its time
    return driver


def look(driver, *, width=1280, height=900, dark=False):
    """Set the window and the colours that the reader prefers."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def picture(driver, path: Path, height: int, *, scale: float = 1):
    """Write the top of the page as PNG."""
    width = driver.execute_script("return innerWidth")
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
    made = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    path.write_bytes(base64.b64decode(made["data"]))
