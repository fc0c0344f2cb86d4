"""Invented reports for the tests of copies: two independent ones on one event, and a statement both could quote."""

from __future__ import annotations

WIRE = (
    "A cargo ferry ran aground on the Kettle Reef shortly before dawn on Monday, and all nineteen people on board were "
    "taken off by lifeboat before the tide turned, the coastguard of Varnholm said.",
    "The Annelise Brandt, a ferry of ninety metres that links the island of Osmund with the mainland three times a "
    "day, had left its berth in thick fog with eleven lorries and a small load of fertilizer below deck.",
    "Rescuers reached the vessel within forty minutes. Two sailors were treated for hypothermia, and a driver with a "
    "broken wrist was flown to the district hospital in Lund Haven, where doctors called his condition stable.",
    "Divers found a gash of about six metres along the port side but no sign of leaking fuel, according to the harbor "
    "master, who closed the northern channel to all traffic until the wreck can be lightened and towed away.",
    "Fishermen had warned for years that the buoy marking the reef drifts in winter storms. The maritime agency "
    "replaced its chain in October and said at the time that the new mooring would hold for a decade.",
    "Investigators boarded the ferry in the afternoon to secure the voyage recorder. They expect to question the "
    "captain, who has worked the route since it opened, before the end of the week.",
    "The operator cancelled all sailings until Thursday and laid on buses to the southern crossing, a detour of almost "
    "three hours for the four thousand islanders who depend on the boat for school, work and groceries.",
    "Shares of the parent company fell by four percent in early trading before recovering some of the ground as it "
    "became clear that the cargo had not been lost and that nobody had been seriously hurt.",
)
LOCAL = (
    "Mayor Iris Calloway opened the village hall to stranded families on Monday evening, and volunteers from the "
    "rowing club brought soup, blankets and a television for the children until the last bus had come through.",
    "Shopkeepers on Osmund said they had bread and milk for two days at most. One of them, Pernille Aske, has asked "
    "the county to send a barge with supplies rather than wait for the ferry to come back into service.",
)
# The same morning, told by somebody who was there and copied from nobody.
OTHER = (
    "Fog hung so low over Osmund Sound that the lookout never saw the breakers. Minutes after five the Annelise Brandt "
    "struck rock, and its passengers woke to the sound of tearing steel and an alarm that would not stop.",
    "Everyone got off. Lifeboat crews from two stations ferried nineteen men and women to the pier at Lund Haven, "
    "where ambulances waited; three of the rescued needed a doctor, one because of a fractured arm.",
    "By noon the hull lay at a slant with a tear as long as a van below the waterline. No oil has escaped so far. The "
    "northern channel stays shut, which leaves trawlers with a long way round to the fish market.",
    "Why the ship strayed from its lane is for the accident board to say. Its inspectors took the black box ashore and "
    "want to hear from the master, a veteran of the crossing, in the coming days.",
    "For the islanders the questions are plainer: how to get to work tomorrow, and who will pay for the detour. The "
    "company promises coaches and refunds, and hopes to sail again toward the weekend.",
)
STATEMENT = (
    "We are grateful to the volunteers who went out in conditions that would have kept most of us at home, and we "
    "will work openly with the board of inquiry until every question about this accident has been answered in full.",
    "Our first concern is for the injured and for the people of Osmund, for whom this crossing is a lifeline; no "
    "effort and no expense will be spared to bring a ship back into service before the end of the week.",
)


def text(*paragraphs: str) -> str:
    """Join paragraphs into a body."""
    return "\n".join(paragraphs)


def quoted(paragraph: str) -> str:
    """Put a paragraph in quotation marks, spoken by somebody."""
    return f"“{paragraph}” the managing director said."
