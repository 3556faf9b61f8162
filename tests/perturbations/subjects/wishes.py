TEXTS = {
    "paraphrase.question_form": ("What is my balance?", "I'd like to know when the bank opens.", "tell me how to pay"),
}
