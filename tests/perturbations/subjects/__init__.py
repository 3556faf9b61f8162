"""What a perturbation needs to find a place, where everyday English has none: texts and examples by name.

Each module holds `TEXTS`, `EXAMPLES` or both; the contract test gathers them.
"""

from __future__ import annotations

import importlib
import pkgutil

from robustgen.examples import Example

TEXTS: dict[str, tuple[str, ...]] = {}
EXAMPLES: dict[str, tuple[Example, ...]] = {}
for _found in pkgutil.iter_modules(__path__):
    _module = importlib.import_module(f"{__name__}.{_found.name}")
    TEXTS |= getattr(_module, "TEXTS", {})
    EXAMPLES |= getattr(_module, "EXAMPLES", {})
