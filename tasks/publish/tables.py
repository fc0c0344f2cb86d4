"""Rows for the tables in Prefect's UI, which show plain strings only."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from storage.models import Story, StoryId
from storage.placed import Talked
from storage.published import Delivery
from storage.telling import Digest, Section
from tasks.publish import wording
from tasks.publish.escape import visible


def story_rows(
    stories: Sequence[Story], standing: Mapping[StoryId, Sequence[Digest]], articles: Mapping[StoryId, int]
) -> list[dict[str, str]]:
    """Return a row for each story: its newest digest among `standing`, and how many `articles` are on it."""
    return [_story_row(story, standing.get(story.id, ()), articles.get(story.id, 0)) for story in stories]


def talked_rows(talked: Sequence[Talked]) -> list[dict[str, str]]:
    """Return a row for each story of a day, as given: the largest first."""
    return [
        {
            "Story": visible(one.title),
            "Id": one.story,
            "Origins": str(len(one.origins)),
            "Outlets": f"{len(one.outlets)}: {visible(', '.join(one.outlets))}",
            "Articles": str(one.articles),
            "Since": wording.day(one.since) if one.since else "",
            "So far": str(one.so_far),
            "Followed as": one.followed or "",
            "May go on from": visible(wording.resumes(one.resumes).removeprefix("may go on from ")),
        }
        for one in talked
    ]


def delivery_rows(deliveries: Sequence[Delivery]) -> list[dict[str, str]]:
    """Return a row for each delivery."""
    return [
        {
            "When": wording.when(one.at, False, ZoneInfo("UTC")),
            "Story": one.story or "",
            "Day": wording.day(one.day) if one.day else "",
            "Revision": str(one.revision),
            "What": "withdrawal" if one.withdrawn else "digest",
            "By": visible(one.channel),
            "To": visible(one.address),
            "State": one.state.value,
            "Detail": visible(one.detail),
            "Id": one.id[:8],
        }
        for one in deliveries
    ]


def _story_row(story: Story, digests: Sequence[Digest], articles: int) -> dict[str, str]:
    row = {"Story": visible(story.title), "Id": story.id, "Articles": str(articles), "Digests": str(len(digests))}
    if not digests:
        return row | {"Day": "", "Status": "no digest yet", "Headline": "", "New": "", "Read": ""}
    newest = max(digests, key=lambda digest: (digest.day, digest.revision))
    return row | {
        "Day": wording.day(newest.day),
        "Status": wording.STATUSES[newest.status],
        "Headline": visible(newest.headline),
        "New": str(sum(sentence.section is Section.NEW for sentence in newest.sentences)),
        "Read": wording.coverage(newest),
    }
