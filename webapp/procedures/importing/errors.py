"""Why a zip, folder or file is not taken in at all. Nothing of it is stored then."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class ImportRefused(RongcuoError):
    """What was handed in is not taken; the classes below say why."""

    code = "RC-3600"


class ArchiveTooLarge(ImportRefused):
    """The zip, or the single file, is larger than any place's procedures."""

    code = "RC-3601"
    zh = "“{file}”超过 {limit_mb} MB，没有读入。请只打包 bpmn、dmn、forms 和 tests/scenarios。"
    en = "'{file}' is larger than {limit_mb} MB and was not read. Pack bpmn, dmn, forms and tests/scenarios only."


class ArchiveUnreadable(ImportRefused):
    """The file is no zip, or it is damaged."""

    code = "RC-3602"
    zh = "“{file}”不是可读的 zip 文件（{reason}）。请重新打包后再试。"
    en = "'{file}' is no readable zip file ({reason_en}). Pack it again and try anew."


class ArchiveSwollen(ImportRefused):
    """Unpacked, the zip would fill the memory: a zip bomb, or simply too much."""

    code = "RC-3603"
    zh = "“{file}”没有读入：{entry} 解压后过大（{found}，上限 {limit}）。"
    en = "'{file}' was not read: unpacked, {entry} is too large ({found}, at most {limit})."


class ArchiveCrowded(ImportRefused):
    """The zip or folder holds more files than any place's procedures."""

    code = "RC-3604"
    zh = "“{file}”里的文件太多（超过 {limit} 个），没有读入。请只打包一个地方的规程。"
    en = "'{file}' holds too many files (over {limit}) and was not read. Pack the procedures of one place only."


class EntryOutside(ImportRefused):
    """A file's name leads out of the folder: a parent folder, an absolute path, a drive."""

    code = "RC-3605"
    zh = "“{file}”没有读入：其中的“{entry}”指向文件夹以外。文件名须是相对路径，且不含“..”。"
    en = "'{file}' was not read: '{entry}' in it leads out of the folder. Names must be relative, without '..'."


class EntryIsLink(ImportRefused):
    """An entry is a link or a device, no file."""

    code = "RC-3606"
    zh = "“{file}”没有读入：其中的“{entry}”是链接或设备，不是文件。请换成文件本身。"
    en = "'{file}' was not read: '{entry}' in it is a link or a device, no file. Put the file itself there."


class EntryTwice(ImportRefused):
    """Two entries have one name, or names that are one on some systems."""

    code = "RC-3607"
    zh = "“{file}”没有读入：“{entry}”和“{other}”同名（不分大小写和全半角）。请只留一个。"
    en = "'{file}' was not read: '{entry}' and '{other}' are one name (case and width do not tell them apart). Keep one."


class EntryEncrypted(ImportRefused):
    """An entry has a password."""

    code = "RC-3608"
    zh = "“{file}”没有读入：其中的“{entry}”设了密码。请不加密码重新打包。"
    en = "'{file}' was not read: '{entry}' in it has a password. Pack it again without one."


class EntryTooLarge(ImportRefused):
    """One file is larger than any diagram, table, form or template."""

    code = "RC-3609"
    zh = "“{file}”没有读入：其中的“{entry}”超过 {limit_kb} KB。请精简或拆分该文件。"
    en = "'{file}' was not read: '{entry}' in it is larger than {limit_kb} KB. Shorten or split it."


class EntryNameUnsafe(ImportRefused):
    """A file's name cannot exist on every system."""

    code = "RC-3610"
    zh = "“{file}”没有读入：文件名“{entry}”含有不能用的字符，或者层数过多。请改名。"
    en = (
        "'{file}' was not read: the name '{entry}' holds forbidden characters or too many folders. Rename it."
    )


class NothingToImport(ImportRefused):
    """There is no diagram, table, form or scenario in it."""

    code = "RC-3611"
    zh = "“{file}”里没有流程图、判断表、表单或情景，没有可导入的内容。"
    en = "'{file}' holds no diagram, table, form or scenario: there is nothing to import."


class PlaceUnclear(ImportRefused):
    """It cannot be told which place the files are for."""

    code = "RC-3612"
    zh = "“{file}”没有写明是哪个地方的规程（{found}）。请填写地区代码。"
    en = "'{file}' does not say which place it is for ({found}). Give the place's code."


class PlaceCodeRefused(ImportRefused):
    """The code cannot name a place."""

    code = "RC-3613"
    zh = "“{found}”不能作地区代码：须以小写英文字母开头，只含小写字母、数字和下划线，且不是 shared。"
    en = "'{found}' cannot be a place's code: a lower-case letter first, then such letters, digits and '_'; not 'shared'."


class FaultsFound(ImportRefused):
    """The checks find faults in the files, at least one; the classes below say which. ``problems`` names each."""

    code = "RC-3618"

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(
            file=file,
            count=len(self.problems),
            first=self.problems[0].text("zh"),
            first_en=self.problems[0].text("en"),
        )


class FilesRefused(FaultsFound):
    """Files are hostile or unreadable; ``problems`` names each. Nothing is stored, as a draft either."""

    code = "RC-3614"
    zh = "“{file}”没有存下：有 {count} 处无法读取或不安全的内容。第一处：{first}"
    en = "'{file}' was not stored: {count} part(s) cannot be read or are unsafe. The first: {first_en}"


class ImportHasErrors(FaultsFound):
    """The pack has errors, and nobody asked to keep it as a draft to mend. ``problems`` names each."""

    code = "RC-3615"
    zh = "“{file}”有 {count} 处错误，没有存下。改正后再导入，或者选择“存为草稿再改”。第一处：{first}"
    en = (
        "'{file}' has {count} error(s) and was not stored. Mend it and import again, or choose to keep it as a draft "
        "to mend. The first: {first_en}"
    )


class ReadingExhausted(ImportRefused):
    """Reading the files took more time or memory than it may."""

    code = "RC-3616"
    zh = "“{file}”没有读入：读取超出了时间或内存的限制（{reason}）。请拆分或精简后再试。"
    en = "'{file}' was not read: it took more time or memory than allowed ({reason}). Split or shorten it."


class ReviewNeeded(RongcuoError):
    """What one person may not publish alone: the place has a version in force. Facts: ``place``, ``current``."""

    code = "RC-3617"
    kind = "forbidden"
    zh = (
        "{place} 已有施行的版本 {current}，没有发布：替换它须由另一人审核。请用 rongcuo pack import 加 --by 存为草稿，"
        "在工作台提交，由另一位流程设计员或系统管理员审核通过。"
    )
    en = (
        "{place} has version {current} in force and nothing was published: a second person reviews what replaces it. Store "
        "it as a draft (rongcuo pack import with --by), propose it in the workbench, and let another process designer or "
        "system administrator approve it."
    )
