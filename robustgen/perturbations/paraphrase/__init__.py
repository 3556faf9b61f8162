"""The family paraphrase: the same said otherwise."""

from robustgen.perturbations._family import load

load(__name__, __path__)
