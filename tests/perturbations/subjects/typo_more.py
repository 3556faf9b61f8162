TEXTS = {
    "typo.keyboard.ru": ("\u041f\u043e\u0434\u0441\u043a\u0430\u0436\u0438\u0442\u0435, \u043f\u043e\u0436\u0430\u043b\u0443\u0439\u0441\u0442\u0430.",),
    "typo.keyboard.uk-UA": ("\u0414\u043e\u0431\u0440\u0438\u0439 \u0434\u0435\u043d\u044c, \u0442\u043e\u0432\u0430\u0440\u0438\u0441\u0442\u0432\u043e.",),
    "typo.keyboard.he": ("\u05de\u05ea\u05d9 \u05d9\u05d5\u05e6\u05d0\u05ea \u05d4\u05e8\u05db\u05d1\u05ea",),
    "typo.keyboard.ar": ("\u0643\u0627\u0646 \u0627\u0644\u0637\u0639\u0627\u0645 \u0644\u0630\u064a\u0630\u0627",),
    "typo.learner.tense": ("I did not see it and bought another.",),
    "typo.learner.number": ("I need some information about two flights.",),
    "typo.learner.agreement": ("She works here and they know it.",),
    "typo.learner.preposition": ("I am interested in the offer.",),
}  # fmt: skip
