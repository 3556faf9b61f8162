"""The family prompt: what an LLM application is sent, in another form: messages, options, tools, instructions."""

from robustgen.perturbations._family import load

load(__name__, __path__)
