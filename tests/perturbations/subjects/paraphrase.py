TEXTS = {
    "paraphrase.clause_order": ("If it rains, we stay at home.", "I was late because the bus broke down."),
    "paraphrase.fronting": ("We watched it last night.", "They are playing football in the garden."),
    "paraphrase.sentence_order": ("The acting is superb. The music is lovely. The ending is weak.",),
    "paraphrase.filler_drop": ("Um, what is, you know, the point?", "So it broke, you know."),
    "paraphrase.ordinal": ("It was my 2nd visit.", "This is the third time that it broke."),
}
