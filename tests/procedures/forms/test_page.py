"""What a template gets: components in order, widths, texts in two languages, help and errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procedures.forms.making import CONTEXT, choice, component, form, hidden_when, source
from webapp.feel import Value
from webapp.procedures.forms import (
    BoundColumns,
    BoundField,
    BoundGap,
    BoundGroup,
    BoundTable,
    BoundText,
    FormRefused,
    bind_form,
    read_form,
)
from webapp.procedures.forms.markup import list_unsafe_html, protect_markdown, render_markdown, sanitise_html


def text_of(markdown: str, context: dict[str, Value] | None = None) -> str:
    (drawn,) = bind_form(form(component("text", text=markdown)), context or {}).components
    assert isinstance(drawn, BoundText)
    return str(drawn.html)


# Layout


def test_components_come_in_document_order_with_their_kinds() -> None:
    schema = form(
        component("text", text="说明"),
        component("textfield", "a.b"),
        component("separator"),
        component("spacer", height=30),
        component(
            "group", id="frame", label="一组", description="说明", components=[component("textfield", "a.c")]
        ),
        component("button", label="提交"),
        component(
            "table", id="items", label="清单", dataSource="=rows", columns=[{"key": "n", "label": "名称"}]
        ),
        component("dynamiclist", path="a.list", components=[component("textfield", "x")]),
    )
    bound = bind_form(schema, {"rows": [{"n": "一", "other": True}, {"n": None}, "no row"]})
    kinds = [item.kind for item in bound.components]
    assert kinds == ["text", "field", "separator", "spacer", "group", "table", "list"]
    spacer, group, table = bound.components[3], bound.components[4], bound.components[5]
    assert isinstance(spacer, BoundGap)
    assert spacer.height == 30
    assert isinstance(group, BoundGroup)
    assert (group.label, group.help, len(group.components)) == ("一组", "说明", 1)
    assert isinstance(table, BoundTable)
    assert (table.label, table.headings, table.rows) == ("清单", ("名称",), (("一",), ("",)))


def test_neighbours_of_one_row_stand_side_by_side_with_their_widths() -> None:
    schema = form(
        component("textfield", "a.b", layout={"row": "Row_1", "columns": 8}),
        component("textfield", "a.c", layout={"row": "Row_1", "columns": None}),
        component("textfield", "a.d", layout={"row": "Row_2", "columns": 4}),
        component("textfield", "a.e"),
    )
    columns, alone, last = bind_form(schema, {}).components
    assert isinstance(columns, BoundColumns)
    assert [item.width for item in columns.components if isinstance(item, BoundField)] == [6, None]
    assert isinstance(alone, BoundField)
    assert alone.width == 3
    assert isinstance(last, BoundField)


def test_a_group_without_anything_to_show_is_left_out() -> None:
    schema = form(
        component("textfield", "a.b"),
        component("group", components=[component("textfield", "a.c", **hidden_when("a.b = null"))]),
    )
    assert [item.kind for item in bind_form(schema, {}).components] == ["field"]


def test_a_field_carries_what_its_input_needs() -> None:
    made = component(
        "number",
        "a.b",
        description="单位为万元",
        validate={"required": True},
        appearance={"prefixAdorner": "约", "suffixAdorner": "万元"},
    )
    (drawn,) = bind_form(form(made), {}).components
    assert isinstance(drawn, BoundField)
    assert (drawn.label, drawn.help, drawn.prefix, drawn.suffix) == ("标签a.b", "单位为万元", "约", "万元")
    assert drawn.is_required
    html = str(drawn.field())
    assert 'id="a-b"' in html
    assert 'aria-describedby="a-b-help"' in html
    assert 'inputmode="decimal"' in html
    assert (drawn.help_id, drawn.error_id) == ("a-b-help", "a-b-error")


def test_chosen_options_are_marked() -> None:
    schema = form(choice("checklist", "a.b", "x", "y", "z"), choice("radio", "a.c", "x", "y"))
    many, one = bind_form(schema, {"a": {"b": ["x", "z"], "c": "y"}}).components
    assert isinstance(many, BoundField)
    assert isinstance(one, BoundField)
    assert [option.is_chosen for option in many.options] == [True, False, True]
    assert [option.is_chosen for option in one.options] == [False, True]
    assert len({option.id for option in (*many.options, *one.options)}) == 5


# Errors


def test_errors_appear_only_after_validation_and_what_was_typed_stays() -> None:
    schema = form(component("number", "a.b"), component("textfield", "a.c", validate={"required": True}))
    bound = bind_form(schema, CONTEXT, "en", {"a.b": "zwölf", "a.c": ""})
    assert bound.errors == {}
    assert not bound.validate()
    assert set(bound.errors) == {"a.b", "a.c"}
    number, text = bound.components
    assert isinstance(number, BoundField)
    assert isinstance(text, BoundField)
    assert "not a number" in (number.error or "")
    assert number.field.errors == [number.error]
    assert 'value="zwölf"' in str(number.field())
    assert "Fill in" in (text.error or "")


def test_a_good_submission_validates() -> None:
    bound = bind_form(form(component("number", "a.b")), CONTEXT, formdata={"a.b": "12"})
    assert bound.validate()
    assert bound.errors == {}


@pytest.mark.parametrize(("language", "said"), [("zh", "请填写“标签a.b”。"), ("en", "Fill in “标签a.b”.")])
def test_errors_are_in_the_readers_language(language: str, said: str) -> None:
    schema = form(component("textfield", "a.b", validate={"required": True}))
    bound = bind_form(schema, CONTEXT, "en" if language == "en" else "zh", {})
    assert not bound.validate()
    assert bound.errors["a.b"] == said


# Texts in English


ENGLISH = {
    "a.b": "Motive",
    "a.b.description": "Why it was done",
    "a.b.x": "Public interest",
    "frame": "Factors",
    "intro": "# Read this, {{who}}",
    "a.list": "Team",
    "a.list.name": "Name",
    "nowhere": "stray",
}
BILINGUAL = (
    component("text", id="intro", text="# 请阅读,{{who}}"),
    component(
        "group", id="frame", label="因素", components=[choice("radio", "a.b", "x", "y", description="为什么")]
    ),
    component(
        "dynamiclist",
        path="a.list",
        label="核查组",
        components=[component("textfield", "name", label="姓名")],
    ),
)


def test_english_replaces_the_texts_it_has_and_chinese_stays_elsewhere() -> None:
    schema = form(*BILINGUAL, english=ENGLISH)
    intro, frame, team = bind_form(schema, {"who": "X"}, "en").components
    assert isinstance(intro, BoundText)
    assert intro.html == "<h3>Read this, X</h3>"
    assert isinstance(frame, BoundGroup)
    assert frame.label == "Factors"
    (motive,) = frame.components
    assert isinstance(motive, BoundField)
    assert (motive.label, motive.help) == ("Motive", "Why it was done")
    assert [option.label for option in motive.options] == ["Public interest", "选项y"]
    assert team.kind == "list"
    assert [field.label.text for field in bind_form(schema, {}, "en").form] == ["Motive", "Name"]
    assert [field.label.text for field in bind_form(schema, {}, "zh").form] == ["标签a.b", "姓名"]


def test_english_changes_words_and_no_field() -> None:
    schema = form(*BILINGUAL, english=ENGLISH)
    assert bind_form(schema, {}, "en").form["a.b"].label.text == "Motive"
    assert schema.field_keys == form(*BILINGUAL).field_keys


def test_a_form_lists_its_texts_by_key() -> None:
    schema = form(*BILINGUAL, english=ENGLISH)
    assert schema.texts("zh") == {
        "intro": "# 请阅读,{{who}}",
        "frame": "因素",
        "a.b": "标签a.b",
        "a.b.description": "为什么",
        "a.b.x": "选项x",
        "a.b.y": "选项y",
        "a.list": "核查组",
        "a.list.name": "姓名",
    }
    assert schema.texts("en")["a.b.x"] == "Public interest"
    assert schema.texts("en")["a.b.y"] == "选项y"
    assert set(schema.english) == set(ENGLISH) - {"nowhere"}


def test_an_english_text_whose_expression_cannot_be_read_is_refused() -> None:
    with pytest.raises(FormRefused, match="FM-120"):
        read_form(source(*BILINGUAL), "x.form", {"intro": "{{1 +}}"})


# Text blocks


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# 一级\n## 二级", "<h3>一级</h3>\n<h4>二级</h4>"),
        ("第一行\n第二行\n\n另一段", "<p>第一行<br>第二行</p>\n<p>另一段</p>"),
        ("- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1. 甲\n2. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ("前文\n- 甲", "<p>前文</p>\n<ul><li>甲</li></ul>"),
        ("**粗** *斜* `码`", "<p><strong>粗</strong> <em>斜</em> <code>码</code></p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("[站](https://a.cn/x)", '<p><a href="https://a.cn/x" rel="noopener noreferrer">站</a></p>'),
        ("[站](javascript:alert(1))", "<p>[站](javascript:alert(1))</p>"),
        ("[站](//evil.cn)", "<p>[站](//evil.cn)</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("", ""),
    ],
)
def test_light_markdown(markdown: str, html: str) -> None:
    assert render_markdown(markdown) == html


def test_a_value_inside_a_text_is_shown_as_it_is() -> None:
    assert text_of("# {{x}}", {"x": "**a** [b](https://c.cn) `d`"}) == "<h3>**a** [b](https://c.cn) `d`</h3>"
    assert text_of("{{x}}", {"x": "# a"}) == "<p># a</p>"
    assert text_of("{{x}}", {"x": "1. a"}) == "<p>1. a</p>"
    assert protect_markdown("*") != "*"


def test_a_whole_text_may_be_computed() -> None:
    assert text_of('="共 " + string(n) + " 人"', {"n": "三"}) == "<p>共 三 人</p>"


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>一<br>二</p>", "<p>一<br>二</p>"),
        ("<script>alert(1)</script>后", "后"),
        ("<p onclick='x()' style='a'>一</p>", "<p>一</p>"),
        ("<a href='javascript:x'>一</a>", "<a>一</a>"),
        ("<a href=' java\nscript:x'>一</a>", "<a>一</a>"),
        ("<a href='https://a.cn?x=1&y=\"2'>一</a>", '<a href="https://a.cn?x=1&amp;y=&quot;2">一</a>'),
        ("<img src=x onerror=y>", ""),
        ("<style>p{}</style><iframe src=x>里</iframe>外", "外"),
        ("<b>没有结尾", "<b>没有结尾</b>"),
        ("</div></p>", ""),
        ("<b><i>一</b>二</i>", "<b><i>一</i></b>二"),
        ("1 &lt; 2 &amp; <", "1 &lt; 2 &amp; &lt;"),
        ("<svg><script>x</script></svg>", ""),
        ("<!-- a --><?php x ?><!DOCTYPE x>文", "文"),
    ],
)
def test_html_is_written_anew_with_plain_tags_only(html: str, safe: str) -> None:
    assert sanitise_html(html) == safe


def test_what_html_lost_is_listed() -> None:
    assert list_unsafe_html("<p class=a><script>x</script><b>y</b></p>") == ["class=", "<script>"]
    assert list_unsafe_html("<p>y</p>") == []


_TAGGY = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "script",
            "</",
            "/>",
            "<p ",
            "onerror=",
            "'",
            '"',
            "javascript:",
            "<!--",
            "-->",
            "a",
            "&lt;",
            "href=",
            "<svg",
            "<a ",
        ]
    )
    | st.text(max_size=3),
    max_size=25,
).map("".join)


@given(_TAGGY)
def test_no_script_survives_whatever_the_html_or_markdown(text: str) -> None:
    for safe in (str(sanitise_html(text)), str(render_markdown(text))):
        assert not list_unsafe_html(safe.replace(' rel="noopener noreferrer"', ""))
    assert sanitise_html(str(sanitise_html(text))) == sanitise_html(text)
