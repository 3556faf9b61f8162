TEXTS = {
    "typo.keyboard.de": ("Schöne Grüße aus Köln, wir hätten gern zwei Stühle.",),
    "typo.keyboard.fr": ("L'été dernier nous avons visité la forêt près de Besançon.",),
}
