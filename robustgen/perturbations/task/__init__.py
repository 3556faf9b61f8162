"""The family task: moves that need the structure of a task: spans, pairs, options, code, tables."""

from robustgen.perturbations._family import load

load(__name__, __path__)
