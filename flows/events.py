"""What the flows tell Prefect's automations: a digest waits, went out or was taken back; a source is silent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from prefect.events import emit_event

from storage.models import DigestId
from storage.telling import Digest, Section, Status

OF_STATUS = {
    Status.DRAFT: "ready",
    Status.PUBLISHED: "published",
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected",
    Status.WITHDRAWN: "withdrawn",
}


def announce(written: Sequence[Digest], known: Collection[DigestId]) -> None:
    """Emit an event for each digest that is not `known` from before: `ready` for a draft, else `published`."""
    for one in written:
        if one.id not in known:
            digest_event(OF_STATUS[one.status], one)


def digest_event(what: str, one: Digest, **more: str) -> None:
    """Emit `throughline.digest.<what>`; the payload is what automations fill their parameters and messages from."""
    lead = [sentence for sentence in one.sentences if sentence.section is Section.LEAD]
    payload = {
        "story": str(one.story),
        "title": one.title,
        "day": one.day.isoformat(),
        "revision": one.revision,
        "status": one.status.value,
        "headline": one.headline,
        "nothing_new": one.nothing_new_since is not None,
        "origins": min((len(sentence.origins) for sentence in lead), default=0),
        "artifact": f"digest-{one.story}",
    }
    emit_event(
        f"throughline.digest.{what}",
        resource={
            "prefect.resource.id": f"throughline.digest.{one.story}.{one.day}",
            "prefect.resource.name": f"{one.title}, {one.day}",
            "throughline.story": str(one.story),
            "throughline.day": one.day.isoformat(),
        },
        payload=payload | more,
    )


def source_silent(name: str, problem: str) -> None:
    """Emit `throughline.source.silent` for a source that has had nothing new for far longer than is its habit."""
    emit_event(
        "throughline.source.silent",
        resource={"prefect.resource.id": f"throughline.source.{name}", "prefect.resource.name": name},
        payload={"source": name, "problem": problem},
    )
