import pytest
import triage


@pytest.mark.robustgen(
    golden="golden.csv",
    vary_fields="ticket",
    expected="queue",
    perturb=["typo.human", "typo.keyboard.phone", "paraphrase.filler", "ood.context.distractor", "ood.case.lower"],
    task="intent",
    seed=7,
    min_clean=0.4,  # the local model is a small one
    max_drop=0.3,
    max_errors=0.15,
)
async def test_triage(case, sort):
    queue = await sort(case.inputs["ticket"])
    if queue == triage.UNSORTED:
        case.unanswered("goes to a person")
    assert queue == case.expected
