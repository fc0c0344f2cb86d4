"""What readers have at each digest's address, since when, and what changed there; and the lists made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.connection import Connection
from storage.digests import PUBLIC, STANDING
from storage.models import DigestId, StoryId, utc
from storage.published import Amendment, Card, Publication, Standing, Use
from storage.rows import TIMESTAMP, from_stored, insert_absent, to_stored
from storage.telling import Role, Status

if TYPE_CHECKING:
    from pydantic import TypeAdapter

COLUMNS = (
    ("story_id", pa.string()),
    ("digest_day", pa.date32()),
    ("number", pa.int32()),
    ("digest_id", pa.string()),
    ("withdrawn", pa.bool_()),
    ("published_at", TIMESTAMP),
    ("amendment", pa.string()),
)

# The newest revision of each story and day that readers ever had: drafts and refused ones are none of their business.
AT_ADDRESS = f"""
SELECT digest_id, story_id, digest_day, revision, standing, standing = '{Status.WITHDRAWN.value}' AS withdrawn
FROM ({STANDING}) WHERE standing IN {PUBLIC}
QUALIFY row_number() OVER (PARTITION BY story_id, digest_day ORDER BY revision DESC) = 1
"""
LAST = """
SELECT * FROM publications QUALIFY row_number() OVER (PARTITION BY story_id, digest_day ORDER BY number DESC) = 1
"""
NOTE = """(
    SELECT arg_max(event.note, event.number) FROM digest_status event
    WHERE event.digest_id = publications.digest_id AND publications.withdrawn AND event.status = 'withdrawn'
)"""
CARDS = f"""
WITH shown AS (SELECT * FROM ({AT_ADDRESS}) WHERE {{condition}}),
made_of AS (
    SELECT digest_id, count(DISTINCT outlet) AS outlets, count(*) FILTER (outlet IS NULL) AS unnamed,
        count(DISTINCT origin) AS origins, count(*) AS used
    FROM digest_articles SEMI JOIN shown USING (digest_id) WHERE role IN ('cited', 'read', 'copy') GROUP BY ALL
),
told AS (
    SELECT digest_id, arg_min(sentence, number) FILTER (section = 'lead') AS lead,
        arg_min(outlet, number) FILTER (section = 'lead') AS lead_by, count(*) FILTER (section = 'new') AS developments
    FROM digest_sentences SEMI JOIN shown USING (digest_id) GROUP BY ALL
),
dated AS (
    SELECT story_id, digest_day, min(published_at) AS first, max(published_at) AS last, count(*) AS changes
    FROM publications GROUP BY ALL
)
SELECT shown.story_id, digests.title, shown.digest_day, shown.digest_id, shown.revision, shown.standing,
    digests.headline, coalesce(lead, ''), coalesce(lead_by, ''), coalesce(developments, 0), coalesce(outlets, 0),
    coalesce(unnamed, 0), coalesce(origins, 0), coalesce(used, 0), dated.first, dated.last, dated.changes
FROM shown JOIN digests USING (digest_id) JOIN dated ON dated.story_id = shown.story_id
    AND dated.digest_day = shown.digest_day
LEFT JOIN made_of ON made_of.digest_id = shown.digest_id LEFT JOIN told ON told.digest_id = shown.digest_id
ORDER BY shown.digest_day DESC, shown.story_id
"""
ONE_OF_EACH_STORY = "true QUALIFY row_number() OVER (PARTITION BY story_id ORDER BY digest_day DESC) = 1"
USES = f"""
SELECT outlet, article_id, digest_articles.title, url, published_at, day_only, role, shown.story_id, digests.title,
    shown.digest_day
FROM ({AT_ADDRESS}) shown JOIN digest_articles USING (digest_id) JOIN digests USING (digest_id)
WHERE outlet IN (SELECT unnest($outlets)) AND NOT withdrawn
ORDER BY outlet, published_at DESC NULLS LAST, article_id, shown.digest_day DESC, shown.story_id
"""


def unrecorded(connection: Connection) -> list[tuple[Publication, DigestId | None]]:
    """Return the changes of what readers may have that no publication tells of yet, with the digest they had before.

    Ascending by story and day; `at` is left open (the epoch) for whoever records them.
    """
    rows = connection.execute(
        f"SELECT shown.story_id, shown.digest_day, coalesce(last.number, 0) + 1, shown.digest_id, shown.withdrawn, "
        f"shown.revision, last.digest_id FROM ({AT_ADDRESS}) shown LEFT JOIN ({LAST}) last "
        "ON last.story_id = shown.story_id AND last.digest_day = shown.digest_day "
        "WHERE (shown.digest_id, shown.withdrawn) IS DISTINCT FROM (last.digest_id, last.withdrawn) ORDER BY 1, 2"
    ).fetchall()
    return [
        (
            Publication(
                story=StoryId(story),
                day=day,
                number=number,
                digest=DigestId(digest),
                withdrawn=withdrawn,
                at=utc(datetime(1970, 1, 1)),  # noqa: DTZ001
                revision=revision,
            ),
            None if before is None else DigestId(before),
        )
        for story, day, number, digest, withdrawn, revision, before in rows
    ]


def add(connection: Connection, published: Sequence[Publication]) -> int:
    """Keep publications; return how many were not kept yet."""
    rows = [
        (one.story, one.day, one.number, one.digest, one.withdrawn, to_stored(one.at), _dumped(one.amendment))
        for one in published
    ]
    return insert_absent(connection, "publications", COLUMNS, rows, ["story_id", "digest_day", "number"])


def at(
    connection: Connection, addresses: Sequence[tuple[StoryId, date]]
) -> dict[tuple[StoryId, date], list[Publication]]:
    """Return the publications at each of `addresses`, in order."""
    condition = "publications.digest_day IN (SELECT unnest($days)) AND story_id IN (SELECT unnest($stories))"
    parameters = {"days": sorted({day for _, day in addresses}), "stories": sorted({story for story, _ in addresses})}
    found: dict[tuple[StoryId, date], list[Publication]] = {address: [] for address in addresses}
    for one in _publications(connection, condition, "number", parameters):
        if (one.story, one.day) in found:
            found[one.story, one.day].append(one)
    return found


def later_changes(connection: Connection, limit: int) -> list[Publication]:
    """Return the changes of what readers already had, the newest first, `limit` at most."""
    order = f"published_at DESC, story_id, publications.digest_day DESC, number DESC LIMIT {limit:d}"
    return _publications(connection, "number > 1 OR withdrawn", order, {})


def standing(connection: Connection) -> dict[tuple[StoryId, date], Standing]:
    """Return for each address what stands there, ascending by story and day."""
    rows = connection.execute(
        "SELECT story_id, digest_day, digest_id, standing, changes, lag(digest_day) OVER days, "
        f"lead(digest_day) OVER days FROM ({AT_ADDRESS}) "
        "JOIN (SELECT story_id, digest_day, count(*) AS changes FROM publications GROUP BY ALL) "
        "USING (story_id, digest_day) WINDOW days AS (PARTITION BY story_id ORDER BY digest_day) "
        "ORDER BY story_id, digest_day"
    ).fetchall()
    return {
        (StoryId(story), day): Standing(
            digest=DigestId(digest), status=Status(status), changes=changes, before=before, after=after
        )
        for story, day, digest, status, changes, before, after in rows
    }


def cards_of_story(connection: Connection, story: StoryId) -> list[Card]:
    """Return the cards of a story's days, the newest first."""
    return _cards(connection, "story_id = $story", {"story": story})


def cards_of_day(connection: Connection, day: date) -> list[Card]:
    """Return the cards of a day's stories."""
    return _cards(connection, "digest_day = $day", {"day": day})


def newest_cards(connection: Connection) -> list[Card]:
    """Return the newest card of each story, the newest first."""
    return _cards(connection, ONE_OF_EACH_STORY, {})


def earlier_cards(connection: Connection, most: int) -> dict[StoryId, list[Card]]:
    """Return for each story the `most` cards before its newest, the newest first."""
    order = "row_number() OVER (PARTITION BY story_id ORDER BY digest_day DESC)"
    found: dict[StoryId, list[Card]] = {}
    for card in _cards(connection, f"true QUALIFY {order} BETWEEN 2 AND {most + 1:d}", {}):
        found.setdefault(card.story, []).append(card)
    return found


def last_updated(connection: Connection, limit: int) -> list[Card]:
    """Return the cards whose digests changed last, the newest change first."""
    rows = connection.execute(
        "SELECT story_id, digest_day FROM publications GROUP BY ALL "
        f"ORDER BY max(published_at) DESC, digest_day DESC, story_id LIMIT {limit:d}"
    ).fetchall()
    chosen = {(StoryId(story), day) for story, day in rows}
    condition = "digest_day IN (SELECT unnest($days)) AND story_id IN (SELECT unnest($stories))"
    parameters = {"days": sorted({day for _, day in chosen}), "stories": sorted({story for story, _ in chosen})}
    found = [card for card in _cards(connection, condition, parameters) if (card.story, card.day) in chosen]
    return sorted(found, key=lambda card: card.updated, reverse=True)


def days(connection: Connection) -> list[tuple[date, int]]:
    """Return every day with a digest that readers may have, ascending, with how many stories it has."""
    rows = connection.execute(f"SELECT digest_day, count(*) FROM ({AT_ADDRESS}) GROUP BY 1 ORDER BY 1").fetchall()
    return [(day, stories) for day, stories in rows]


def stories(connection: Connection) -> set[StoryId]:
    """Return the stories of which readers may have a digest."""
    return {
        StoryId(story) for (story,) in connection.execute(f"SELECT DISTINCT story_id FROM ({AT_ADDRESS})").fetchall()
    }


def any_between(connection: Connection, first: datetime, last: datetime) -> bool:
    """Say whether anything changed for readers from `first` until before `last`."""
    between = [to_stored(first), to_stored(last)]
    condition = "published_at >= ? AND published_at < ?"
    return bool(connection.execute(f"SELECT 1 FROM publications WHERE {condition} LIMIT 1", between).fetchone())


def outlets(connection: Connection) -> list[tuple[str, int, int]]:
    """Return every outlet that was read, with how many of its articles were, and how many were cited; by name."""
    return connection.execute(
        "SELECT outlet, count(DISTINCT article_id), count(DISTINCT article_id) FILTER (role = 'cited') "
        f"FROM ({AT_ADDRESS}) JOIN digest_articles USING (digest_id) "
        "WHERE outlet IS NOT NULL AND role <> 'borderline' AND NOT withdrawn GROUP BY 1 ORDER BY lower(outlet), outlet"
    ).fetchall()


def outlets_of(connection: Connection, addresses: Sequence[tuple[StoryId, date]]) -> list[str]:
    """Return the outlets that any revision of the digests at `addresses` was made of."""
    rows = connection.execute(
        "SELECT DISTINCT outlet FROM digest_articles JOIN digests USING (digest_id) "
        "JOIN (SELECT unnest($stories) AS story_id, unnest($days) AS day) asked "
        "ON asked.story_id = digests.story_id AND asked.day = digests.digest_day WHERE outlet IS NOT NULL ORDER BY 1",
        {"stories": [story for story, _ in addresses], "days": [day for _, day in addresses]},
    ).fetchall()
    return [outlet for (outlet,) in rows]


def uses(connection: Connection, named: Sequence[str]) -> dict[str, list[Use]]:
    """Return, for each outlet of `named`, what standing digests made of its articles, the newest article first."""
    found: dict[str, list[Use]] = {outlet: [] for outlet in named}
    for row in connection.execute(USES, {"outlets": list(named)}).fetchall():
        found[row[0]].append(_use(*row))
    return found


def _use(
    outlet: str,
    article: str,
    title: str,
    url: str | None,
    published: datetime | None,
    day_only: bool,
    role: str,
    story: str,
    story_title: str,
    day: date,
) -> Use:
    return Use(
        outlet=outlet,
        article=article,
        title=title,
        url=url,
        published=from_stored(published),
        day_only=day_only,
        role=Role(role),
        story=StoryId(story),
        story_title=story_title,
        day=day,
    )


def _cards(connection: Connection, condition: str, parameters: dict[str, Any]) -> list[Card]:
    names = Card.__slots__
    rows = connection.execute(CARDS.format(condition=condition), parameters).fetchall()
    return [_card(dict(zip(names, row, strict=True))) for row in rows]


def _card(fields: dict[str, Any]) -> Card:
    dated = {name: from_stored(fields[name]) for name in ("published", "updated")}
    return Card(**{**fields, **dated, "status": Status(fields["status"])})


def _publications(connection: Connection, condition: str, order: str, parameters: dict[str, Any]) -> list[Publication]:
    rows = connection.execute(
        f"SELECT story_id, publications.digest_day, number, digest_id, withdrawn, published_at, revision, amendment, "
        f"coalesce({NOTE}, '') FROM publications JOIN digests USING (digest_id, story_id) "
        f"WHERE {condition} ORDER BY {order}",
        parameters,
    ).fetchall()
    return [
        Publication(
            story=StoryId(story),
            day=day,
            number=number,
            digest=DigestId(digest),
            withdrawn=withdrawn,
            at=from_stored(at) or utc(at),
            revision=revision,
            amendment=None if amendment is None else _adapter().validate_json(amendment),
            note=note,
        )
        for story, day, number, digest, withdrawn, at, revision, amendment, note in rows
    ]


def _dumped(amendment: Amendment | None) -> str | None:
    return None if amendment is None else _adapter().dump_json(amendment).decode("utf-8")


@cache
def _adapter() -> TypeAdapter[Amendment]:
    from pydantic import TypeAdapter

    return TypeAdapter(Amendment)
