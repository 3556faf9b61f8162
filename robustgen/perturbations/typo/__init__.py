"""The family typo: slips of people and keyboards."""

from robustgen.perturbations._family import load

load(__name__, __path__)
