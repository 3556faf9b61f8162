"""Write docs/report.png, the report of the demo suite: `python -m tests.report.picture` in the root of a checkout."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.report.browser import look, picture, start

ROOT = Path(__file__).parents[2]
HEIGHT = 2020


def main() -> None:
    """Run the demo, open its report, take a picture of the top."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        command = ["-m", "pytest", "-q", "--robustgen", f"--robustgen-html={report}", f"--robustgen-run={folder}/run"]
        subprocess.run([sys.executable, *command, "suites/demo/test_demo.py::test_one_at_a_time"], cwd=ROOT, check=True)
        driver = start(Path(folder) / "profile")
        try:
            look(driver, width=1120)
            driver.get(report.as_uri())
            picture(driver, ROOT / "docs" / "report.png", HEIGHT, scale=0.8)
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
