"""The words and options of the command `rongcuo`. What each command does stands in `webapp.commands`; the help pages read this."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: What the help pages say in Chinese; the command itself explains itself in English. A test finds what lacks here.
CHINESE: Final[Mapping[str, str]] = {
    "serve": "提供网页，并触发到期事项，都在一个进程里",
    "serve --host": "监听的地址（缺省取 RONGCUO_HOST，再缺省为 127.0.0.1）",
    "serve --port": "监听的端口（缺省取 RONGCUO_PORT，再缺省为 8000）",
    "serve --practice": "使用演练数据库",
    "worker": "只触发到期事项；网页由别处的服务提供",
    "worker --practice": "使用演练数据库",
    "migrate": "建立数据库，或更新到本版本的结构",
    "migrate --practice": "使用演练数据库",
    "prepare": "更新数据库，发布随附的规程，打印首次设置的链接：由别的程序提供网页时，先运行它",
    "prepare --practice": "使用演练数据库",
    "practice": "建立演练数据库：账号、规程和几件练习案件",
    "clock": "把演练时钟向前拨，途中到期的事项依次触发",
    "clock --advance": "拨多少：ISO 8601 时长，如 P90D、P6M",
    "audit verify": "核验审计记录和检查点：没有一条被修改、删除、调换或截去",
    "audit verify --checkpoints": "检查点文件（缺省取 RONGCUO_CHECKPOINT_FILE，再缺省为数据文件夹中的一个）",
    "audit verify --practice": "使用演练数据库",
    "audit checkpoint": "现在就签署一个检查点：所有链当前的末尾，写入数据库之外的文件",
    "audit checkpoint --practice": "使用演练数据库",
    "pack check": "检查流程图、判断表、表单、依据和译文",
    "pack check path": "地区代码（bpmn 下文件夹的名称），或与本仓库同样布局的文件夹",
    "pack test": "试跑情景；最后一行是 N passed, M failed",
    "pack test path": "地区代码（bpmn 下文件夹的名称），或与本仓库同样布局的文件夹",
    "pack new": "用模板建立一个新地方，写入文件夹",
    "pack new code": "新地方的代码：小写英文字母、数字和下划线",
    "pack new --from": "作模板的地方的代码",
    "pack new --zh": "中文名称",
    "pack new --en": "英文名称",
    "pack new --zone": "时区（缺省为 Asia/Shanghai）",
    "pack new --organ": "文书的制发机关",
    "pack new --organ-en": "制发机关的英文名称",
    "pack new --mark": "机关代字",
    "pack new --sheet": "填好的新地方表格（.xlsx）：岗位、参数和本地日历，空表由 pack sheet 写出",
    "pack new --list": "填好的清单表格（.xlsx），空表由 lists export 写出",
    "pack new --into": "写入哪个文件夹；内容不同的已有文件不覆盖",
    "pack sheet": "把一个地方的岗位、参数和本地日历写成表格，改后用来新建地方",
    "pack sheet template": "模板的地区代码",
    "pack sheet file": "要写出的 .xlsx 文件；已有的文件不覆盖",
    "pack import": "读入 zip、文件夹或单个文件，列出问题和改动；加 --by 存为草稿，不发布",
    "pack import path": "zip 文件、文件夹、单个流程图或判断表或表单，或者随附规程的地区代码",
    "pack import --place": "地区代码（文件里没有写明时）",
    "pack import --by": "以谁的名义存为草稿：流程设计员或系统管理员的登录名",
    "pack import --keep-errors": "有错误也存为草稿，到工作台里改；无法读取的除外",
    "pack import --practice": "使用演练数据库",
    "pack export": "把一个地方的规程写成 zip",
    "pack export code": "地区代码",
    "pack export file": "要写出的 zip 文件；已有的文件不覆盖",
    "pack export --published": "取数据库里现行的已发布版本（缺省为随附的规程）",
    "pack export --practice": "使用演练数据库",
    "pack publish": "检查并发布一个地方的第一版规程（zip、文件夹或随附的规程）；已有施行版本的，须在工作台由第二人审核",
    "pack publish path": "zip 文件、文件夹，或者随附规程的地区代码",
    "pack publish --place": "地区代码（文件里没有写明时）",
    "pack publish --by": "由谁负责：系统管理员的登录名，记入审计记录",
    "pack publish --practice": "使用演练数据库",
    "pack diff": "用文字说明两套规程的差别：流程图、判断表（逐格）、表单、参数、文书；相同退出码为 0，不同为 1",
    "pack diff old": "改前的：zip、文件夹、随附规程的地区代码，或 version:摘要（已发布的版本，前 12 位即可）、place:地区代码（现行版本）",
    "pack diff new": "改后的：写法相同",
    "pack diff --place": "地区代码（文件里没有写明时）",
    "pack diff --practice": "使用演练数据库",
    "calendar show": "显示一年的放假和调休日子，以及出处",
    "calendar show --year": "年份（缺省为当年）",
    "calendar show --practice": "使用演练数据库",
    "calendar import": "试算一个年度文件会改变什么；加 --save 后保存，期限由服务器重算",
    "calendar import file": "年度文件（TOML），写法同随附的文件",
    "calendar import --save": "保存并生效",
    "calendar import --practice": "使用演练数据库",
    "lists export": "把一个地方的清单写成可填写的表格",
    "lists export file": "要写出的 .xlsx 文件；已有的文件不覆盖",
    "lists export --jurisdiction": "地区代码",
    "lists export --decision": "放清单的判断表（缺省为 match）",
    "lists export --root": "规程所在的文件夹（缺省为随附的规程）",
    "lists export --published": "取数据库里现行的已发布版本",
    "lists export --practice": "使用演练数据库",
    "lists import": "把填好的表格增补进清单；不加 --write 或 --by 时只列出问题、显示改动",
    "lists import file": "填好的 .xlsx 文件",
    "lists import --jurisdiction": "地区代码",
    "lists import --decision": "放清单的判断表（缺省为 match）",
    "lists import --root": "规程所在的文件夹（缺省为随附的规程）",
    "lists import --write": "写入该文件夹",
    "lists import --published": "在数据库里现行的已发布版本上试",
    "lists import --by": "存为现行版本的草稿，以谁的名义：流程设计员或系统管理员的登录名",
    "lists import --practice": "使用演练数据库",
    "tables check": "检查判断表：缺口、重叠、无效的行、超出允许值的输出；每处附行号和一组事实",
    "tables examples": "打印一个场景文件：表的每一行、每个界限、每个缺口各一例",
    "tables examples place": "地方的代码（bpmn 下的文件夹名）",
    "tables examples decision": "决策的 id",
    "tables check path": "DMN 文件，或放 DMN 文件的文件夹；可以写多个",
    "tck": "运行 DMN 兼容性测试套件：每一级通过多少，其中应得非空值的通过多少，并列出未通过的",
    "tck folder": "按测试套件布局的文件夹：compliance-level-<n>/<名称>/",
    "decide": "计算一个决策，以 JSON 打印结论和过程",
    "decide file": "一个 DMN 文件，或放 DMN 文件的文件夹",
    "decide decision": "决策的标识或名称",
    "decide --facts": "事实：一个 JSON 对象",
    "feel": "计算一个 FEEL 表达式，以 JSON 打印结果",
    "feel expression": "表达式",
    "feel --context": "名称和值：一个 JSON 对象",
}


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. A parsed one says in ``command`` which command was meant: ``pack check``."""
    parser = argparse.ArgumentParser(
        prog="rongcuo", description="容错纠错 · Runs a place's error-tolerance and correction procedure."
    )
    parser.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="language of messages (default: zh)"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    serve = _add(commands, "serve", "serve", "serve the web pages and fire timers, in one process")
    serve.add_argument("--host", help="address to listen on (default: RONGCUO_HOST, else 127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (default: RONGCUO_PORT, else 8000)")
    worker = _add(commands, "worker", "worker", "fire timers only, beside web servers that run elsewhere")
    migrate = _add(commands, "migrate", "migrate", "create the database or bring it up to date")
    prepare = _add(
        commands,
        "prepare",
        "prepare",
        "migrate, publish the shipped procedures and print the set-up link, for pages that another program serves",
    )
    audit = commands.add_parser(
        "audit", help="the record of who did what", description="The record of who did what."
    )
    audits = audit.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = _add(
        audits, "verify", "audit verify", "prove that no entry was changed, removed, reordered or cut"
    )
    verify.add_argument(
        "--checkpoints", metavar="FILE", help="the checkpoint file (default: RONGCUO_CHECKPOINT_FILE)"
    )
    checkpoint = _add(
        audits,
        "checkpoint",
        "audit checkpoint",
        "sign now where all chains end, in a file outside the database",
    )
    for command in (serve, worker, migrate, prepare, verify, checkpoint):
        command.add_argument("--practice", action="store_true", help="use the practice database (演练)")

    _add(
        commands, "practice", "practice", "make the practice database: accounts, procedures and a few matters"
    )
    clock = _add(
        commands, "clock", "clock", "move the practice clock forward, firing what comes due on the way"
    )
    clock.add_argument("--advance", required=True, metavar="P90D", help="how far: an ISO 8601 duration")

    pack = commands.add_parser(
        "pack",
        help="procedures: make, check, test, import, export, publish, compare",
        description="Procedures: make, check, test, import, export, publish, compare.",
    )
    packs = pack.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = _add(packs, "check", "pack check", "check diagrams, tables, forms, sources and translations")
    test = _add(packs, "test", "pack test", "run the scenarios; ends with `N passed, M failed`")
    for command in (check, test):
        command.add_argument(
            "path",
            help="a jurisdiction's code (its folder under bpmn), or a folder laid out like this repository",
        )

    _add_swapping(packs)
    _add_calendar(commands)
    _add_lists(commands)

    tables = commands.add_parser("tables", help="decision tables", description="Decision tables.")
    below = tables.add_subparsers(title="commands", metavar="COMMAND", required=True)
    prove = _add(
        below,
        "check",
        "tables check",
        "find gaps, overlaps, dead rows and outputs outside the allowed values",
    )
    prove.add_argument(
        "path", nargs="+", metavar="PATH", help="a DMN file, or a folder of them; several may follow"
    )

    show = _add(
        below,
        "examples",
        "tables examples",
        "print a scenario file with one case for each row, boundary and gap of a table",
    )
    show.add_argument("place", metavar="PLACE", help="a jurisdiction's code (its folder under bpmn)")
    show.add_argument("decision", metavar="DECISION", help="id of the decision")

    tck = _add(
        commands, "tck", "tck", "run a folder of the DMN Technology Compatibility Kit and count what agrees"
    )
    tck.add_argument(
        "folder", metavar="FOLDER", help="a folder in the kit's layout: compliance-level-N/NAME/"
    )

    decide = _add(commands, "decide", "decide", "evaluate a decision and print value and trace as JSON")
    decide.add_argument("file", help="a DMN file, or a folder of them")
    decide.add_argument("decision", help="id or name of the decision")
    decide.add_argument("--facts", metavar="FACTS.json", help="the facts, a JSON object")

    feel = _add(commands, "feel", "feel", "evaluate a FEEL expression and print the value as JSON")
    feel.add_argument("expression", help='the expression, such as \'if 2 > 1 then "a" else "b"\'')
    feel.add_argument("--context", metavar="FILE.json", help="names and their values, a JSON object")
    return parser


def _add_swapping(packs: Any) -> None:
    new = _add(packs, "new", "pack new", "make a new place from a template, in a folder")
    new.add_argument("code", help="code of the new place: lower-case letters, digits and '_'")
    new.add_argument(
        "--from", dest="template", required=True, metavar="ID", help="place that is the template"
    )
    new.add_argument("--zh", required=True, metavar="NAME", help="its name in Chinese")
    new.add_argument("--en", required=True, metavar="NAME", help="its name in English")
    new.add_argument("--zone", default="Asia/Shanghai", help="its time zone (default: Asia/Shanghai)")
    new.add_argument("--organ", metavar="NAME", help="organ that issues papers, in Chinese")
    new.add_argument("--organ-en", metavar="NAME", help="the same in English")
    new.add_argument("--mark", help="the organ's mark in the numbers of papers")
    new.add_argument(
        "--sheet",
        metavar="FILE.xlsx",
        help="its roles, parameters and own days: a filled sheet of pack sheet",
    )
    new.add_argument("--list", metavar="FILE.xlsx", help="its list items: a filled sheet of lists export")
    new.add_argument(
        "--into", required=True, metavar="FOLDER", help="folder to write into; other content is kept"
    )
    sheet = _add(
        packs,
        "sheet",
        "pack sheet",
        "write the roles, parameters and own days of a template as a sheet to fill in for a new place",
    )
    sheet.add_argument("template", metavar="ID", help="place that is the template")
    sheet.add_argument("file", metavar="FILE.xlsx", help="the .xlsx file to write; an existing one is kept")
    take = _add(
        packs,
        "import",
        "pack import",
        "read a zip, folder or file and report on it; with --by store it as a draft",
    )
    put = _add(
        packs,
        "publish",
        "pack publish",
        "check and publish the first version of a place; what replaces one in force is reviewed in the workbench",
    )
    for command in (take, put):
        command.add_argument("path", help="a zip, a folder, a single file, or the code of a shipped place")
        command.add_argument("--place", metavar="ID", help="code of the place, where the files do not say it")
    take.add_argument(
        "--by", metavar="LOGIN", help="who stores the draft: a process designer or system administrator"
    )
    take.add_argument(
        "--keep-errors", action="store_true", help="store a draft with errors too, to mend them"
    )
    put.add_argument(
        "--by", required=True, metavar="LOGIN", help="the system administrator who answers for it"
    )
    give = _add(packs, "export", "pack export", "write a place's procedures as a zip")
    give.add_argument("code", help="code of the place")
    give.add_argument("file", metavar="FILE.zip", help="the zip to write; an existing file is kept")
    give.add_argument("--published", action="store_true", help="take the version in force in the database")
    compare = _add(
        packs,
        "diff",
        "pack diff",
        "tell in words how two procedures differ; exit code 0 where they are the same, 1 where not",
    )
    for name, side in (("old", "before"), ("new", "after")):
        compare.add_argument(
            name,
            help=f"the {side}: a zip, a folder, the code of a shipped place, version:DIGEST (published; its first 12 "
            "digits will do) or place:ID (in force)",
        )
    compare.add_argument("--place", metavar="ID", help="code of the place, where the files do not say it")
    for command in (take, put, give, compare):
        command.add_argument("--practice", action="store_true", help="use the practice database (演练)")


def _add_calendar(commands: Any) -> None:
    calendar = commands.add_parser(
        "calendar", help="days off and working days", description="Days off and working days."
    )
    below = calendar.add_subparsers(title="commands", metavar="COMMAND", required=True)
    show = _add(
        below, "show", "calendar show", "print a year's days off, weekend days worked and their source"
    )
    show.add_argument("--year", type=int, help="the year (default: the present one)")
    fill = _add(
        below,
        "import",
        "calendar import",
        "tell what a year's file would change; with --save put it in force, and the server recomputes deadlines",
    )
    fill.add_argument("file", metavar="YEAR.toml", help="the year's file, written like those that ship")
    fill.add_argument("--save", action="store_true", help="put it in force")
    for command in (show, fill):
        command.add_argument("--practice", action="store_true", help="use the practice database (演练)")


def _add_lists(commands: Any) -> None:
    lists = commands.add_parser(
        "lists", help="a place's lists as spreadsheets", description="A place's lists as spreadsheets."
    )
    below = lists.add_subparsers(title="commands", metavar="COMMAND", required=True)
    export = _add(below, "export", "lists export", "write a place's list as a sheet to fill in")
    export.add_argument("file", metavar="FILE.xlsx", help="the .xlsx file to write; an existing one is kept")
    fill = _add(
        below,
        "import",
        "lists import",
        "add a filled sheet to a list; without --write or --by only lists mistakes and shows the changes",
    )
    fill.add_argument("file", metavar="FILE.xlsx", help="the filled .xlsx file")
    for command in (export, fill):
        command.add_argument("--jurisdiction", required=True, metavar="ID", help="id of the place")
        command.add_argument(
            "--decision", default="match", metavar="ID", help="table of the list (default: match)"
        )
        command.add_argument("--root", metavar="FOLDER", help="folder of procedures (default: those shipped)")
        command.add_argument("--practice", action="store_true", help="use the practice database (演练)")
    export.add_argument("--published", action="store_true", help="take the version in force in the database")
    target = fill.add_mutually_exclusive_group()
    target.add_argument("--write", action="store_true", help="write into that folder")
    target.add_argument(
        "--published", action="store_true", help="try it on the version in force in the database"
    )
    fill.add_argument(
        "--by",
        metavar="LOGIN",
        help="store a draft of the version in force, in the name of a process designer or system administrator",
    )


def _add(commands: Any, name: str, command: str, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(command=command, practice=False)
    return parser


def iterate_commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, with its words: ``("pack check", <its parser>)``."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - argparse shows its parts nowhere else.
    if not below:
        yield " ".join(words), parser
    for action in below:
        for name, child in action.choices.items():
            yield from iterate_commands(child, (*words, name))
