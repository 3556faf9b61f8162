"""The family control: the meaning changes on purpose. A model that answers as before is deaf, not robust."""

from robustgen.perturbations._family import load

load(__name__, __path__)
