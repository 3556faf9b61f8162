from __future__ import annotations

import pytest


@pytest.fixture
def golden(tmp_path, monkeypatch):
    """Return a function that writes a file and gives its name; messages then show the bare name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="golden.jsonl"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write
