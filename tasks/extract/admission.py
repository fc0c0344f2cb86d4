"""Is this an article? What is turned away here gets a reason code and a sentence that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from storage.models import Reason
from tasks.extract.boilerplate import Cleaned
from tasks.extract.document import text_of
from tasks.extract.lines import ends_sentence, is_prose
from tasks.extract.metadata import Metadata
from tasks.extract.patterns import is_paywall

STUB_WORDS = 60
PAYWALLED_WORDS = 150  # what a paywall lets through at most
SHORT_PAGE = 260  # words; consent walls, bot checks, error and login pages are no longer than that
CHARACTERS_PER_WORD = 2  # in scripts that set no spaces
LIST_ENTRIES = 8  # lines that are no sentences
LIST_PROSE = 0.25  # of the characters, in paragraphs: a list has less
HEADLINE_WORDS = 3  # fewer in a link are a label
SECTION_ENTRIES = 5
SECTION_SHARE = 0.5
BARE_PROSE = 0.45  # the same for a page on which nothing says that it is an article
BARE_LINKS = 0.3  # of such a page's characters, in links: an article's page has less

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_BOT = re.compile(
    r"verify (?:that )?you are (?:a )?human|are you a robot|you are not a robot|checking your browser"
    r"|just a moment\.\.\."
    r"|enable javascript and cookies to continue|access (?:to this page has been )?denied"
    r"|unusual (?:traffic|activity) from your|complete the (?:security check|captcha)|attention required! \| cloudflare"
    r"|ddos protection by|request blocked|incapsula incident|pardon our interruption|bot (?:detection|protection)"
    r"|bitte bestätigen sie, dass sie (?:ein mensch|kein roboter)"
    r"|vérifi\w+ que vous (?:êtes humain|n['’]êtes pas un robot)"
    r"|no soy un robot|підтвердіть, що ви не робот|подтвердите, что вы не робот",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy\b|\bpartners?\b|personal(?:ised|ized)? (?:data|ads|advertising)|\bdatenschutz"
    r"|einwillig|zustimm|confidentialité|consentement|privacidad|consentimiento|consenso|privacidade|toestemming|prywatnoś"
    r"|zgod[aęy]\b|souhlas|soukromí|конфіденційн|згод[аиу]\b|конфиденциальн|соглас",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"(?:page|seite|página|pagina|strona|stránka) (?:not found|nicht gefunden|no encontrada|non trovata|não encontrada"
    r"|niet gevonden)|(?:error )?404\b|page (?:can(?:no|')t|could not) be found|page you (?:are|were) looking for"
    r"|something went wrong|forgot(?:ten)? (?:your )?password|(?:log|sign) in to your account"
    r"|create (?:an|your) account|add(?:ed)? to (?:your )?(?:cart|basket|bag)|in den warenkorb|ajouter au panier"
    r"|añadir al carrito|aggiungi al carrello|your (?:cart|basket) is empty|session (?:has )?(?:expired|timed out)"
    r"|under maintenance|internal server error|service unavailable|bad gateway",
    re.IGNORECASE,
)
_OTHER_TYPES = frozenset(
    {
        "product", "productgroup", "offer", "aggregateoffer", "collectionpage", "itemlist", "searchresultspage",
        "profilepage", "discussionforumposting", "qapage", "faqpage", "contactpage", "aboutpage", "checkoutpage",
        "course", "jobposting",
        "localbusiness", "softwareapplication",
    }
)  # fmt: skip
_OTHER_PLACES = re.compile(
    r"(?:^|[/.])(?:forums?|threads?|showthread|viewtopic|products?|shop|store|cart|basket|checkout|category|categories"
    r"|product-category|collections?|tags?|docs|documentation|login|signin|sign-in|register|account|contact|contact-us|about-us"
    r"|questions|jobs?|careers?|search|wiki|pricing|privacy|terms|imprint|impressum)(?=[/.?]|$)"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is no article, for the program and in one sentence for a person."""

    reason: Reason
    detail: str


def judge(cleaned: Cleaned, meta: Metadata, tree: HtmlElement | None, url: str | None) -> Refusal | None:
    """Return why a page's cleaned text is no article, or None; `tree` is None where there was no markup."""
    if refusal := judge_text(cleaned.text, title=cleaned.title or ""):
        return refusal
    if word_count(cleaned.text) < PAYWALLED_WORDS and any(is_paywall(line.text) for line in cleaned.removed):
        return Refusal(Reason.STUB, "Only the opening of the article stands before the paywall.")
    if meta.is_article:  # then even a list of winners is one
        return None
    if refusal := _judge_list(cleaned.text):
        return refusal
    if tree is None:
        return None
    if refusal := _judge_entries(cleaned.text, tree):
        return refusal
    if meta.byline and meta.published:
        return None
    return _judge_kind(meta, url) or _judge_bare(cleaned.text, meta, tree)


def word_count(text: str) -> int:
    """Return the number of words; where a script sets no spaces, two characters count as one."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // CHARACTERS_PER_WORD


def judge_text(text: str, *, title: str = "") -> Refusal | None:
    """Return why a cleaned text is no article by its words alone, or None if it may be one."""
    size = word_count(text)
    if size == 0:
        return Refusal(Reason.NO_TEXT, "No article text was found.")
    if size < SHORT_PAGE and (refusal := _judge_short(f"{title}\n{text}", size)):
        return refusal
    if size < STUB_WORDS:
        return Refusal(Reason.STUB, f"Only {size} words of text were found; an article has at least {STUB_WORDS}.")
    return None


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
    entries = sum(not ends_sentence(line) for line in lines)
    if entries >= LIST_ENTRIES and _prose_share(text) < LIST_PROSE and not _UNSPACED.search(text):
        return Refusal(Reason.LIST_PAGE, f"The page is a list: {entries} of its {len(lines)} lines are no sentences.")
    return None


def _judge_entries(text: str, tree: HtmlElement) -> Refusal | None:
    """Return a refusal for a section page: its lines begin with the texts of links, as headlines do there."""
    linked = tuple({link for anchor in tree.iter("a") if len((link := text_of(anchor)).split()) >= HEADLINE_WORDS})
    lines = text.split("\n")
    entries = sum(line.startswith(linked) for line in lines) if linked else 0
    if entries >= SECTION_ENTRIES and entries > len(lines) * SECTION_SHARE:
        return Refusal(Reason.LIST_PAGE, f"The page is a list: {entries} of its {len(lines)} lines begin with a link.")
    return None


def _judge_kind(meta: Metadata, url: str | None) -> Refusal | None:
    """Judge by what the markup or the address calls the page; asked only where neither calls it an article."""
    if called := sorted(meta.types & _OTHER_TYPES):
        return Refusal(Reason.NOT_ARTICLE, f"The page's markup calls it “{called[0]}”, not an article.")
    if meta.og_type.startswith("product"):
        return Refusal(Reason.NOT_ARTICLE, "The page's markup calls it a product.")
    if not url:
        return None
    address = urlsplit(url)
    if not address.path.strip("/") and not address.query:
        return Refusal(Reason.LIST_PAGE, "The address is that of a whole site, not of an article.")
    found = _OTHER_PLACES.search(f"{(address.hostname or '').removeprefix('www.')}{address.path}".lower())
    if found:
        return Refusal(Reason.NOT_ARTICLE, f"The address is that of another kind of page: “{found[0].strip('/.')}”.")
    return None


def _judge_bare(text: str, meta: Metadata, tree: HtmlElement) -> Refusal | None:
    """Judge by its make-up a page without any sign of an article: no date, no author, no article element."""
    if meta.published or meta.byline or next(tree.iter("article"), None) is not None:
        return None
    if len(text.split("\n")) >= LIST_ENTRIES and _prose_share(text) < BARE_PROSE:
        return Refusal(Reason.LIST_PAGE, "Nothing marks the page as an article, and little of it is running text.")
    if _link_share(tree) > BARE_LINKS:
        return Refusal(Reason.LIST_PAGE, "Nothing marks the page as an article, and much of it is links.")
    return None


def _prose_share(text: str) -> float:
    return sum(len(line) for line in text.split("\n") if is_prose(line)) / max(len(text), 1)


def _link_share(tree: HtmlElement) -> float:
    """Return the share of the page's visible characters that are the texts of links."""
    page = tree.find("body")
    if page is None:
        return 0.0
    hidden = sum(len(text_of(element)) for element in page.iter("script", "style", "noscript", "template"))
    linked = sum(len(text_of(element)) for element in page.iter("a"))
    return linked / max(len(text_of(page)) - hidden, 1)
