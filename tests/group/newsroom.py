"""Invented reports for the tests of stories: one matter over days, its confusable neighbors, and unrelated news."""

from __future__ import annotations

from storage.models import Article
from tests.builders import an_article

# The matter that is followed: a bridge over the harbor of Port Ellis is closed, examined, and opened again.
PORT_ELLIS = (
    (
        "2026-03-02",
        "Harbor Bridge in Port Ellis closed after steel cable snaps",
        "Engineers closed the Harbor Bridge in Port Ellis on Monday after one of its forty-eight steel cables "
        "snapped in the morning rush.\nNobody was hurt. The cable struck the railing and fell into the harbor, "
        "said Dana Okafor, who heads the city's bridge department.\nAbout 31,000 cars cross the bridge on a "
        "working day. Drivers were sent to the Mill Street tunnel, where queues reached four kilometers.",
    ),
    (
        "2026-03-03",
        "Port Ellis: second cable of the harbor bridge is corroded",
        "A second cable of the Harbor Bridge shows deep corrosion, inspectors in Port Ellis found on "
        "Tuesday.\nThe bridge will stay closed for at least two weeks, Dana Okafor told the city council. She "
        "had asked for money to replace the cables three years ago.\nBuses run through the Mill Street tunnel "
        "every five minutes.",
    ),
    (
        "2026-03-05",
        "Council votes nine million for new cables",
        "The city council of Port Ellis voted nine million dollars on Thursday for new cables on the Harbor "
        "Bridge.\nDana Okafor said that the work would begin on Monday and that one lane could open to buses by "
        "the end of March.\nShop owners at the harbor complained that the closed bridge keeps customers away.",
    ),
    (
        "2026-03-09",
        "Work on Harbor Bridge cables begins",
        "Workers began to replace the cables of the Harbor Bridge in Port Ellis on Monday, a week after one of them "
        "snapped.\nA floating crane was brought into the harbor at night. Dana Okafor called the schedule "
        "tight.\nThe Mill Street tunnel stays open around the clock.",
    ),
)
NEIGHBORS = (
    (
        "2026-03-03",
        "Old railway bridge at Kestrel Gorge gets new paint",
        "Painters have begun to coat the railway bridge over Kestrel Gorge, which turns ninety this summer.\nThe "
        "bridge stays open to trains. The paint, a dark green, was chosen by the schoolchildren of the valley in "
        "a vote.\nThe work lasts until September and is paid for by the railway.",
    ),
    (
        "2026-03-04",
        "Fishing harbor of Saltby dredged for bigger trawlers",
        "Dredgers are at work in the fishing harbor of Saltby, where the channel has silted up since the autumn "
        "storms.\nTrawlers had to wait for high water to land their catch. The harbor will be a meter deeper by "
        "May, its master, Piet Holm, said.\nMackerel prices rose slightly last week.",
    ),
)
UNRELATED = (
    (
        "2026-03-02",
        "Vaccine against barley rust passes field trials",
        "A spray that protects barley against leaf rust passed its third field trial, agronomists at the Lowmoor "
        "institute reported.\nFields that were treated gave a fifth more grain. Seed companies want to license "
        "the method.\nThe fungus had destroyed a tenth of the harvest in the wet summer two years ago.",
    ),
    (
        "2026-03-03",
        "Goalkeeper Ines Duarte ends career after knee surgery",
        "Ines Duarte, who kept goal in a hundred and four matches for the national team, ends her career at "
        "thirty-three.\nA third operation on her left knee left no hope of a comeback, her club Atletica Norte "
        "wrote.\nShe will train the club's youngest goalkeepers from July.",
    ),
    (
        "2026-03-04",
        "Museum returns bronze bells to hill monastery",
        "Four bronze bells that were carried off in a war two centuries ago are going home to the monastery of "
        "Saint Orrin.\nThe museum in the capital handed them over on Wednesday. Monks rang the smallest one at "
        "the gate.\nCopies made with a scanner will hang in the museum from autumn.",
    ),
    (
        "2026-03-05",
        "Regulator fines phone company over roaming fees",
        "The telecom regulator fined Brightline forty million for charging roaming fees that were abolished long "
        "ago.\nThe company will appeal. About six hundred thousand customers are to get their money back by "
        "direct debit.\nShares in Brightline lost three percent.",
    ),
)


def articles(*sets: tuple[tuple[str, str, str], ...], dated: bool = True) -> list[Article]:
    """Make an article of every report, with an address that says which set and which report it is."""
    return [
        an_article(body, title=title, on=day if dated else None, address=f"https://example.org/{number}/{place}")
        for number, reports in enumerate(sets)
        for place, (day, title, body) in enumerate(reports)
    ]
