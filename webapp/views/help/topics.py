"""The topics of the manual, by audience. The text of each stands in ``webapp/help/<topic>.<language>.html``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class Titled:
    """A name in both languages."""

    zh: str
    en: str

    def title(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Topic(Titled):
    """One page of the manual: its title, and in one line what it is good for."""

    audience: str
    summary_zh: str
    summary_en: str

    def summary(self, language: Language) -> str:
        return self.summary_en if language == "en" else self.summary_zh


AUDIENCES: Final[Mapping[str, Titled]] = MappingProxyType(
    {
        "applicants": Titled("申请人和有关单位", "Applicants and units concerned"),
        "officers": Titled("办案人员", "Case officers"),
        "inspectors": Titled("监督检查人员", "Inspectors"),
        "everybody": Titled("所有人", "Everybody"),
        "designers": Titled("流程设计员", "Process designers"),
        "administrators": Titled("管理员", "Administrators"),
        "operators": Titled("运维人员", "Operators"),
    }
)

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "practice": Topic(
            "演练",
            "Practice mode",
            "everybody",
            "用练习数据走完一件事，几个月后的步骤一分钟就能试到。",
            "Walk one matter through with practice data; steps that lie months ahead come in a minute.",
        ),
        "why": Topic(
            "为什么这样做",
            "Why it is built this way",
            "everybody",
            "几项基本选择和它们的理由。",
            "The basic choices, and the reasons for them.",
        ),
        "messages": Topic(
            "提示和代码",
            "Messages and their codes",
            "everybody",
            "平台拒绝或停下时说的话，按代码查。",
            "What the platform says when it refuses or stops, by code.",
        ),
        "applicants": Topic(
            "提出申请和办理自己的事",
            "Filing a matter and following it",
            "applicants",
            "提出、补正、申辩、撤回，查看进展，知道自己的复核权利。",
            "File, supplement, defend, withdraw, follow the case, and know the right to ask for review.",
        ),
        "officers": Topic(
            "办理任务",
            "Working on tasks",
            "officers",
            "从签收到归档；参考意见怎么看，什么时候要写理由。",
            "From claiming to the archive; how to read the advice, and when a reason is due.",
        ),
        "registers": Topic(
            "台账、查询和统计",
            "Registers, answers and statistics",
            "officers",
            "跨案件查台账；某人今天在任用、考核、评优中要掌握什么；案例库；统计。",
            "Registers across cases; what counts for somebody today in promotion, appraisal and awards; the case library; figures.",
        ),
        "inspectors": Topic(
            "监督检查",
            "Inspection",
            "inspectors",
            "看该实施不实施、不该实施乱实施，看纠错逾期和偏离参考意见。",
            "Look for tolerance refused or misused, overdue corrections, and departures from the advice.",
        ),
        "first_hour": Topic(
            "头一小时：建成一个新地方",
            "Your first place in an hour",
            "designers",
            "从模板建立，改图、表、表单，走一遍，审核发布，办完第一件事，一步一步有图。",
            "From a template over diagram, table and form to review, publishing and the first matter, step by step with pictures.",
        ),
        "designers": Topic(
            "规程从哪里来，怎么改",
            "What a procedure is made of, and how to change it",
            "designers",
            "文件放在哪里，改一处要走哪几步，检查会拒绝什么。",
            "Where the files are, which steps a change takes, what keeps a version from being published.",
        ),
        "workbench": Topic(
            "工作台",
            "The workbench",
            "designers",
            "新开草稿、自有和共用、两个人同时修改、问题清单和当场修改。",
            "Drafts, own and shared files, two people at once, the list of problems and quick fixes.",
        ),
        "proving": Topic(
            "用情景验证规程",
            "Proving a procedure",
            "designers",
            "运行情景，看走过的路和覆盖，录制新情景，改旧了的期望。",
            "Run scenarios, see their paths and coverage, record new ones, mend old expectations.",
        ),
        "swapping": Topic(
            "换入一个地方",
            "Swap in a city",
            "designers",
            "用模板新建地方，导入 zip 和别处画的图，导出，岗位配人。",
            "A new place from a template, imports of zips and foreign diagrams, exports, people for roles.",
        ),
        "editors": Topic(
            "在浏览器里编辑",
            "Editing in the browser",
            "designers",
            "编辑器怎么用：自动保存、两人同时修改、问题、模板。",
            "How the editors work: saving, two people at once, problems, templates.",
        ),
        "diagrams": Topic(
            "流程图",
            "Diagrams",
            "designers",
            "用哪些元素，写哪些属性，条件、定时、多实例和消息怎么写。",
            "Which elements and properties to use; conditions, timers, multi-instances and messages.",
        ),
        "operations": Topic(
            "操作",
            "Operations",
            "designers",
            "服务任务能做的事和各自的输入。",
            "What service tasks can do, and the inputs of each.",
        ),
        "forms": Topic(
            "表单",
            "Forms",
            "designers",
            "字段类型、校验、选项和用 FEEL 写的条件。",
            "Field types, limits, options and conditions in FEEL.",
        ),
        "tables": Topic(
            "判断表",
            "Decision tables",
            "designers",
            "命中规则、必需的事实、允许的值、批注列。",
            "Hit policies, required facts, allowed values, annotations.",
        ),
        "expressions": Topic(
            "FEEL 表达式",
            "FEEL expressions",
            "designers",
            "条件和计算怎么写，有哪些函数可用，空值怎么算。",
            "How to write conditions and calculations, which functions there are, what null does.",
        ),
        "papers": Topic(
            "文书",
            "Papers",
            "designers",
            "哪项任务出具哪种文书，模板里可以写什么，怎样更换模板。",
            "Which task makes which paper, what a template may hold, how to replace one.",
        ),
        "places": Topic(
            "地区文件和译文",
            "The file of a place, and translations",
            "designers",
            "jurisdiction.toml、texts.en.toml 和 texts.zh.toml 的每一项。",
            "Every entry of jurisdiction.toml, texts.en.toml and texts.zh.toml.",
        ),
        "scenarios": Topic(
            "情景",
            "Scenarios",
            "designers",
            "用整件案件证明规程：事实、经过、结论。",
            "Prove a procedure with whole matters: facts, path, conclusion.",
        ),
        "findings": Topic(
            "检查会拒绝什么",
            "What the checks refuse",
            "designers",
            "每一种错误和提醒，按代码查。",
            "Every error and warning, by code.",
        ),
        "administrators": Topic(
            "三类管理员",
            "The three administrators",
            "administrators",
            "首次设置、账号和岗位、异常和重试、审计核验、演练时钟。",
            "First set-up, accounts and roles, incidents and retries, the record, the practice clock.",
        ),
        "operators": Topic(
            "安装、运行、备份",
            "Installing, running, backing up",
            "operators",
            "两条命令装好；数据库、备份、升级、上网前要做的事。",
            "Two commands to install; database, backups, upgrades, and what to do before going live.",
        ),
        "api": Topic(
            "让别的系统读取台账",
            "Letting other systems read registers",
            "operators",
            "访问令牌、地址、条件和回答的每一项。",
            "Access tokens, addresses, conditions, and every part of the answers.",
        ),
        "settings": Topic(
            "设置",
            "Settings",
            "operators",
            "每个环境变量、缺省值和含义。",
            "Every environment variable, its default and its meaning.",
        ),
        "commands": Topic(
            "命令",
            "Commands",
            "operators",
            "rongcuo 的每条命令、选项和退出码。",
            "Every command of rongcuo, its options and exit codes.",
        ),
    }
)


def topics_of(audience: str) -> tuple[str, ...]:
    """The pages for one audience, in reading order."""
    return tuple(name for name, topic in TOPICS.items() if topic.audience == audience)
