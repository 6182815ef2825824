"""What stands in the way of filling a place's list from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class ListTableMissing(RongcuoError):
    """The pack has no decision table of that name, and so no list."""

    code = "RC-3201"
    kind = "missing"
    zh = "规则包“{pack}”没有名为“{decision}”的判断表，也就没有可填的清单。"
    en = "Pack '{pack}' has no decision table '{decision}', and so no list to fill."


class ListTableUnsuitable(RongcuoError):
    """The table's columns are not those of a list."""

    code = "RC-3202"
    zh = (
        "判断表“{decision}”不是清单的样式：需要输出列 code、名称列（label、name 或 title）和批注列 source，且没有别的"
        "输出列；现有 {found}。"
    )
    en = (
        "Table '{decision}' is not laid out as a list: it needs the output 'code', a column 'label', 'name' or "
        "'title', the annotation 'source', and no other output; it has {found}."
    )


class ListTableElsewhere(RongcuoError):
    """The table lies in a folder that other places use too."""

    code = "RC-3203"
    zh = "清单所在的 {file} 不是“{pack}”自己的文件，改动会影响别的地方。请先把它复制到 dmn/{pack}/，再导入。"
    en = (
        "The list stands in {file}, which is not '{pack}'s own: a change would reach other places. Copy it to "
        "dmn/{pack}/ first, then import."
    )


class ListFileTooLarge(RongcuoError):
    """The spreadsheet is larger than any list needs."""

    code = "RC-3204"
    zh = "文件“{file}”超过 {limit_mb} MB，未读入。请只保留清单，另存后再导入。"
    en = "The file '{file}' is larger than {limit_mb} MB and was not read. Keep the list only and save it anew."


class ListFileSwollen(RongcuoError):
    """Unpacked, the spreadsheet would fill the memory."""

    code = "RC-3205"
    zh = "文件“{file}”解压后过大（超过 {limit_mb} MB 或 {limit_parts} 个部分），未读入。请从导出的模板重新填写。"
    en = (
        "Unpacked, the file '{file}' is too large (over {limit_mb} MB or {limit_parts} parts) and was not read. "
        "Start again from an exported template."
    )


class ListFileUnreadable(RongcuoError):
    """The file is no .xlsx workbook."""

    code = "RC-3206"
    zh = "文件“{file}”不是可读的 .xlsx 工作簿（也可能设了密码）。请在 WPS 或 Excel 中另存为 .xlsx。"
    en = "The file '{file}' is no readable .xlsx workbook, or has a password. Save it as .xlsx from WPS or Excel."


class ListFileActive(RongcuoError):
    """The workbook carries what could act or fetch: macros, links to other files, embedded objects."""

    code = "RC-3207"
    zh = "文件“{file}”含有宏、外部链接或嵌入对象（{part}），不予读入。请把内容复制到导出的模板里。"
    en = (
        "The file '{file}' holds macros, external links or embedded objects ({part}) and is refused. Copy its "
        "content into an exported template."
    )


class ListItemsRefused(RongcuoError):
    """Rows of the sheet have mistakes; nothing of it is taken. ``problems`` says where and how to mend each."""

    code = "RC-3208"
    zh = "文件“{file}”有 {count} 处问题，一条也没有导入：\n{lines}"
    en = "The file '{file}' has {count} problem(s); nothing of it was imported:\n{lines_en}"

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(
            file=file,
            count=len(self.problems),
            lines="\n".join(problem.text("zh") for problem in self.problems),
            lines_en="\n".join(problem.text("en") for problem in self.problems),
        )


class ListFileExists(RongcuoError):
    """A template is never written over a file: it may hold somebody's work."""

    code = "RC-3209"
    kind = "conflict"
    zh = "文件“{file}”已存在，没有覆盖。请换一个文件名。"
    en = "The file '{file}' exists and was not overwritten. Choose another name."


class ListChangedMeanwhile(RongcuoError):
    """Somebody changed the procedure between reading it and storing the import."""

    code = "RC-3210"
    kind = "conflict"
    zh = "“{pack}”的规程在导入期间被别人改动（{what}），没有写入。请重新导入。"
    en = "The procedure of '{pack}' was changed by somebody else meanwhile ({what}); nothing was written. Import again."


class ListTextsUnwritable(RongcuoError):
    """The English texts could not be added without disturbing what stands there."""

    code = "RC-3211"
    zh = "无法把英文名称加进 {file}：其中 [{table}] 一节的写法无法续写。请把该节改为每行一个键。"
    en = (
        "The English texts cannot be added to {file}: its table [{table}] is written in a way that cannot be "
        "continued. Write it with one key a line."
    )
