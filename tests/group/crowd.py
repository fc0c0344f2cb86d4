"""Fifty invented matters that have nothing to do with each other, and three stories on one subject that are not one.

Each matter is a line of `tests/cases/matters.txt`: where, what, and more of it; `crowd` makes a report of each. The
stories on immigration share their subject and its words; who, where and what happened sets them apart.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from storage.models import Article
from tests.builders import an_article

_OUTLETS = ("Harbor Courier", "Northern Ledger", "The Evening Lantern", "Radio Norrey", "Plainsman", "City Dispatch")
_FROM = date(2026, 1, 20)
_MATTERS = Path(__file__).parents[1] / "cases" / "matters.txt"
# One matter over two weeks: a surge of immigration agents in the invented city of Kilmore, from five points of view.
KILMORE = (
    (
        "2026-01-21",
        "Governor says immigration sweep in Kilmore has made mistakes",
        "Immigration agents who have swept through Kilmore for three weeks have made mistakes, Governor Hale Brandt "
        "conceded on Wednesday, as a backlash to the deportation raids grows.\nTwo citizens of Kilmore were held for "
        "days before agents looked at their papers. Polls show that most voters think the raids in Kilmore go too "
        "far.\nBrandt defended border chief Otto Varga, who sent two thousand immigration agents to Kilmore in "
        "January, and said the deportations would go on.",
    ),
    (
        "2026-01-27",
        "Kilmore schools half empty as immigration agents patrol",
        "One pupil in three stayed away from school in Kilmore on Tuesday while immigration agents patrolled the "
        "streets around Lindqvist Square.\nMarchers carried the picture of Rosa Imre, the nurse of Kilmore who was "
        "shot by an immigration agent in her car on 9 January.\nThe city has sued to have the agents of border chief "
        "Otto Varga withdrawn from Kilmore.",
    ),
    (
        None,
        "",
        "Who was Rosa Imre? The nurse whom an immigration agent shot dead in Kilmore had worked nights at the hospital "
        "for eleven years.\nHer death on 9 January turned a quiet city against the immigration raids. Agents say that "
        "she drove at them; a video shows her car turning away.\nThousands in Kilmore have marched for her, past the "
        "hotel near Lindqvist Square where Varga's agents are lodged.",
    ),
    (
        "2026-02-04",
        "Varga withdraws 700 immigration agents from Kilmore",
        "Border chief Otto Varga is withdrawing seven hundred of the immigration agents who were sent to Kilmore, he "
        "said on Wednesday, four weeks after one of them shot the nurse Rosa Imre.\nAbout two thousand agents had "
        "taken part in the raids; some 1,300 remain in Kilmore.\nThe mayor of Kilmore called it a first step and asked "
        "for all immigration agents to leave.",
    ),
    (
        "2026-02-04",
        "",
        "KILMORE. The withdrawal of 700 immigration agents from Kilmore does not end the raids, Governor Hale Brandt "
        "and border chief Otto Varga made clear on Wednesday.\nLawyers of Rosa Imre's family want the agent who shot "
        "her charged. A judge in Kilmore hears the city's suit against the immigration sweep on Monday.\nShops on "
        "Lindqvist Square opened again for the first time since January.",
    ),
)
# Another one in the same days: a law on work permits for immigrants in a country far from there.
ESKERRY = (
    (
        "2026-01-22",
        "Eskerry's parliament debates work permits for immigrants",
        "The parliament of Eskerry took up a bill on Thursday that would give work permits to forty thousand "
        "immigrants who pick fruit and nurse the old.\nLabor minister Signe Dahl said that orchards could not be "
        "harvested without them. The opposition fears lower wages.\nImmigrants in Eskerry wait three years for a "
        "permit, by the ministry's own count.",
    ),
    (
        "2026-01-29",
        "Growers press Eskerry to pass permit bill before spring",
        "Fruit growers drove tractors through the capital of Eskerry on Thursday to press for the bill on work permits "
        "for immigrants.\nLabor minister Signe Dahl promised a vote before the blossom. Unions want the permits tied "
        "to the agreed wage.\nForty thousand immigrants would get a permit at once.",
    ),
    (
        "2026-02-04",
        "Eskerry grants work permits to 40,000 immigrants",
        "By a majority of six the parliament of Eskerry passed the bill on work permits on Wednesday, and forty "
        "thousand immigrants may work from March.\nLabor minister Signe Dahl embraced fruit growers on the steps. The "
        "opposition will take the permits to court.\nUnions got their clause on the agreed wage.",
    ),
)


def crowd() -> list[Article]:
    """Return fifty reports on fifty matters."""
    return [
        _report(number, *line.split("|")[1:]) for number, line in enumerate(_MATTERS.read_text("utf-8").splitlines())
    ]


def told(story: tuple[tuple[str | None, str, str], ...], name: str) -> list[Article]:
    """Return the reports of a story."""
    return [
        an_article(body, title=title, on=day, source=_OUTLETS[place], address=f"https://{name}.example/{place}")
        for place, (day, title, body) in enumerate(story)
    ]


def _report(number: int, what: str, further: str) -> Article:
    day = _FROM + timedelta(days=number * 7 % 16)
    return an_article(
        f"{what}.\n{further}.",
        title=what if number % 3 else "",
        on=day.isoformat() if number % 5 else None,
        source=_OUTLETS[number % len(_OUTLETS)],
        address=f"https://crowd.example/{number}",
    )
