"""What a person decides holds through ten more runs and a backfill, and leaves nothing behind when it is undone."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows import applying, deciding, naming
from flows.deciding import Asked
from flows.desk import followed_stories
from flows.digest import tell
from flows.progress import silent
from flows.run import run
from flows.settings import Settings, load
from flows.steps import directly
from flows.stores import open_store
from storage import digests, stories
from storage.connection import Store
from storage.decided import Decision, DecisionKind
from storage.errors import InputError
from storage.models import Story, StoryId
from storage.telling import Digest, Role
from tasks.publish import record

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
DAYS = [date(2026, 3, 2), date(2026, 3, 3)]
SETTINGS = """
[throughline]
editor = "Ada"

[[source]]
kind = "folder"
name = "desk"
folder = "news"
manifest = "list.jsonl"

[[story]]
id = "bridge"
title = "The bridge"
terms = ["Lantern Bridge"]

[[story]]
id = "ferry"
title = "The ferry"
terms = ["Westerhold ferry"]
"""
TEXTS = {
    "courier.txt": (
        "Harbor Courier",
        "2026-03-02",
        "The Lantern Bridge of Tarnhaven failed on Monday and closed the inner harbor to all ships. "
        "Twelve vessels are trapped behind the Lantern Bridge, harbor master Ilse Maarten said on Monday. "
        "The fire service brought the passengers of a city bus to safety within an hour of the failure. "
        "Nobody was killed, the hospital of the town said, and most of the injured have gone home again.",
    ),
    "players.txt": (
        "Valley Online",
        "2026-03-02",
        "The Lantern Bridge club of card players met in Hallin on Monday for its yearly tournament. "
        "Forty players sat down at ten tables in the Lantern Bridge hall, the club's secretary said. "
        "The cup went to a pair from Norrey that had lost every final since it first took part in one. "
        "Next year's tournament of the Lantern Bridge club will be held in the town of Port Ansgar.",
    ),
    "gas.txt": (
        "Islander",
        "2026-03-02",
        "Gas from a main that broke with the Lantern Bridge was measured in the sewers of the old town. "
        "The fire service ordered the people of four streets near the Lantern Bridge to leave their homes. "
        "A sports hall has been opened for those who have nowhere else to go tonight, the mayor said. "
        "The gas company expects to shut the broken main under the Lantern Bridge before Wednesday noon.",
    ),
    "gazette.txt": (
        "Gazette",
        "2026-03-03",
        "Repairing the Lantern Bridge will cost about €14 million, port director Sanne Holtby said on Tuesday. "
        "Divers will look at the bearing of the Lantern Bridge on Wednesday, weather permitting, she said. "
        "Grain meant for the mills behind the Lantern Bridge is now sent by rail to Port Ansgar instead. "
        "The town council of Tarnhaven will meet on Thursday to speak about the money for the repair.",
    ),
    "boats.txt": (
        "Radio Norrey",
        "2026-03-03",
        "The Westerhold ferry will sail every forty minutes from Wednesday, the shipping office said on Tuesday. "
        "Walkers and cyclists travel free on the Westerhold ferry as long as the road bridge is missing. "
        "Two boats were borrowed from the island of Skerra for the Westerhold ferry until the end of October. "
        "Cars will have to take the long way round by Hallin, which adds fifty minutes to the journey.",
    ),
}


class Desk:
    """A folder with two followed stories, taken in and told: a new one, or one that was copied with all it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        new = not (folder / "news").exists()
        if new:
            self._lay_out(folder)
        self.settings: Settings = load(folder, {})
        self.store: Store = open_store(self.settings)
        self._minutes = 0
        if new:
            self.run()

    @staticmethod
    def _lay_out(folder: Path) -> None:
        (folder / "news").mkdir()
        rows = []
        for name, (source, published, body) in TEXTS.items():
            (folder / "news" / name).write_text(body, encoding="utf-8")
            rows.append(json.dumps({"file": name, "source": source, "published": published, "title": name}))
        (folder / "list.jsonl").write_text("\n".join(rows), encoding="utf-8")
        (folder / "throughline.toml").write_text(SETTINGS, encoding="utf-8")

    def run(self) -> None:
        run(self.settings, self.store, None, None, None, now=NOW, progress=silent)

    def backfill(self) -> None:
        for story in followed_stories(self.settings, self.store):
            tell(self.settings, self.store, story, DAYS, say=directly)

    def ask(self, kind: DecisionKind, story: str, *subjects: str, **values: str) -> Decision:
        self._minutes += 1
        asked = Asked(kind=kind, story=story, subjects=subjects, **values)  # type: ignore[arg-type]
        return deciding.decide(self.store, asked, by="Ada", at=NOW + timedelta(minutes=self._minutes))

    def decide(self, kind: DecisionKind, story: str, *subjects: str, **values: str) -> Decision:
        taken = self.ask(kind, story, *subjects, **values)
        self.carry_out(taken)
        return taken

    def undo(self, decision: Decision) -> None:
        self._minutes += 1
        self.carry_out(deciding.undo(self.store, decision.id, by="Ada", at=NOW + timedelta(minutes=self._minutes)))

    def carry_out(self, taken: Decision) -> None:
        told = applying.carry_out(self.settings, self.store, taken, say=directly)
        touched = applying.days_touched(self.store, told, NOW)
        applying.make_again(self.settings, self.store, touched, say=directly)

    def told(self, story: str, day: date = DAYS[-1]) -> Digest:
        with self.store.reading() as connection:
            found = digests.get(connection, StoryId(story), day)
        assert found is not None
        return found

    def lines(self, *, but: tuple[str, ...] = ()) -> dict[tuple[str, date], str]:
        """Every digest that stands, as its record, without the parts `but`."""
        with self.store.reading() as connection:
            known = stories.all(connection)
            standing = [one for story in known for one in digests.newest(connection, story.id)]
        return {(one.story, one.day): _line(one, but) for one in standing}

    def members(self, story: str) -> set[str]:
        from storage import articles

        with self.store.reading() as connection:
            held = [one.version for one in stories.memberships(connection, StoryId(story)) if one.member]
            return {str(one.path) for one in articles.by_version(connection, held).values()}

    def story(self, beginning: str) -> Story:
        with self.store.reading() as connection:
            return naming.story(connection, beginning)


def _line(digest: Digest, but: tuple[str, ...]) -> str:
    return json.dumps({key: value for key, value in record.to_record(digest).items() if key not in but})


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk on which nothing is decided."""
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(untouched: Desk, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(untouched.folder, tmp_path / "desk"))


@pytest.mark.slow
def test_an_exclusion_a_merge_and_a_split_survive_ten_runs_and_a_backfill_and_are_undone_without_a_trace(
    desk: Desk,
) -> None:
    revisions = ("id", "revision")  # what was published stays on record, so that these count on
    before = desk.lines(but=revisions)
    exclusion = desk.decide(DecisionKind.EXCLUDE, "bridge", "players.txt", note="another bridge")
    merge = desk.decide(DecisionKind.MERGE, "bridge", "ferry")
    split = desk.decide(DecisionKind.SPLIT, "bridge", "gas.txt", value="Gas in the old town")
    decided = desk.lines()

    assert desk.members("bridge") == {"courier.txt", "gazette.txt", "boats.txt"}
    assert "gas.txt" in desk.members(desk.story("Gas in the old town").id)
    (listed,) = [one for one in desk.told("bridge").articles if one.path == "players.txt"]
    assert (listed.role, listed.reason) == (Role.EXCLUDED, "excluded by Ada: another bridge")
    assert {one.kind for one in desk.told("bridge").decisions} == {"exclude", "merge", "split"}
    for _ in range(10):
        desk.run()
    assert desk.lines() == decided
    desk.backfill()
    assert {key: line for key, line in desk.lines().items() if key in decided} == decided

    for taken in (split, exclusion, merge):
        desk.undo(taken)
    after = desk.lines(but=revisions)
    assert {key: after[key] for key in before} == before
    desk.run()
    assert {key: line for key, line in desk.lines(but=revisions).items() if key in before} == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(kind=DecisionKind.EXCLUDE, story="viaduct", subjects=("x",)), "'viaduct' is no story .*: bridge, ferry"),
        (
            Asked(kind=DecisionKind.EXCLUDE, story="bridge", subjects=("no.txt",)),
            "No article .*'no.txt'.* has courier.txt, gas",
        ),
        (Asked(kind=DecisionKind.EXCLUDE, story="bridge", subjects=("boats.txt",)), "boats.txt is not on the story"),
        (Asked(kind=DecisionKind.EXCLUDE, story="bridge"), "needs to know what it is about: an article"),
        (Asked(kind=DecisionKind.MERGE, story="bridge", subjects=("bridge",)), "can't be merged with itself"),
        (Asked(kind=DecisionKind.SPLIT, story="bridge", subjects=("gas.txt",)), "give its words: a title"),
        (Asked(kind=DecisionKind.RENAME, story="bridge", value="  "), "give its words"),
        (Asked(kind=DecisionKind.RENAME, story="bridge", value="x" * 301), "301 characters; 300 are the most"),
        (Asked(kind=DecisionKind.BAR_SOURCE, story="bridge", subjects=("Times",)), "no source .*: Gazette, Harbor C"),
        (Asked(kind=DecisionKind.PIN_SENTENCE, story="bridge", subjects=("#99",)), "has no sentence 99; it has"),
        (Asked(kind=DecisionKind.PIN_SENTENCE, story="bridge", subjects=("2026-01-01#1",)), "no digest for 2026-01-01"),
        (Asked(kind=DecisionKind.PIN_SENTENCE, story="bridge", subjects=("The",)), "too short to name a sentence"),
        (Asked(kind=DecisionKind.PIN_SENTENCE, story="bridge", subjects=("abc:1-2",)), "is no place in an article"),
        (Asked(kind=DecisionKind.PIN_SENTENCE, story="bridge", subjects=("Nobody ever said this",)), "No sentence of"),
        (
            Asked(kind=DecisionKind.HEADLINE, story="bridge", value="X", day=date(2026, 1, 1)),
            "no digest for 2026-01-01 to be headed",
        ),
        (Asked(kind=DecisionKind.UNFOLD, subjects=("gas.txt",)), "gas.txt is not folded into another article"),
    ],
    ids=lambda value: f"{value.kind} {value.subjects}" if isinstance(value, Asked) else "",
)
def test_a_wrong_name_is_refused_in_a_sentence_that_says_what_there_is(
    untouched: Desk, asked: Asked, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        deciding.decide(untouched.store, asked, by="Ada", at=NOW)
    with untouched.store.reading() as connection:
        assert deciding.lines(connection) == []


@pytest.mark.parametrize("name", ["{day}#1", "#1", "{place}", "{text}", "“{text}"])
def test_a_sentence_is_named_by_its_number_its_place_or_its_beginning(untouched: Desk, name: str) -> None:
    digest = untouched.told("bridge")
    quote = digest.sentences[0].quote
    asked = name.format(day=digest.day, place=quote.evidence.place, text=quote.text[:40])
    story = untouched.story("bri")
    with untouched.store.reading() as connection:
        assert naming.sentence(connection, asked, story) == quote.evidence


def test_a_sentence_that_no_digest_has_is_found_in_the_articles(untouched: Desk) -> None:
    story = untouched.story("The bridge")
    with untouched.store.reading() as connection:
        place = naming.sentence(connection, "The cup went to a pair", story)
        body = naming.article(connection, "players.txt").body
    assert body[place.start : place.end].endswith("took part in one.")


def test_decisions_on_sentences_sources_titles_and_headlines_are_told_and_undone(desk: Desk) -> None:
    before = desk.lines(but=("id", "revision"))
    lead = desk.told("bridge").sentences[0].quote
    taken = [
        desk.ask(DecisionKind.BAR_SENTENCE, "bridge", "#1"),
        desk.ask(DecisionKind.PIN_SENTENCE, "bridge", "The town council of Tarnhaven"),
        desk.ask(DecisionKind.BAR_SOURCE, "bridge", "valley"),
        desk.ask(DecisionKind.RENAME, "bridge", value="The Lantern Bridge"),
        desk.ask(DecisionKind.HEADLINE, "bridge", value="Fourteen million for a bridge"),
    ]
    for one in taken:
        desk.carry_out(one)
    digest = desk.told("bridge")

    texts = [one.quote.text for one in digest.sentences]
    assert lead.text not in texts
    assert any(text.startswith("The town council") for text in texts)
    assert (digest.title, digest.headline, digest.headline_by) == (
        "The Lantern Bridge",
        "Fourteen million for a bridge",
        "Ada",
    )
    assert len(digest.decisions) == len(taken)
    assert "Valley Online" not in {one.quote.outlet for one in digest.sentences}
    for one in taken:
        desk.undo(one)
    assert desk.lines(but=("id", "revision")) == before
    assert desk.store.verify() == []


def test_a_merged_story_is_told_in_the_other_and_decided_about_there(desk: Desk) -> None:
    desk.decide(DecisionKind.MERGE, "bridge", "ferry")

    assert "boats.txt" in desk.members("bridge")
    assert tell(desk.settings, desk.store, desk.story("ferry"), DAYS, say=directly) == []
    with pytest.raises(InputError, match="ferry was merged into bridge; decide about that one"):
        desk.ask(DecisionKind.RENAME, "ferry", value="Boats")


def test_the_next_run_tells_the_last_day_again_and_leaves_earlier_ones(desk: Desk) -> None:
    first = desk.told("bridge", DAYS[0])
    desk.ask(DecisionKind.EXCLUDE, "bridge", "players.txt")
    desk.run()

    assert desk.told("bridge", DAYS[0]) == first
    assert [one.kind for one in desk.told("bridge").decisions] == ["exclude"]
