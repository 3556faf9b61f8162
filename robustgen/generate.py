"""Moved to robustgen.generation: import from there."""
from robustgen.generation import *  # noqa
from robustgen.generation import perturb, variants, make_plan
