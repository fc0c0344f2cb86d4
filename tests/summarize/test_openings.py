"""How chosen sentences of real stories open, judged by a short list of its own, not by the code that chose them."""

import json
import re
from pathlib import Path

import pytest

from tasks.summarize.brief import summarize_record

STORIES = Path(__file__).parents[2] / "../shared/eval/data/allsides_stories/dev.jsonl"
MOST_UNRESOLVED = 0.02
POINTS_BACK = re.compile(
    r"[\W_]*(?:(?:he|she|it|they|we|his|her|hers|its|their|theirs|him|them|both|neither|another|others|some|many)\b"
    r"|(?:this|that|these|those|such|there|here)\b"
    r"|(?:but|and|or|so|yet|nor|however|still|also|meanwhile|instead|then|thus|hence|therefore|moreover|besides)\b"
    r"|(?:furthermore|nevertheless|nonetheless|otherwise|similarly|likewise|afterward|later|indeed|in addition)\b"
    r"|(?:as a result|for example|for instance|in response|in fact|in turn|by contrast|in other words|after all)\b)",
    re.IGNORECASE,
)
# Read one by one: beginnings of the above that need nothing before them.
RESOLVED = re.compile(
    r"[\W_]*(?:(?:this|that) (?:\w+ )?(?:week|weekend|month|year|morning|afternoon|evening|summer|fall|winter|spring)\b"
    r"|it (?:is|was|has|remains|took|takes|will|could|may|would|isn|wasn|seems|appears|turns|looks)\b"
    r".*\b(?:that|whether|how|to|who)\b"
    r"|there(?:'s|’s)? (?:is|are|was|were|has|have|will|seems|appears)?\b.*[a-z] (?:[A-Z]|\d)"
    r"|so far\b|but for .* would\b|both .* and\b|neither .* nor\b|those (?:who|in|on|with|\w+ing)\b|such as\b"
    r"|(?:some|many) (?!of (?:them|these|those)|are|were|have|had|say|said)\w+|later (?:this|in|on)\b"
    r"|then-|still \w+ing\b)",
    re.IGNORECASE,
)


def unresolved(text: str, *, follows: bool) -> bool:
    """Say whether a sentence opens with a pronoun or connective that no sentence before it in the summary explains."""
    return not follows and bool(POINTS_BACK.match(text)) and not RESOLVED.match(text)


@pytest.mark.slow
@pytest.mark.skipif(not STORIES.exists(), reason="the stories are not part of the project")
def test_hardly_any_chosen_sentence_opens_with_what_nobody_explained(capsys: pytest.CaptureFixture[str]) -> None:
    count, hanging = 0, []
    for line in STORIES.read_text("utf-8").splitlines():
        story = json.loads(line)
        docs = [doc for doc in story["docs"] if doc.get("full_text", True) and (doc.get("text") or "").strip()]
        sentences = summarize_record({"id": story["id"], "docs": docs}, words=40)["sentences"]
        before = {"doc": None, "end": 0}
        for sentence in sentences:
            follows = before["doc"] == sentence["doc"] and sentence["start"] - before["end"] <= 5
            hanging += [sentence["text"]] if unresolved(sentence["text"], follows=follows) else []
            before, count = sentence, count + 1
    share = len(hanging) / count
    with capsys.disabled():
        print(f"\n{len(hanging)} of {count} chosen sentences ({share:.1%}) open with something unresolved")  # noqa: T201
    assert share <= MOST_UNRESOLVED, hanging


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left the hall.", True),
        ("But the ferry sails.", True),
        ("“That is wrong,” said the mayor.", True),
        ("This week the ferry sails.", False),
        ("The ferry sails.", False),
    ],
)
def test_the_check_itself_tells_them_apart(text: str, expected: bool) -> None:
    assert unresolved(text, follows=False) is expected
    assert not unresolved(text, follows=True)
