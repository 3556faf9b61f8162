"""vaderSentiment over 200 sentences and their variants, one case at a time and in batches.

The suite was frozen by `robustgen freeze suites/demo/golden.jsonl -o suites/demo/demo.v1 --task sentiment
--per-example 3 --seed 7 --perturb realistic --perturb ood.unicode.homoglyph --perturb ood.channel.ocr_table
--perturb ood.context.distractor --perturb control.negate`.
"""

from __future__ import annotations

import pytest

vader = pytest.importorskip("vaderSentiment.vaderSentiment", reason="pip install 'robustgen[demo]'")

LIMITS = {
    "max_drop": {"*": 0.12, "paraphrase.filler": 0.03},
    # Known: its lexicon takes "well" and "like" for praise wherever they stand.
    "report_only": ["paraphrase.filler"],
}


@pytest.fixture(scope="session")
def sentiment():
    """Return the model: a text in, one of three labels out."""
    analyzer = vader.SentimentIntensityAnalyzer()

    def label(text: str) -> str:
        score = analyzer.polarity_scores(text)["compound"]
        return "positive" if score >= 0.05 else "negative" if score <= -0.05 else "neutral"

    return label


@pytest.mark.robustgen("demo.v1", **LIMITS)
def test_one_at_a_time(case, sentiment):
    assert sentiment(case.text) == case.expected


@pytest.mark.robustgen("demo.v1", metric="exact", **LIMITS)
def test_in_batches(robustgen, sentiment):
    robustgen.check(lambda texts: [sentiment(text) for text in texts])
