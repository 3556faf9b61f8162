TEXTS = {
    "paraphrase.cleft": (
        "I need you to find my phone.",
        "what i want to do is pay my bill",
        "We'd like a table for two.",
    ),
    "paraphrase.question_form": ("What is my balance?", "I'd like to know when the bank opens.", "tell me how to pay"),
}
