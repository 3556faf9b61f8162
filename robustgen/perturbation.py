"""Moved to robustgen.definition: import from there."""
from robustgen.definition import *  # noqa
from robustgen.definition import OnTexts, OnExample, Subject, Proposer, Perturbation, Amount, share, count, EVERY, mix, chain, SEVERITIES
