"""The language of texts that don't state it."""

from __future__ import annotations

import pytest

from tasks.extract.language import UNKNOWN, detect
from tests.extract.pages import STORY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ".join(STORY), "en"),
        ("Die Fähre zwischen dem Festland und der Insel ist am Montag ausgefallen, weil ihr Motor brannte. Niemand "
         "wurde dabei verletzt, sagte die Küstenwache, und die Fahrgäste sind wieder an Land.", "de"),
        ("Le bac entre la ville et l'île est à l'arrêt depuis lundi parce que son moteur a pris feu. Personne n'a "
         "été blessé, selon la garde côtière, et les passagers sont de retour à terre.", "fr"),
        ("Паром між містом і островом зупинився в понеділок, бо загорівся його двигун. Ніхто не постраждав, "
         "сказали в береговій охороні, і всі пасажири вже на березі, а ремонт триватиме три тижні.", "uk"),
        ("Båten mellan staden och ön ligger stilla sedan i måndags för att motorn har brunnit. Ingen blev skadad, "
         "säger kustbevakningen, och de fyrtio passagerarna är tillbaka på land igen.", "sv"),
    ],
)  # fmt: skip
def test_language_is_told_from_the_text(text: str, code: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("text", ["", "Ferry stops", "2026 02 04"])
def test_too_little_text_tells_nothing(text: str) -> None:
    assert detect(text) == UNKNOWN
