"""The family ood: the same content as another channel, keyboard or writer would give it."""

from robustgen.perturbations._family import load

load(__name__, __path__)
