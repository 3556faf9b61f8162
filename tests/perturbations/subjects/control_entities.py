"""Rows whose answer hangs on a name."""

from robustgen.examples import Example, Span


def nli(premise: str, hypothesis: str, label: str = "entailment") -> Example:
    inputs = {"premise": premise, "hypothesis": hypothesis}
    return Example("x", inputs, label, vary=("/premise", "/hypothesis"), task="nli")


def qa(context: str, question: str, answer: str, *, task: str = "qa_span") -> Example:
    at = context.find(answer)
    spans = (Span(at, at + len(answer), "answer"),) if task == "qa_span" and at >= 0 else ()
    inputs = {"context": context, "question": question}
    return Example("x", inputs, answer, vary=("/context", "/question"), task=task, spans=spans)


def tool(said: str, **arguments: str) -> Example:
    inputs = {"messages": [{"role": "user", "content": said}]}
    return Example("x", inputs, {"name": "f", "arguments": arguments}, vary=("/messages",), task="tool_call")


EXAMPLES = {
    "control.entity_change": (
        nli("Emily and Tom are rowing on a lake in Norway.", "Emily is on a lake."),
        nli("Two ferries left Lisbon at noon.", "The ferries left Lisbon."),
        nli("Lufthansa cancelled the flight from Hamburg.", "A flight was cancelled by Lufthansa."),
        qa("Ahmed lives in Oslo. Maria lives in Lima.", "Where does Ahmed live?", "Oslo"),
        qa("The mill was built by Emily Hughes. It grinds rye.", "Who built the mill?", "Emily Hughes"),
        qa("The firm moved from Vienna to Prague in May.", "When did the firm leave Vienna?", "in May"),
        qa("Emily's shop in Dublin sells lamps.", "What does Emily's shop sell?", "lamps", task="generation"),
        tool("Is it raining in Nairobi?", city="Nairobi"),
        tool("Send Emily the minutes, please.", to="Emily"),
    ),
}
