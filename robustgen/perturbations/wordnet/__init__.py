"""What WordNet says, read at run time from where the user has it."""

from robustgen.perturbations.wordnet import synonyms as synonyms
