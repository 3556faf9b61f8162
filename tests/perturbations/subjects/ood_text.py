TEXTS = {
    "ood.channel.mojibake": ("Zo\u00eb's caf\u00e9 is closed\u2026",),
    "ood.locale.number": ("It costs 1,234.50 in all.",),
    "ood.locale.date": ("It began on 31 December 2020.",),
    "ood.locale.clock": ("Wake me at 7:30 pm.",),
    "ood.locale.units": ("It is 20 miles from here.",),
    "ood.locale.currency": ("Send $40 to Ana.",),
}
