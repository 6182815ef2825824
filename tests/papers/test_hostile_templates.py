"""Templates as attacks: what runs code, reads elsewhere, exhausts the server or loses text is refused, or does nothing."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.papers.documents import change_parts, read_part, texts_of, write_document
from webapp.papers import (
    Limits,
    PaperNotMade,
    PaperTookTooLong,
    PaperTooMuchMemory,
    Rows,
    TemplateOutline,
    Words,
    make_paper,
    outline_templates,
    word,
)
from webapp.papers.container import MAIN_PART, MAX_BYTES
from webapp.papers.findings import TemplateRefused
from webapp.papers.outline import outline_template
from webapp.papers.rendering import render_template

PLAIN = write_document("案号 {{ case.no }}")
CASE = Words({"case": Words({"no": word("甲-1")}), "rows": Rows("", (Words({"text": word("子")}),))})
RELATIONSHIPS = "word/_rels/document.xml.rels"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"


def codes(outline: TemplateOutline) -> list[str]:
    return [finding.code for finding in outline.findings]


def with_body(inner: str) -> bytes:
    """The plain document with raw XML before its first paragraph."""
    body = read_part(PLAIN, MAIN_PART).decode()
    return change_parts(PLAIN, {MAIN_PART: body.replace("<w:body>", f"<w:body>{inner}", 1).encode()})


def with_relationship(row: str) -> bytes:
    rels = read_part(PLAIN, RELATIONSHIPS).decode()
    return change_parts(
        PLAIN, {RELATIONSHIPS: rels.replace("</Relationships>", f"{row}</Relationships>").encode()}
    )


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        # Ways out of a sandbox.
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "PA-111"),
        ("{{ case.__class__ }}", "PA-113"),
        ("{{ _self }}", "PA-113"),
        ("{{ ''.__class__ }}", "PA-111"),
        ("{{ case['__class__'] }}", "PA-111"),
        ("{{ case.no.format(case) }}", "PA-111"),
        ("{{ self._TemplateReference__context }}", "PA-113"),
        ("{{ namespace() }}", "PA-111"),
        ("{{ lipsum() }}", "PA-111"),
        ("{% for x in case.no recursive %}{{ loop(x) }}{% endfor %}", "PA-111"),
        ("{% for loop in case.no %}x{% endfor %}", "PA-113"),
        ("{% for x in case.no %}{{ loop.cycle }}{% endfor %}", "PA-113"),
        ("{% for x in case.no if x %}x{% endfor %}", "PA-111"),
        ("{% for a, b in case.no %}x{% endfor %}", "PA-111"),
        # Anything beyond names, if and for.
        ("{{ case.no | upper }}", "PA-111"),
        ("{{ case.no | safe }}", "PA-111"),
        ("{{ case.no is defined }}", "PA-111"),
        ("{{ 1 + 1 }}", "PA-111"),
        ("{{ 'a' * 1000000000 }}", "PA-111"),
        ("{{ 9 ** 999999999 }}", "PA-111"),
        ("{{ [case.no] }}", "PA-111"),
        ("{{ {1: 2} }}", "PA-111"),
        ("{{ case.no if case.no }}", "PA-111"),
        ("{{ not case.no }}", "PA-111"),
        ("{{ case.no == 1 }}", "PA-111"),
        ("{{ range(1000000000) }}", "PA-111"),
        ("{% if case.no == 'x' %}x{% endif %}", "PA-111"),
        # Statements that read files, define, or change what is printed.
        ("{% set x = case %}", "PA-114"),
        ("{% include '/etc/passwd' %}", "PA-114"),
        ("{% import 'os' as os %}", "PA-114"),
        ("{% extends 'x' %}", "PA-114"),
        ("{% macro m() %}{% endmacro %}", "PA-114"),
        ("{% call m() %}{% endcall %}", "PA-114"),
        ("{% filter safe %}x{% endfilter %}", "PA-114"),
        ("{% autoescape false %}{{ case.no }}{% endautoescape %}", "PA-114"),
        ("{% raw %}x{% endraw %}", "PA-114"),
        ("{% block x %}{% endblock %}", "PA-114"),
        ("{% debug %}", "PA-114"),
        # The library's own inventions, which write raw XML.
        ("{{r case.no }}", "PA-114"),
        ("{{p case.no }}", "PA-114"),
        ("{% colspan case.no %}", "PA-114"),
        ("{% cellbg case.no %}", "PA-114"),
        ("{% vm %}", "PA-114"),
        ("{% hm %}", "PA-114"),
        # Mistakes.
        ("{{ case.no", "PA-110"),
        ("{% if case.no %}", "PA-110"),
        ("{{ case. }}", "PA-110"),
    ],
)
def test_a_placeholder_holds_names_if_and_for_and_nothing_else(attack: str, code: str) -> None:
    outline = outline_template(write_document("好", attack))
    assert code in codes(outline)
    assert outline.placeholders == () or code not in {"PA-110", "PA-114"}
    finding = next(each for each in outline.findings if each.code == code)
    assert finding.paragraph == 2
    assert finding.zh
    assert finding.en
    with pytest.raises(Exception, match="PA-"):
        render_template(write_document("好", attack), CASE)


@given(st.text(alphabet=st.sampled_from("{}%#.()[]|+-_ '\"abcase\u200bno,:ifor\n"), max_size=40))
@settings(max_examples=30, deadline=None)
def test_no_text_in_braces_is_ever_more_than_names(inside: str) -> None:
    outline = outline_template(write_document("{{ " + inside.replace("\n", " ") + " }}"))
    for placeholder in outline.placeholders:
        assert all(
            part.isidentifier() and not part.startswith("_") for part in placeholder.path if part != "[]"
        )


def test_a_placeholder_split_over_many_runs_is_read_as_one() -> None:
    runs = "".join(f"<w:r><w:t>{sign}</w:t></w:r>" for sign in "{{ cycler.__init__ }}")
    assert codes(outline_template(with_body(f"<w:p>{runs}</w:p>"))) == ["PA-113"]


def test_placeholders_in_headers_and_footers_are_held_to_the_same() -> None:
    outline = outline_template(write_document("好", footer="{{ case.no() }}"))
    assert [(finding.code, finding.part) for finding in outline.findings] == [("PA-111", "footer")]
    assert "页脚" in outline.findings[0].zh


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("docProps/core.xml", "</cp:coreProperties>"),
        (MAIN_PART, "</w:body>"),
        ("word/settings.xml", "</w:settings>"),
    ],
)
def test_a_placeholder_anywhere_but_in_text_is_refused(part: str, text: str) -> None:
    content = read_part(PLAIN, part).decode()
    assert text in content
    attack = content.replace(text, "{{ case.no }}" + text, 1)
    assert codes(outline_template(change_parts(PLAIN, {part: attack.encode()}))) == ["PA-112"]


def test_a_placeholder_in_an_attribute_is_refused() -> None:
    attack = with_body('<w:p w:rsidR="{{ case.no }}"><w:r><w:t>x</w:t></w:r></w:p>')
    assert codes(outline_template(attack)) == ["PA-112"]


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (b"", "PA-101"),
        (b"no zip at all", "PA-101"),
        (b"PK\x03\x04" + b"\0" * 60, "PA-101"),
        (b"x" * (MAX_BYTES + 1), "PA-102"),
        (change_parts(PLAIN, {MAIN_PART: None}), "PA-101"),
        (change_parts(PLAIN, {"word/vbaProject.bin": b"x"}), "PA-103"),
        (change_parts(PLAIN, {"word/embeddings/oleObject1.bin": b"x"}), "PA-103"),
        (change_parts(PLAIN, {"word/activeX/activeX1.xml": b"<x/>"}), "PA-103"),
        (change_parts(PLAIN, {"../../etc/passwd": b"x"}), "PA-101"),
        (change_parts(PLAIN, {"/etc/passwd": b"x"}), "PA-101"),
        (change_parts(PLAIN, {f"word/p{number}.xml": b"<x/>" for number in range(400)}), "PA-102"),
        (change_parts(PLAIN, {MAIN_PART: b"<broken"}), "PA-105"),
    ],
)
def test_a_file_that_is_no_honest_document_is_refused(attack: bytes, code: str) -> None:
    assert codes(outline_template(attack)) == [code]


def test_a_document_with_macros_by_its_type_is_refused() -> None:
    types = read_part(PLAIN, TYPES).replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert codes(outline_template(change_parts(PLAIN, {TYPES: types}))) == ["PA-103"]


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://example.org/x.dtd">',
        "<!DOCTYPE w>",
    ],
)
def test_a_document_type_and_its_entities_are_refused(entity: str) -> None:
    body = read_part(PLAIN, MAIN_PART).decode()
    head, _, rest = body.partition("?>")
    assert codes(outline_template(change_parts(PLAIN, {MAIN_PART: f"{head}?>{entity}{rest}".encode()}))) == [
        "PA-105"
    ]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", 'Target="http://example.org/evil.dotm" TargetMode="External"'),
        ("image", 'Target="http://example.org/pixel.png" TargetMode="External"'),
        ("hyperlink", 'Target="https://example.org/" TargetMode="External"'),
        ("oleObject", 'Target="file:///etc/passwd"'),
        ("image", 'Target="\\\\host\\share"'),
    ],
)
def test_nothing_outside_the_document_is_referred_to(kind: str, target: str) -> None:
    row = f'<Relationship Id="rId99" Type="{KINDS}/{kind}" {target}/>'
    assert codes(outline_template(with_relationship(row))) == ["PA-104"]


def test_a_document_inside_the_document_is_refused() -> None:
    row = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
        'Target="chunk.html"/>'
    )
    assert codes(outline_template(with_relationship(row))) == ["PA-103"]


@pytest.mark.parametrize(
    "instruction",
    [
        'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
        'INCLUDETEXT "/etc/passwd"',
        'INCLUDEPICTURE "http://example.org/x"',
        "MACROBUTTON x y",
        "QUOTE 68 68 69",
    ],
)
def test_field_codes_other_than_page_numbers_are_refused(instruction: str) -> None:
    half = len(instruction) // 2
    split = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction[:half]}</w:instrText></w:r>"
        f"<w:r><w:instrText>{instruction[half:].replace('&', '&amp;')}</w:instrText></w:r></w:p>"
    )
    assert codes(outline_template(with_body(split))) == ["PA-106"]
    simple = f"<w:p><w:fldSimple w:instr='{instruction}'/></w:p>"
    assert codes(outline_template(with_body(simple))) == ["PA-106"]


def test_page_numbers_are_allowed() -> None:
    field = "<w:p><w:r><w:instrText> PAGE  \\* MERGEFORMAT </w:instrText></w:r></w:p>"
    assert codes(outline_template(with_body(field))) == []


def test_a_zip_bomb_is_not_unpacked() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TYPES, read_part(PLAIN, TYPES))
        archive.writestr(MAIN_PART, b" " * (7 * 1024 * 1024))
    assert len(stream.getvalue()) < MAX_BYTES
    assert codes(outline_template(stream.getvalue())) == ["PA-102"]


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_either() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MAIN_PART, b" " * (20 * 1024 * 1024))
    real, false = (20 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert codes(outline_template(stream.getvalue().replace(real, false))) == ["PA-101"]


def test_what_a_fact_holds_is_text_whatever_it_looks_like() -> None:
    hostile = "<w:p/>&amp; </w:t> {{ 7*7 }} {% if x %} {# #} \"' \x00\x08 ]]> 容错"
    made = render_template(write_document("甲{{ case.no }}乙"), Words({"case": Words({"no": word(hostile)})}))
    (text,) = (each for each in texts_of(made.document) if each.startswith("甲"))
    assert text == "甲" + hostile.replace("\x00", "").replace("\x08", "") + "乙"


@given(st.text(max_size=60))
@settings(max_examples=15, deadline=None)
def test_no_fact_breaks_a_document_or_loses_its_text(fact: str) -> None:
    made = render_template(write_document("甲{{ case.no }}乙"), Words({"case": Words({"no": word(fact)})}))
    kept = "".join(sign for sign in fact if sign.isprintable() and not sign.isspace())
    joined = "".join("".join(texts_of(made.document)).split())
    assert all(sign in joined for sign in kept if ord(sign) < 0xD800)


def test_a_name_that_is_not_there_is_an_error_and_no_blank() -> None:
    with pytest.raises(PaperNotMade) as refused:
        make_paper(write_document("{{ case.missing }}"), CASE)
    assert "missing" in refused.value.text("zh")


def test_a_condition_that_tears_the_document_apart_is_named_as_such() -> None:
    torn = with_body(
        "<w:p><w:r><w:t>{% if case.no %}</w:t></w:r></w:p><w:p><w:r><w:t>x</w:t></w:r></w:p>"
        "<w:tbl><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>{% endif %}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    with pytest.raises(TemplateRefused) as refused:
        render_template(torn, Words({"case": Words({"no": word("x", is_true=False)})}))
    assert refused.value.finding.code == "PA-115"


def test_a_template_that_needs_too_much_time_is_stopped() -> None:
    loops = "".join(f"{{% for a{number} in rows %}}" for number in range(8))
    ends = "{% endfor %}" * 8
    rows = Rows("", tuple(Words({"text": word("子")}) for _ in range(30)))
    with pytest.raises(PaperTookTooLong, match="2 seconds") as told:
        make_paper(write_document(f"{loops}x{ends}"), Words({"rows": rows}), limits=Limits(seconds=2))
    assert told.value.code == "RC-3502"
    assert "请减少列表的行数" in told.value.text("zh")


def test_a_template_that_needs_too_much_memory_is_stopped() -> None:
    loops = "".join(f"{{% for a{number} in rows %}}" for number in range(3))
    rows = Rows("", tuple(word("子" * 40000) for _ in range(60)))
    template = write_document(f"{loops}{{{{ a2 }}}}{'{% endfor %}' * 3}")
    limits = Limits(memory_bytes=96 * 1024 * 1024)
    assert make_paper(template, Words({"rows": Rows("", (word("子"),))}), limits=limits).document
    with pytest.raises(PaperTooMuchMemory, match="more than 96 MB of memory") as told:
        make_paper(template, Words({"rows": rows}), limits=limits)
    assert told.value.code == "RC-3501"
    assert "需要的内存超过 96 MB。请缩短填入的文字" in told.value.text("zh")


def test_one_template_that_exhausts_the_child_does_not_blame_the_others() -> None:
    # 8 MB of address space are not enough to start: every outline fails, each for itself and with its own finding.
    found = outline_templates(
        {"a": write_document("甲 {{ case.no }}"), "b": write_document("乙")},
        limits=Limits(memory_bytes=8 * 1024 * 1024),
    )
    assert {name: codes(outline) for name, outline in found.items()} == {"a": ["PA-120"], "b": ["PA-120"]}
    assert codes(outline_templates({"a": write_document("甲 {{ case.no }}")})["a"]) == [], (
        "a failure is not remembered"
    )


def test_the_child_knows_nothing_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RONGCUO_SECRET_KEY", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    assert make_paper(PLAIN, CASE).document


def test_a_part_whose_packed_bytes_are_broken_makes_no_document() -> None:
    with zipfile.ZipFile(BytesIO(PLAIN)) as archive:
        entry = archive.getinfo(MAIN_PART)
    packed = entry.header_offset + 30 + len(MAIN_PART)
    broken = PLAIN[:packed] + b"\xff" * 20 + PLAIN[packed + 20 :]
    assert codes(outline_template(broken)) == ["PA-101"]
