"""Chinese first, English complete: nothing of the pages' own wording is left untranslated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from tests.practice_place import PracticePlace
from tests.views.messages import list_messages
from tests.views.test_access import list_addresses, logins
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.cases.practice import practice_data
from webapp.views.help.topics import TOPICS
from webapp.views.language import TRANSLATIONS, english, show_day, show_instant, translate


def test_every_message_has_an_english_text_and_none_is_left_over() -> None:
    used = list_messages()
    missing = {place for message, place in used.items() if message not in english()}
    assert not missing
    assert set(english()) == set(used)


def test_no_english_text_holds_chinese() -> None:
    for message, text in english().items():
        for wording in (text,) if isinstance(text, str) else text:
            assert wording, message
            assert not has_chinese(wording), message


def test_both_languages_fill_in_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text))

    for message, text in english().items():
        for wording in (text,) if isinstance(text, str) else text:
            assert values(wording) <= values(message), message
            assert values(message) - values(wording) <= {"n"}, message


def test_no_message_holds_a_loose_percent_sign() -> None:
    for message, text in english().items():
        for wording in (message, *((text,) if isinstance(text, str) else text)):
            assert "%" not in re.sub(r"%\(\w+\)s", "", wording), message


def test_the_catalogue_is_in_order() -> None:
    source = (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    ids = [found for found in re.findall(r'^msgid "(.+)"$', source, re.MULTILINE) if found]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


def test_an_english_page_holds_none_of_our_chinese(app: Flask, town: PracticePlace) -> None:
    ours = {message for message in list_messages() if len(message) > 1}
    for login_name in logins(town):
        visitor = Visitor(app)
        visitor.sign_in(login_name)
        visitor.speak("en")
        for _endpoint, method, address in list_addresses(app):
            if (
                method != "GET"
                or address.startswith(("/static", "/bootstrap", "/api"))
                or address == "/health"
            ):
                continue
            response = visitor.get(address)
            if response.status_code == 302 or response.is_json:
                continue
            page = read(response)
            assert page.get("lang") == "en", address
            left = ours & set(visible_texts(page))
            assert not left, (address, left)


def test_chinese_that_people_wrote_is_marked_as_such_on_an_english_page(
    app: Flask, town: PracticePlace
) -> None:
    case_id = town.open_matter({"application.request_text": "请求容错 <b> 2026"})
    visitor = Visitor(app)
    visitor.sign_in("intake")
    written = "//section[@id='facts']//dd[contains(., '请求容错')]"
    (plain,) = read(visitor.get(f"/cases/{case_id}")).xpath(written)
    assert not plain.xpath(".//span")
    visitor.speak("en")
    (marked,) = read(visitor.get(f"/cases/{case_id}")).xpath(written)
    assert marked.xpath(".//span[@lang='zh-CN']/text()") == ["请求容错"]
    assert marked.text_content() == "请求容错 <b> 2026"


def test_the_help_is_written_in_both_languages(visitor: Visitor) -> None:
    for topic in TOPICS:
        assert has_chinese(read(visitor.get(f"/help/{topic}")).xpath("string(//main)"))
    visitor.speak("en")
    for topic in TOPICS:
        ours = read(visitor.get(f"/help/{topic}")).xpath("//main//text()[not(ancestor::*[@lang='zh-CN'])]")
        assert not has_chinese("".join(map(str, ours)))


def test_a_visitor_reads_chinese_until_they_switch(visitor: Visitor) -> None:
    assert read(visitor.get("/sign-in")).get("lang") == "zh-CN"
    response = visitor.post("/language", {"language": "en", "back": "/help"})
    assert response.location == "/help"
    assert read(visitor.get("/sign-in")).get("lang") == "en"


def test_the_account_keeps_its_language(app: Flask) -> None:
    first = Visitor(app)
    first.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    first.speak("en")
    second = Visitor(app)
    second.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    assert read(second.get("/administration/incidents")).get("lang") == "en"


def test_an_unknown_language_changes_nothing(visitor: Visitor) -> None:
    visitor.speak("fr")
    assert read(visitor.get("/sign-in")).get("lang") == "zh-CN"


@pytest.mark.parametrize(
    ("language", "day", "instant"),
    [("zh", "2026年3月2日", "2026年3月2日 09:05"), ("en", "2 Mar 2026", "2 Mar 2026 09:05")],
)
def test_days_and_instants_are_written_as_people_write_them(
    app: Flask, language: str, day: str, instant: str
) -> None:
    with app.test_request_context():
        g.language = language
        assert show_day(date(2026, 3, 2)) == day
        assert show_day(None) == ""
        assert show_instant(datetime(2026, 3, 2, 1, 5, tzinfo=UTC)) == instant


def test_an_instant_is_shown_on_the_day_of_the_place(app: Flask) -> None:
    with app.test_request_context():
        g.language = "zh"
        assert show_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == "2026年3月2日"


def test_english_counts_one_and_many(app: Flask) -> None:
    with app.test_request_context():
        g.language = "en"
        assert translate("剩 %(n)s 个工作日", n=1) == "1 working day left"
        assert translate("剩 %(n)s 个工作日", n=3) == "3 working days left"
        g.language = "zh"
        assert translate("剩 %(n)s 个工作日", n=1) == "剩 1 个工作日"


def test_no_english_text_counts_one_thing_as_many() -> None:
    """Where a figure stands before a plural, the catalogue has the text for one as well."""
    figure = r"(?:%\((?:n|count|total|done|errors|warnings|chains|entries|cases|moved)\)s|\{(?:n|errors|warnings|all)\})"
    counted = re.compile(
        rf"(?<![Ss]tep ){figure} (?:(?:more|other|own) )?(?!is\b|was\b|as\b|ms\b)[a-z]+s\b|\(s\)"
    )
    single = {message: text for message, text in english().items() if isinstance(text, str)}
    assert not {message: text for message, text in single.items() if counted.search(text)}


def test_values_are_escaped_in_templates(app: Flask) -> None:
    with app.test_request_context():
        g.language = "zh"
        template = app.jinja_env.from_string('{{ _("对象：%(name)s", name=name) }}')
        assert template.render(name="<b>") == "对象：&lt;b&gt;"


def test_switching_on_a_page_that_refused_a_form_leads_back_to_the_forms_page(visitor: Visitor) -> None:
    visitor.sign_in("applicant")
    page = "/cases/new/xiaocheng"
    refused = visitor.post(
        page, {"application.request_text": "", "submission_key": "k"}, Referer=f"http://localhost{page}"
    )
    assert refused.status_code == 422
    back = read(refused).xpath("//form[contains(@action, '/language')]//input[@name='back']/@value")[0]
    assert visitor.post("/language", {"language": "en", "back": back}).location == page
    elsewhere = visitor.post(page, {"submission_key": "k"}, Referer="http://localhost.example/x")
    assert read(elsewhere).xpath("//input[@name='back']/@value") == [""]
