TEXTS = {
    "ood.punctuation.add_final": ("please play some music by the river",),
    "ood.unicode.normal_form": ("Un café très cher à Liège.", "Un cafe\u0301.", "한국어를 배워요."),
    "ood.unicode.diacritics_strip": ("Un café très cher à Liège.", "Ærø, Łódź, naïve", "السَّلَامُ عَلَيْكُمْ", "שָׁלוֹם"),
    "ood.unicode.fullwidth": ("私はＮＨＫを見ます。", "we left"),
    "ood.unicode.bidi_control": ("שלום עולם", "مرحبا بالعالم"),
}
