"""The page on rewriters is run as it stands: its rewriter with its test, and the names and reasons it lists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from robustgen.rewriters import nlpaug, textattack

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rewriters.md").read_text(encoding="utf-8")


def test_the_example_works_as_it_stands(tmp_path):
    for name, body in re.findall(r"```python\n# (\S+\.py)\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(body, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_rewriters_of_mine.py"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_the_table_lists_every_name():
    listed = set(re.findall(r"^\| `((?:nlpaug|textattack)\.[a-z_.]+)` \|", PAGE, re.MULTILINE))
    assert listed == {f"nlpaug.{name}" for name in nlpaug.NAMED} | {f"textattack.{name}" for name in textattack.NAMED}
