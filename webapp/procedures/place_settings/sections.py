"""What a designer edits of a place without a diagram: the sections of ``jurisdiction.toml`` and the fields of their entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from webapp.errors import Language
from webapp.procedures.jurisdiction import EFFECT_AREAS, UNITS
from webapp.procedures.packs import Pack
from webapp.procedures.registers import REGISTERS

FieldKind = Literal["text", "long", "choice", "several", "value"]


@dataclass(frozen=True, slots=True)
class Titled:
    """A name in both languages."""

    zh: str
    en: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Choice(Titled):
    """Something that may be chosen, by its id."""

    id: str


Choices = Callable[[Pack], tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class SettingField(Titled):
    """One field of an entry, by its key in the file.

    ``several`` holds ids, ``choice`` one of them, ``value`` a parameter's value by its unit. ``may_be_open`` is for lists whose
    absence says something else than an empty list: then ``open_zh`` tells what.
    """

    key: str
    kind: FieldKind = "text"
    is_required: bool = True
    choices: Choices | None = None
    hint_zh: str = ""
    hint_en: str = ""
    open_zh: str = ""
    open_en: str = ""

    def hint(self, language: Language = "zh") -> str:
        return self.hint_en if language == "en" else self.hint_zh

    def open_words(self, language: Language = "zh") -> str:
        """What the absence of the list says; empty where an absent list is an empty one."""
        return self.open_en if language == "en" else self.open_zh


@dataclass(frozen=True, slots=True)
class Section(Titled):
    """A part of the place's file. ``is_alone`` has no entries: its fields stand in the one table."""

    id: str
    about_zh: str
    about_en: str
    fields: tuple[SettingField, ...]
    is_alone: bool = False
    id_hint_zh: str = ""
    id_hint_en: str = ""

    def about(self, language: Language = "zh") -> str:
        return self.about_en if language == "en" else self.about_zh

    def id_hint(self, language: Language = "zh") -> str:
        return self.id_hint_en if language == "en" else self.id_hint_zh


def _plain(named: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(zh or id_, en or id_, id_) for id_, (zh, en) in named.items())


def _roles(pack: Pack) -> tuple[Choice, ...]:
    return tuple(Choice(each.zh, each.en, each.id) for each in pack.read_jurisdiction()[0].roles.values())


def _registers(_pack: Pack) -> tuple[Choice, ...]:
    return tuple(Choice(each.zh, each.en, each.id) for each in REGISTERS.values())


def _readable(pack: Pack) -> tuple[Choice, ...]:
    """What of a case's file can be read: registers by name, and the entities of forms by what they are called in them."""
    known = {each.id: each for each in _registers(pack)}
    return (*(each for each in _entities(pack) if each.id not in known), *known.values())


def _entities(pack: Pack) -> tuple[Choice, ...]:
    forms, _ = pack.read_forms()
    asked: dict[str, Choice] = {}
    for path, outline in pack.diagram_outlines.items():
        english = pack.texts("en").of_file(path)
        for step in outline.steps:
            for entity in forms[step.form_id].entities if step.form_id in forms else ():
                asked.setdefault(entity, Choice(step.name, english.get(step.id, step.name), entity))
    others = {entity for form in forms.values() for entity in form.entities} - asked.keys()
    return (*asked.values(), *(Choice(each, each, each) for each in sorted(others)))


def _forms(pack: Pack) -> tuple[Choice, ...]:
    return tuple(Choice(each, each, each) for each in sorted(pack.read_forms()[0]))


def _processes(pack: Pack) -> tuple[Choice, ...]:
    return tuple(
        Choice(outline.named.get(each, each), pack.texts("en").of_file(path).get(each, each), each)
        for path, outline in pack.diagram_outlines.items()
        for each in outline.processes
    )


def _units(_pack: Pack) -> tuple[Choice, ...]:
    words = {"text": ("文字", "text"), "flag": ("是或否", "yes or no"), "list": ("几项", "several items")}
    return _plain({**UNITS, **words})


def _access(_pack: Pack) -> tuple[Choice, ...]:
    return _plain(
        {
            "all": ("本地的全部案件", "all cases of the place"),
            "involved": ("只是自己经手的案件", "only cases they take part in"),
        }
    )


def _weights(_pack: Pack) -> tuple[Choice, ...]:
    return _plain(
        {
            "spares": ("不得因此受影响", "must not be held against the person"),
            "counts": ("应当掌握", "is to be reckoned with"),
        }
    )


def _areas(_pack: Pack) -> tuple[Choice, ...]:
    return _plain(EFFECT_AREAS)


_ZH = SettingField("中文", "Chinese", "zh")
_EN = SettingField("英文", "English", "en")
_LONG_ZH = SettingField("中文", "Chinese", "zh", "long")
_LONG_EN = SettingField("英文", "English", "en", "long")
_SOURCE = SettingField(
    "依据",
    "Source",
    "source",
    hint_zh="依据文件的代号和条款，如“001 §5”；没有出处的写 assumed（自拟）。几处之间用分号。",
    hint_en="The document's id and the clause, such as '001 §5'; 'assumed' where nothing gives it. Semicolons between several.",
)
_ID_ZH = "小写英文字母、数字和下划线，以字母开头；定后不变。"
_ID_EN = "Small letters, digits and underscores, a letter first; it never changes."


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            "名称和入口",
            "Names and entrance",
            "place",
            "这个地方叫什么，从哪个流程开始，谁可以提出、谁可以分派。",
            "What the place is called, which process a matter opens, who may open one, who assigns tasks.",
            (
                _ZH,
                _EN,
                SettingField(
                    "时区",
                    "Time zone",
                    "zone",
                    is_required=False,
                    hint_zh="如 Asia/Shanghai",
                    hint_en="such as Asia/Shanghai",
                ),
                SettingField("主流程", "Root process", "root_process", "choice", False, _processes),
                SettingField("谁可以提出", "Who may open a matter", "start", "several", False, _roles),
                SettingField("谁可以分派任务", "Who assigns tasks", "assigners", "several", False, _roles),
            ),
            is_alone=True,
        ),
        Section(
            "对规程的说明",
            "Note on the procedure",
            "procedure_note",
            "办案人员必须知道的话，例如步骤是自拟的；办理的页面上都会显示。",
            "What officers must know, such as that steps are assumed; shown wherever the procedure is at work.",
            (_LONG_ZH, _LONG_EN),
            is_alone=True,
        ),
        Section(
            "岗位",
            "Roles",
            "roles",
            "流程图的泳道和任务的候选人都是岗位；人员由安全管理员分配。",
            "Lanes and candidates of tasks are roles; the security administrator assigns people.",
            (
                _ZH,
                _EN,
                SettingField(
                    "看得到哪些案件", "Which cases they see", "case_access", "choice", True, _access
                ),
                SettingField(
                    "案卷里读什么",
                    "What they read of a file",
                    "reads",
                    "several",
                    False,
                    _readable,
                    open_zh="整个案卷",
                    open_en="the whole file",
                ),
                SettingField(
                    "跨案件读哪些台账",
                    "Registers read over all cases",
                    "registers",
                    "several",
                    False,
                    _registers,
                ),
            ),
            id_hint_zh=_ID_ZH,
            id_hint_en=_ID_EN,
        ),
        Section(
            "参数",
            "Parameters",
            "parameters",
            "期限、次数、开关：流程图和判断表用 parameters.代码 读取。",
            "Time limits, counts, switches: diagrams and tables read them as parameters.<id>.",
            (
                _ZH,
                _EN,
                SettingField("单位", "Unit", "unit", "choice", True, _units),
                SettingField(
                    "值",
                    "Value",
                    "value",
                    "value",
                    hint_zh="期限是正整数；“是或否”写 true 或 false；几项之间用逗号。",
                    hint_en="Time limits are whole numbers above zero; 'yes or no' is true or false; commas between several items.",
                ),
                _SOURCE,
            ),
            id_hint_zh=_ID_ZH,
            id_hint_en=_ID_EN,
        ),
        Section(
            "消息",
            "Messages",
            "messages",
            "有人可以向办理中的案件发来的：撤回、申请复核……流程图按名称接收。",
            "What people may send into a running case: a withdrawal, a request for review … Diagrams hear them by name.",
            (
                _ZH,
                _EN,
                SettingField("谁可以发", "Who may send it", "roles", "several", True, _roles),
                SettingField("填哪个表单", "Form to fill in", "form", "choice", False, _forms),
            ),
            id_hint_zh=_ID_ZH,
            id_hint_en=_ID_EN,
        ),
        Section(
            "其他入口",
            "Further entrances",
            "entrances",
            "主流程之外，还可以从哪些流程开始；代码就是流程的代码。",
            "Which processes can be opened besides the root process; the id is the process's.",
            (_ZH, _EN, SettingField("谁可以提出", "Who may open it", "start", "several", True, _roles)),
            id_hint_zh="流程的代码，与流程图的文件名相同。",
            id_hint_en="The id of the process, as its file is called.",
        ),
        Section(
            "应知范围",
            "Need to know",
            "need_to_know",
            "案卷的哪一部分只有某些岗位可以知道，例如举报人信息。",
            "Which part of a file only some roles may know, such as informant data.",
            (
                _ZH,
                _EN,
                SettingField("哪些内容", "Which contents", "entities", "several", True, _entities),
                SettingField("哪些台账", "Which registers", "registers", "several", False, _registers),
                SettingField("哪些岗位可以知道", "Roles that may know", "roles", "several", True, _roles),
                _SOURCE,
            ),
            id_hint_zh=_ID_ZH,
            id_hint_en=_ID_EN,
        ),
        Section(
            "依据的文件",
            "Sources",
            "sources",
            "依据以代号开头，如“001 §5”里的 001。",
            "Source marks begin with the id of a document, as 001 in '001 §5'.",
            (_ZH, _EN),
        ),
        Section(
            "本地日历",
            "Own calendar",
            "calendar",
            "本地与全国日历不同的日子：地方节日放假，为此调休上班。别的日子照全国日历；期限和提醒按合起来的日历计算。",
            "Days that differ from the national calendar: local holidays, and days worked for them. All other days follow the "
            "national calendar; time limits and reminders count by both together.",
            (
                SettingField(
                    "放假的日子",
                    "Days off",
                    "days_off",
                    "long",
                    False,
                    hint_zh="如：2027-03-03 至 2027-03-05、3月8日",
                    hint_en="such as: 2027-03-03 to 2027-03-05, 2027-03-08",
                ),
                SettingField("上班的日子", "Days worked", "works_on", "long", False),
                _SOURCE,
            ),
            id_hint_zh="年份，如 2027。",
            id_hint_en="The year, such as 2027.",
        ),
        Section(
            "结果运用的含义",
            "Meaning of effects",
            "effects",
            "处置事项在选拔任用、考核、评先评优中怎样掌握。",
            "How an effect counts in promotion, appraisal and awards.",
            (
                _ZH,
                _EN,
                SettingField("在哪些方面", "Where it counts", "counts_in", "several", True, _areas),
                SettingField("怎样掌握", "How it weighs", "weighs", "choice", True, _weights),
                _SOURCE,
            ),
        ),
        Section(
            "代码的叫法",
            "Words for codes",
            "terms",
            "判断表里的代码在页面上怎么说；表单选项已有的不必重复。",
            "How pages call the codes of tables; options of forms need no entry.",
            (_ZH, _EN),
        ),
        Section(
            "不走到的步骤",
            "Steps not walked",
            "unwalked",
            "情景不必走到的流程、步骤或连线，以及为什么。",
            "Processes, steps or flows that no scenario need walk, and why.",
            (_LONG_ZH, _LONG_EN),
            id_hint_zh="流程代码，或者“流程代码:元素代码”，如 accept:end_rejected。",
            id_hint_en="A process, or 'process:element', such as accept:end_rejected.",
        ),
    )


#: The sections by id, in the order in which the page shows them.
SECTIONS: Mapping[str, Section] = {section.id: section for section in _sections()}
