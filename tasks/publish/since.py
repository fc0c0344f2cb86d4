"""What became of quoted articles since a digest was made, in words for a reader in one time zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.models import Evidence, VersionId
from storage.published import Aftermath
from tasks.publish import wording


@dataclass(frozen=True, slots=True)
class Since:
    """An aftermath and the zone it is told in."""

    aftermath: Aftermath
    zone: ZoneInfo

    def when(self, published: datetime | None, day_only: bool, version: VersionId | None) -> str:
        """Say when an article came out and, of a wording that is not the first, when it was edited."""
        said, edited = wording.when(published, day_only, self.zone), self.aftermath.edited
        if version is None or version not in edited:
            return said
        return f"{said}, {wording.edited(edited[version], self.zone)}"

    def of(self, place: Evidence) -> str:
        """Say in sentences what became of a quotation; empty if nothing did."""
        outdated = self.aftermath.outdated
        parts = [wording.sentence_gone(outdated[place], self.zone)] if place in outdated else []
        return " ".join([*parts, *filter(None, [self.page(place.version)])])

    def page(self, version: VersionId | None) -> str:
        """Say that an article is no longer at its address; empty if nothing is known of that."""
        gone = self.aftermath.gone.get(version) if version else None
        return wording.page_gone(gone, self.zone) if gone else ""
