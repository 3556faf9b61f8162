"""Word problems whose answer is a sum or a difference."""

from robustgen.examples import Example


def problem(question: str, answer: object) -> Example:
    return Example("x", {"question": question}, answer, vary=("/question",), task="generation")


EXAMPLES = {
    "task.arithmetic.number_rescale": (
        problem("Ada has 3 pens and buys 2 more. How many pens has she now?", "5"),
        problem("Two boys and three girls came. How many children came?", 5),
        problem("A tank holds 1,200 litres. 450 litres leak out. How much is left?", "750"),
        problem("Bo paid $3.50 for tea and $2.25 for a scone. What did Bo pay?", "$5.75"),
    )
}
