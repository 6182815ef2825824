"""The manual is complete in both languages, and its links lead somewhere."""

from __future__ import annotations

import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.help.conftest import LANGUAGES, Manual
from tests.views.messages import list_messages
from tests.views.visitor import has_chinese
from webapp.errors import Language
from webapp.views.help.pages import MANUAL
from webapp.views.help.topics import AUDIENCES, TOPICS, topics_of

PAGES = list(product(TOPICS, LANGUAGES))


def headings(page: html.HtmlElement) -> list[tuple[str, str]]:
    found = page.xpath("//main//*[contains(concat(@class, ' '), ' manual ')]//*[self::h2 or self::h3]")
    return [(heading.tag, heading.get("id", "")) for heading in found]


def test_every_topic_has_a_text_in_each_language_and_no_text_is_left_over() -> None:
    wanted = {f"{topic}.{language}.html" for topic, language in PAGES}
    assert {path.name for path in MANUAL.glob("*.html")} - {"lists.html"} == wanted


def test_every_topic_is_for_somebody_and_everybody_has_one() -> None:
    assert {topic.audience for topic in TOPICS.values()} == set(AUDIENCES)
    listed = [name for audience in AUDIENCES for name in topics_of(audience)]
    assert sorted(listed) == sorted(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_headings(manual: Manual, topic: str) -> None:
    chinese, english = headings(manual.page(topic, "zh")), headings(manual.page(topic, "en"))
    assert chinese == english
    assert len(chinese) > 1
    assert all(anchor for _level, anchor in chinese)
    assert len({anchor for _level, anchor in chinese}) == len(chinese)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_as_many_lists_tables_and_samples(manual: Manual, topic: str) -> None:
    def count(page: html.HtmlElement) -> dict[str, int]:
        return {
            tag: len(page.xpath(f"//main//{tag}")) for tag in ("ul", "ol", "li", "table", "tr", "pre", "dl")
        }

    assert count(manual.page(topic, "zh")) == count(manual.page(topic, "en"))


@pytest.mark.parametrize("topic", ["", *TOPICS])
def test_an_english_page_holds_no_chinese_but_quoted_terms(manual: Manual, topic: str) -> None:
    page = manual.page(topic, "en")
    own = page.xpath("//title//text() | //main//text()[not(ancestor::*[@lang='zh-CN'])]")
    assert not has_chinese("".join(map(str, own)))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_chinese_page_has_chinese_headings(manual: Manual, topic: str) -> None:
    page = manual.page(topic, "zh")
    titles = [title.text_content() for title in page.xpath("//main//h1 | //main//h2")]
    assert [title for title in titles if not has_chinese(title)] in ([], ["jurisdiction.toml"])


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_no_cell_and_no_item_is_empty(manual: Manual, topic: str, language: Language) -> None:
    for cell in manual.page(topic, language).xpath("//main//td | //main//th | //main//dd | //main//li"):
        assert cell.text_content().strip(), html.tostring(cell.getparent(), encoding="unicode")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_topic(manual: Manual, language: Language) -> None:
    links = set(manual.page("", language).xpath("//main//a/@href"))
    assert links == {f"/help/{topic}" for topic in TOPICS}


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_every_link_leads_somewhere(manual: Manual, topic: str, language: Language) -> None:
    page = manual.page(topic, language)
    for link in page.xpath("//main//a/@href"):
        parts = urlsplit(link)
        assert not parts.netloc, link
        other = parts.path.removeprefix("/help").strip("/") if parts.path else topic
        assert parts.path in ("", "/help") or other in TOPICS, link
        assert not parts.fragment or manual.page(other, language).xpath("//*[@id=$id]", id=parts.fragment), (
            link
        )


def test_a_topic_that_does_not_exist_is_refused(manual: Manual) -> None:
    for address in ("/help/nothing", "/help/lists", "/help/officers.zh", "/help/../layout"):
        assert manual.visitor("zh").get(address).status_code == 404


def test_the_manual_is_open_to_visitors(manual: Manual) -> None:
    assert manual.visitor("zh").get("/help/applicants").status_code == 200


def test_words_of_the_pages_are_quoted_as_the_pages_say_them() -> None:
    known = set(list_messages())
    for path in MANUAL.glob("*.html"):
        for label in re.findall(r'ui\("([^"]+)"\)', path.read_text(encoding="utf-8")):
            assert label in known, (path.name, label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_page_begins_with_its_headings(manual: Manual, language: Language) -> None:
    page = manual.page("diagrams", language)
    listed = page.xpath("//nav[contains(@class, 'on-this-page')]//a/@href")
    assert listed == [f"#{anchor}" for level, anchor in headings(page) if level == "h2"]
