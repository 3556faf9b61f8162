"""The pytest plugin: options, the marker, and the hooks that everything else hangs on."""

from __future__ import annotations
