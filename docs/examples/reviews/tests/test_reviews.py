import pytest


def test_labels(reviews):
    assert set(reviews.model.config.id2label.values()) == {"negative", "positive"}


@pytest.mark.robustgen(
    golden="golden.csv",
    perturb=["realistic", "ood.unicode.homoglyph", "ood.context.distractor", "ood.register.social", "control.negate"],
    task="sentiment",
    seed=7,
    min_clean=0.7,
    max_drop={"*": 0.15, "ood.*": 0.2},
)
def test_sentiment(robustgen, reviews):
    robustgen.check(reviews, batch_size=256)
