"""Scoring: what came of each call, how much worse the model got, and whether that keeps within the limits.

    outcomes     the six ways a call ends; a tidy frame checked and turned into arrays
    statistics   intervals, standard errors and the smallest margin, as pure functions
    card         one row per perturbation and severity: `score(frame)` gives a `Card`
    limits       what a user allows: `Limits`, and which perturbations gate
    verdict      limits held against a card: `judge(card, limits)` gives a `Verdict`

Nothing is imported here: `outcomes`, `limits` and `verdict` need the standard library alone until they are given data,
`statistics` and `card` load numpy.
"""
