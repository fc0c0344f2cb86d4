"""Is this an article? What is turned away here gets a reason code and a sentence that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from storage.models import Reason
from tasks.extract.boilerplate import Cleaned
from tasks.extract.lines import ends_sentence, is_prose
from tasks.extract.metadata import Metadata

STUB_WORDS = 60
SHORT_PAGE = 260  # words; consent walls, bot checks, error and login pages are no longer than that
CHARACTERS_PER_WORD = 2  # in scripts that set no spaces

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_BOT = re.compile(
    r"verify (?:that )?you are (?:a )?human|are you a robot|you are not a robot|checking your browser|just a moment\.\.\."
    r"|enable javascript and cookies to continue|access (?:to this page has been )?denied|unusual (?:traffic|activity) from your"
    r"|complete the (?:security check|captcha)|attention required! \| cloudflare|ddos protection by|request blocked|incapsula incident"
    r"|pardon our interruption|bot (?:detection|protection)|bitte bestätigen sie, dass sie (?:ein mensch|kein roboter)"
    r"|vérifi\w+ que vous (?:êtes humain|n['’]êtes pas un robot)|no soy un robot|підтвердіть, що ви не робот|подтвердите, что вы не робот",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy\b|\bpartners?\b|personal(?:ised|ized)? (?:data|ads|advertising)|\bdatenschutz|einwillig|zustimm"
    r"|confidentialité|consentement|privacidad|consentimiento|consenso|privacidade|toestemming|prywatnoś|zgod[aęy]\b|souhlas|soukromí"
    r"|конфіденційн|згод[аиу]\b|конфиденциальн|соглас",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"(?:page|seite|página|pagina|strona|stránka) (?:not found|nicht gefunden|no encontrada|non trovata|não encontrada|niet gevonden)"
    r"|(?:error )?404\b|page (?:can(?:no|')t|could not) be found|page you (?:are|were) looking for|no longer available|something went wrong"
    r"|forgot(?:ten)? (?:your )?password|(?:log|sign) in to your account|create (?:an|your) account|add(?:ed)? to (?:your )?(?:cart|basket|bag)"
    r"|in den warenkorb|ajouter au panier|añadir al carrito|aggiungi al carrello|free shipping|your (?:cart|basket) is empty"
    r"|session (?:has )?(?:expired|timed out)|under maintenance|internal server error|service unavailable|bad gateway",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is no article, for the program and in one sentence for a person."""

    reason: Reason
    detail: str


def word_count(text: str) -> int:
    """Return the number of words; where a script sets no spaces, two characters count as one."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // CHARACTERS_PER_WORD


def judge(cleaned: Cleaned, meta: Metadata, tree: HtmlElement | None) -> Refusal | None:
    """Return why a page's cleaned text is no article, or None; `tree` is None where there was no markup."""
    return judge_text(cleaned.text, title=cleaned.title or "")


def judge_text(text: str, *, title: str = "") -> Refusal | None:
    """Return why a cleaned text is no article, or None if it may be one."""
    size = word_count(text)
    if size == 0:
        return Refusal(Reason.NO_TEXT, "No article text was found.")
    if size < SHORT_PAGE and (refusal := _judge_short(f"{title}\n{text}", size)):
        return refusal
    if size < STUB_WORDS:
        return Refusal(Reason.STUB, f"Only {size} words of text were found; an article has at least {STUB_WORDS}.")
    return _judge_list(text)


def _judge_short(text: str, size: int) -> Refusal | None:
    if found := _BOT.search(text):
        return Refusal(Reason.BOT_PAGE, f"The page checks for robots: “{found[0]}”.")
    if len(_CONSENT.findall(text)) >= max(3, size // 25):
        return Refusal(Reason.CONSENT_PAGE, "The page asks for consent to cookies or data use and holds no article.")
    if size < SHORT_PAGE // 2 and (found := _NO_ARTICLE.search(text)):
        return Refusal(Reason.NOT_ARTICLE, f"The page is a form, a shop or an error page: “{found[0]}”.")
    return None


def _judge_list(text: str) -> Refusal | None:
    """Return a refusal for texts that are mostly entries: many short lines, hardly a paragraph."""
    lines = text.split("\n")
    prose = [line for line in lines if is_prose(line)]
    entries = [line for line in lines if not ends_sentence(line)]
    in_prose = sum(map(len, prose)) / max(len(text), 1)
    if len(entries) >= 8 and in_prose < 0.25:
        return Refusal(Reason.LIST_PAGE, f"The page is a list: {len(entries)} entries and {len(prose)} paragraphs.")
    return None
