TEXTS = {
    "control.quantity": ("There are 12 boxes on the table.",),
    "control.negate": ("I loved this film.", "The food was great.", "It is a wonderful place."),
    "control.un_negate": ("The plot is not bad.", "I was not bored."),
    "control.antonym": ("The food was great.", "It is a wonderful place."),
    "control.comparative_flip": ("The older boy is taller than his brother.",),
    "control.temporal_flip": ("They ate before the match.",),
    "control.only_unless_not": ("A man with a beard is talking.",),
    "control.label_word_swap": ("A dog is running.",),
    "control.role_swap": ("A dog is chasing a cat.",),
}
