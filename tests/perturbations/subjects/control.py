TEXTS = {
    "control.quantity": ("There are 12 boxes on the table.",),
    "control.negate": ("I loved this film.", "The food was great.", "It is a wonderful place."),
}
