"""Structured rows for the perturbations that need one: the golden rows of docs/golden, by what a task holds."""

import json
from pathlib import Path

from robustgen.examples import Example

GOLDEN = Path(__file__).parents[3] / "docs" / "golden"


def rows(name: str) -> list[Example]:
    """Return the first golden rows of a file of docs/golden."""
    lines = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Example.from_json(json.loads(line)) for line in lines[:6]]


FILES = {
    "prompt.instruction_paraphrase": "chat", "prompt.output_format_wording": "chat", "prompt.role_framing": "chat",
    "prompt.benign_system_noise": "chat", "prompt.multi_turn_padding": "chat", "prompt.instruction_position": "prompt",
    "prompt.delimiter": "prompt", "prompt.option_labels": "choice", "prompt.option_order": "choice",
    "prompt.social_pressure": "choice", "prompt.hypothetical_framing": "choice", "prompt.few_shot_order": "lists",
    "prompt.json_key_order": "lists", "prompt.document_order": "documents", "prompt.document_distractor": "documents",
    "prompt.tool_schema_rename": "tools", "task.ner.entity_case": "ner", "task.ner.entity_typo": "ner",
    "task.ner.entity_oov": "ner", "task.ner.entity_longer": "ner", "task.ner.concat": "ner",
    "task.qa.distractor_sentence": "qa", "task.qa.answer_position": "qa", "task.qa.question_paraphrase": "qa",
    "task.nli.overlap": "nli", "task.nli.tautology": "nli", "task.pair.swap_sides": "pairs",
    "task.choice.none_of_the_above": "choice", "task.code.rename_identifiers": "code", "task.code.formatting": "code",
    "task.table.row_order": "table", "task.table.transpose": "table", "task.arithmetic.irrelevant_quantity": "arithmetic",
}  # fmt: skip
EXAMPLES = {name: rows(file) for name, file in FILES.items()}
