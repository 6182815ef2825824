"""What can go wrong with drafts of a place's procedure."""

from __future__ import annotations

from datetime import datetime

from webapp.errors import Problem, RongcuoError


class DraftNotFound(RongcuoError):
    """There is no such draft. Facts: ``draft``."""

    code = "RC-3301"
    kind = "missing"
    zh = "没有编号为 {draft} 的草稿。请从工作台打开。"
    en = "There is no draft {draft}. Open it from the workbench."


class DraftFileNotFound(RongcuoError):
    """The draft holds no such file. Facts: ``path``."""

    code = "RC-3302"
    kind = "missing"
    zh = "这份草稿里没有文件“{path}”，也许已被删去。请回到草稿的文件清单查看。"
    en = "This draft holds no file '{path}'; it may have been removed. See the draft's list of files."


class DraftClosed(RongcuoError):
    """The draft is proposed, published or discarded: its files stay as they are. Facts: ``draft``, ``state``."""

    code = "RC-3303"
    kind = "conflict"
    zh = "草稿 {draft} 已{state}，不能再修改。要继续修改，请先撤回提交，或者从现行版本另开一份草稿。"
    en = "Draft {draft} is {state_en} and cannot be changed. Take the proposal back, or start another draft."

    _STATES = {  # noqa: RUF012 - never changed.
        "open": ("打开", "open"),
        "proposed": ("提交审核", "proposed"),
        "published": ("发布", "published"),
        "discarded": ("作废", "discarded"),
    }

    def __init__(self, draft: int, state: str) -> None:
        zh, en = self._STATES.get(state, (state, state))
        super().__init__(draft=draft, state=zh, state_en=en)


class FileChangedMeanwhile(RongcuoError):
    """Somebody saved the file after it was opened; nothing was overwritten.

    Facts: ``path``, ``by`` (a name), ``at`` (aware), ``revision``: what stands there now.
    """

    code = "RC-3304"
    kind = "conflict"
    zh = (
        "“{path}”在您打开之后已由{by}保存过，您的改动没有写入，也没有覆盖对方的改动。请比较两份内容后再保存。"
    )
    en = (
        "'{path}' was saved by {by} after you opened it. Your change was not written and nothing was overwritten: "
        "compare the two, then save."
    )

    def __init__(self, path: str, by: str, at: datetime, revision: int) -> None:
        self.path, self.by, self.at, self.revision = path, by, at, revision
        super().__init__(path=path, by=by)


class DraftFileRefused(RongcuoError):
    """The file cannot be taken in: its name, its place or its size. ``problem`` says which. Facts: ``path``."""

    code = "RC-3305"
    zh = "“{path}”没有保存：{reason}"
    en = "'{path}' was not saved: {reason_en}"

    def __init__(self, path: str, problem: Problem) -> None:
        self.problem = problem
        super().__init__(path=path, reason=problem.zh, reason_en=problem.en)


class DraftFileMisplaced(RongcuoError):
    """A draft holds the files of one place, in the folders that a pack has. Facts: ``path``, ``code``."""

    code = "RC-3306"
    zh = (
        "“{path}”不是这个地方可以有的文件。可以有：bpmn/{place}/ 下的 .bpmn、jurisdiction.toml、texts.en.toml、texts.zh.toml，"
        "dmn/{place}/ 下的 .dmn，forms/{place}/ 下的 .form，forms/{place}/papers/ 下的 .docx 和 papers.toml，"
        "tests/scenarios/{place}/ 下的 .toml。"
    )
    en = (
        "'{path}' is no file that this place can have. It can have .bpmn, jurisdiction.toml, texts.en.toml and texts.zh.toml under "
        "bpmn/{place}/, .dmn under dmn/{place}/, .form under forms/{place}/, .docx and papers.toml under "
        "forms/{place}/papers/, and .toml under tests/scenarios/{place}/."
    )


class SharedFileFixed(RongcuoError):
    """What all places share in layers is not copied: a place writes what differs into its own file. Facts: ``path``, ``own``."""

    code = "RC-3307"
    zh = "“{path}”由各地共用，不在这里修改。请把本地不同的内容写在“{own}”里，它优先于共用的。"
    en = "'{path}' is shared by all places and is not changed here. Write what differs into '{own}', which comes first."


class DraftTooLarge(RongcuoError):
    """The draft would hold more than a pack may. Facts: ``found``, ``limit``."""

    code = "RC-3308"
    zh = "没有保存：草稿会达到{found}，超过一个规程的上限{limit}。请删去不用的文件。"
    en = "Nothing was saved: the draft would reach {found_en}, over the limit of a procedure, {limit_en}. Remove files that are not used."


class DraftStateRefused(RongcuoError):
    """The draft cannot go from where it is to where it was sent. Facts: ``draft``, ``found``, ``wanted``."""

    code = "RC-3309"
    kind = "conflict"
    zh = "草稿 {draft} 现在的状态是“{found}”，不能改为“{wanted}”。请刷新页面看它现在的状态。"
    en = "Draft {draft} is '{found_en}' and cannot become '{wanted_en}'. Reload the page to see where it stands."

    def __init__(self, draft: int, found: str, wanted: str) -> None:
        states = DraftClosed._STATES  # noqa: SLF001 - the same four words.
        super().__init__(
            draft=draft,
            found=states[found][0],
            wanted=states[wanted][0],
            found_en=states[found][1],
            wanted_en=states[wanted][1],
        )


class NothingToGoBackTo(RongcuoError):
    """The file has no shared counterpart: removing it would leave nothing in its place. Facts: ``path``."""

    code = "RC-3310"
    kind = "conflict"
    zh = "“{path}”没有对应的共用文件，不能恢复为共用。不再需要它时，请直接删除。"
    en = "'{path}' has no shared counterpart to go back to. If it is not needed any more, remove it."


class ChecksBusy(RongcuoError):
    """Other drafts are being checked and take long."""

    code = "RC-3311"
    kind = "unavailable"
    zh = "正在检查其他草稿，这次没有等到。您的改动已经保存；请过一会儿再看问题清单。"
    en = "Other drafts are being checked and this one was not reached. Your changes are saved; look at the problems again in a while."


class FixGone(RongcuoError):
    """The draft no longer shows the problem that was to be mended. Facts: ``file``."""

    code = "RC-3312"
    kind = "conflict"
    zh = "“{file}”里已经没有这个问题，没有改动。请刷新问题清单。"
    en = "'{file}' no longer has this problem; nothing was changed. Reload the list of problems."


class FixAnswerMissing(RongcuoError):
    """A word that the fix needs was not given. Facts: ``what``."""

    code = "RC-3313"
    zh = "没有填写“{what}”，没有改动。请填写后再试。"
    en = "'{what_en}' was left blank and nothing was changed. Fill it in and try again."
