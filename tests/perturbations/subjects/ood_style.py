TEXTS = {
    "ood.language.transliterate": (
        "\u041f\u043e\u0434\u0441\u043a\u0430\u0436\u0438\u0442\u0435, \u043f\u043e\u0436\u0430\u043b\u0443\u0439\u0441\u0442\u0430, "
        "\u043a\u0430\u043a \u043e\u0442\u043c\u0435\u043d\u0438\u0442\u044c \u0437\u0430\u043a\u0430\u0437.",
    ),
    "ood.language.code_switch.de": ("My brother bought a house.",),
    "ood.register.archaic": ("Perhaps it is a physician.",),
    "ood.register.legalese": ("I want to cancel it right away.",),
    "ood.register.baby_talk": ("The dog has a small stomach.",),
    "ood.register.emoji_add": ("Order a pizza for my birthday.",),
    "ood.register.emoji_replace": ("Order a pizza for my birthday.",),
}
