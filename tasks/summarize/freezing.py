"""Freeze what a digest is made from, so that it can be made again to the byte whatever came in since.

What never changes is named, not copied: an article by its wording and the page it was read from, an earlier digest by
its id. What is concluded anew on every run (folds, memberships, the story's settings, how sources fare) is copied, as
far as the digest's own articles are concerned. The list of what was looked at and not used is an input too; the digest
itself keeps it, word for word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from storage.models import Article, DigestId, PageId, VersionId
from storage.telling import Digest, Role
from tasks.summarize.material import Material, Recipe

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NOT_USED = (Role.BORDERLINE, Role.EXCLUDED, Role.OFF_STORY, Role.REJECTED)

Place = tuple[VersionId, PageId]  # a wording, and the page it was read from


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What a digest was made from, as it is kept."""

    fresh: tuple[Place, ...]
    earlier: tuple[Place, ...]
    told: tuple[DigestId, ...]
    material: dict[str, Any]  # all else of the material
    recipe: dict[str, Any]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every article."""
        return (*self.fresh, *self.earlier)


def freeze(material: Material, recipe: Recipe) -> str:
    """Return `material` and `recipe` as JSON, the same bytes for the same input."""
    document = {
        "fresh": [(article.version, article.page) for article in material.fresh],
        "earlier": [(article.version, article.page) for article in material.earlier],
        "told": [digest.id for digest in material.told],
        "material": _plain(_bare(material)),
        "recipe": _plain(recipe),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(document: str) -> Frozen:
    """Read what `freeze` wrote."""
    frozen: Frozen = adapter(Frozen).validate_json(document)
    return frozen


def thaw(
    frozen: Frozen, articles: Mapping[Place, Article], told: Sequence[Digest], kept: Digest
) -> tuple[Material, Recipe]:
    """Return the material and recipe again, with the articles and earlier digests that were named.

    `kept` is the digest that was made of it: it has the list of what was not used. Raises KeyError, naming its place,
    if an article is missing.
    """
    material: Material = adapter(Material).validate_python(frozen.material)
    recipe: Recipe = adapter(Recipe).validate_python(frozen.recipe)
    whole = replace(
        material,
        fresh=[articles[place] for place in frozen.fresh],
        earlier=[articles[place] for place in frozen.earlier],
        told=list(told),
        others=tuple(item for item in kept.articles if item.role in NOT_USED),
    )
    return whole, recipe


def _bare(material: Material) -> Material:
    """Return the material without what is named, and with what is concluded of its own articles only."""
    own = sorted(article.version for article in (*material.fresh, *material.earlier))
    folds = {version: material.folds[version] for version in own if version in material.folds}
    originals = {fold.copy_of for fold in folds.values()}
    return replace(
        material,
        fresh=(),
        earlier=(),
        told=(),
        others=(),
        folds=folds,
        memberships={version: material.memberships[version] for version in own if version in material.memberships},
        present=frozenset(version for version in material.present if version in originals),
    )


def _plain(value: Any) -> Any:
    """Return nouns as what JSON has; sets in an order of their own, for theirs changes from run to run."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(_plain, value), key=json.dumps)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return what turns `kind` into JSON and back. Made on first use: pydantic takes its time to load."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
