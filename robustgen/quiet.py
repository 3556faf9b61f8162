"""Models of transformers at work without what the package writes to the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from writing to the terminal: progress bars, and advice about settings that are not its."""
    logging = import_module("transformers.utils.logging")

    # Its handlers, not its verbosity: a new level of a logger makes every logger of the process forget what it knows.
    levels = [(handler, handler.level) for handler in logging.get_logger("transformers").handlers]
    bars = logging.is_progress_bar_enabled()
    for handler, _ in levels:
        handler.setLevel("ERROR")
    if bars:
        logging.disable_progress_bar()
    try:
        yield
    finally:
        for handler, level in levels:
            handler.setLevel(level)
        if bars:
            logging.enable_progress_bar()
