"""The family ood: the same content as another channel, keyboard or writer would give it."""

from __future__ import annotations

from robustgen.perturbations.ood import case, channel, context, punctuation, unicode, whitespace

__all__ = ["case", "channel", "context", "punctuation", "unicode", "whitespace"]
