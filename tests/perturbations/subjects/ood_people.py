from robustgen.examples import Example, Span

_SPANNED = Example(
    "s",
    {"text": "Colonel Rajesh Kalia flew to Oslo with Uber."},
    task="ner",
    spans=(Span(0, 20, "PER"), Span(29, 33, "B-LOC"), Span(39, 43, "ORG")),
)
_ASKED = Example(
    "q",
    {"context": "Emily Hughes sold it to Tom. Emily moved to Oslo.", "question": "What did Emily do?"},
    "Emily Hughes",
    ("/context", "/question"),
    "qa_span",
)
_PAIR = Example(
    "p",
    {"premise": "Emily and her brother are in Oslo.", "hypothesis": "Emily is in Oslo."},
    "entailment",
    ("/premise", "/hypothesis"),
    "nli",
)
_MET = Example("m", {"text": "I met Emily and Kenji."}, task="intent")

TEXTS = {
    "ood.entity.person": ("Emily and Tom Hughes came. Emily's sister likes Tom.",),
    "ood.entity.place": ("We flew to Lyon, France and loved Lyon.",),
    "ood.entity.organisation": ("Netflix raised its price, so I left Netflix.",),
    "ood.entity.product": ("My iPhone broke again.",),
    "ood.demographic.gender": ("My wife told me that she lost her keys.", "An actress thanked Emily Hughes."),
    "ood.demographic.religion": ("My Catholic neighbour fixed it.", "He is a Buddhist."),
    "ood.demographic.nationality": ("An Austrian nurse helped me.", "Germans like it."),
    "ood.demographic.age": ("A young woman asked for my boss.",),
    "ood.demographic.disability": ("A man who is blind lives next door.", "My deaf neighbour left."),
}
EXAMPLES = {
    "ood.entity.person": (_SPANNED, _ASKED, _PAIR),
    "ood.entity.place": (_SPANNED, _PAIR),
    "ood.entity.organisation": (_SPANNED,),
    "ood.demographic.gender": (_PAIR,),
    "ood.demographic.name_origin": (_PAIR, _MET),
} | {f"ood.demographic.name_origin.{culture}": (_MET,) for culture in (
    "akan", "arabic", "chinese", "english", "french", "german", "greek", "hebrew", "hindi", "igbo", "irish", "italian",
    "japanese", "korean", "polish", "russian", "spanish", "swahili", "swedish", "turkish", "vietnamese", "yoruba",
)}  # fmt: skip
