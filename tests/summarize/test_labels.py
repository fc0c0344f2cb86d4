"""What differs is named in words of the sentences and fixed ones, never by a list of stems."""

import pytest

from tasks.summarize.discrepancies import find
from tests.summarize.test_discrepancies import statement


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        (
            "31 people were injured, four of them seriously, the hospital said.",
            "The fire service said that 34 people were injured, four of them seriously.",
            "People injured",
        ),
        (
            "Mending the Velt Bridge will cost €90 million, the city said.",
            "The Velt Bridge will cost the city €120 million to mend, the mayor said.",
            "Cost: Velt Bridge",
        ),
        (
            "The Velt Bridge, a steel span built in 1931, turns on a pivot.",
            "The bridge was built in 1934 and has carried the road over the Velt since.",
            "Built: Velt Bridge",
        ),
        (
            "The oil slick off Cape Rhon stretches for 12 miles.",
            "The oil slick off Cape Rhon was 20 miles long on Friday.",
            "Length: Cape Rhon",
        ),
        (
            "The wildfire near Castor destroyed 85 homes.",
            "The fire has destroyed 120 homes near Castor.",
            "Homes destroyed: Castor",
        ),
        (
            "The county has set aside €3 million for the Velt Fund, its treasurer said.",
            "The county has set aside €5 million for the Velt Fund, the mayor said.",
            "Amount in euros: Velt Fund",
        ),
    ],
)
def test_a_label_says_what_differs_and_of_what(first: str, second: str, label: str) -> None:
    (found,), _ = find([statement("North", first), statement("South", second)])
    assert found.about == label


def test_a_label_of_another_language_keeps_its_noun_and_adds_ours_in_brackets() -> None:
    first = "Bei dem Brand in Althafen starben zwölf Menschen."
    second = "Der Brand in Althafen tötete 15 Menschen."
    (found,), _ = find([statement("North", first, language="de"), statement("South", second, language="de")])
    assert found.about.startswith("Menschen (killed)")


def test_a_change_names_what_moved() -> None:
    first, second = "Nine vessels remain in the inner harbor.", "Four vessels remain in the inner harbor."
    _, (change,) = find([statement("North", first, day="2026-03-05"), statement("South", second, day="2026-03-06")])
    assert change.about == "Vessels remaining: inner harbor"
