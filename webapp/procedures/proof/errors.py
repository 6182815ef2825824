"""What can go wrong when a draft is proved."""

from __future__ import annotations

from webapp.errors import RongcuoError


class ProofRefused(RongcuoError):
    """The draft, or the scenario, cannot be read, so nothing of it runs. Facts: ``reason``, ``reason_en``."""

    code = "RC-3401"
    kind = "conflict"
    zh = "草稿还有错误，不能运行情景：{reason}请先在问题清单里改正。"
    en = "The draft still has errors, so its scenarios cannot run: {reason_en} Mend them in the list of problems first."


class ProofTooLong(RongcuoError):
    """What was asked took more time or memory than is allowed. Facts: ``reason``, ``reason_en``."""

    code = "RC-3402"
    kind = "conflict"
    zh = "没有算完：{reason}。流程图或判断表里可能有走不完的循环，请检查最近的改动。"
    en = "This was not finished: {reason_en}. A diagram or table may run in circles; look at the latest changes."


class PlayNotFound(RongcuoError):
    """The draft has no such play; it was saved or discarded. Facts: ``play``."""

    code = "RC-3403"
    kind = "missing"
    zh = "没有编号为 {play} 的试走，也许已存为情景或者已丢弃。请回到草稿的情景清单。"
    en = "There is no play {play}; it may have been saved as a scenario or discarded. Go back to the draft's scenarios."


class PlayChangedMeanwhile(RongcuoError):
    """Somebody took a step in this play since the page was opened. Facts: ``play``."""

    code = "RC-3404"
    kind = "conflict"
    zh = "试走 {play} 在您打开之后又走了一步，您的操作没有做。请看过现在的情形再继续。"
    en = "Play {play} has gone on since you opened it; what you asked was not done. Look where it stands, then go on."


class TooManyPlays(RongcuoError):
    """A draft keeps no more plays than this. Facts: ``most``."""

    code = "RC-3405"
    kind = "conflict"
    zh = "一份草稿最多留 {most} 个试走。请先把以前的存为情景，或者丢弃。"
    en = "A draft keeps at most {most} plays. Save some as scenarios, or discard them."


class PlayTooLong(RongcuoError):
    """A play of more steps, or more text, than a scenario may have. Facts: ``most``."""

    code = "RC-3406"
    kind = "conflict"
    zh = "一个试走最多 {most} 步。请存为情景，另起一个。"
    en = "A play has at most {most} steps. Save it as a scenario and begin another."


class StepRefused(RongcuoError):
    """The step cannot be taken; nothing was kept of it. Facts: ``reason``, ``reason_en``."""

    code = "RC-3407"
    kind = "conflict"
    zh = "这一步走不成：{reason}"
    en = "This step cannot be taken: {reason_en}"


class ScenarioNameTaken(RongcuoError):
    """The draft holds a scenario file of that name already. Facts: ``path``."""

    code = "RC-3408"
    kind = "conflict"
    zh = "已经有情景文件“{path}”。请另取一个文件名。"
    en = "There is a scenario file '{path}' already. Choose another file name."


class ScenarioWordsRefused(RongcuoError):
    """The name of a scenario or of its file is missing or has the wrong form. Facts: ``what``, ``what_en``."""

    code = "RC-3409"
    zh = "{what}"
    en = "{what_en}"


class TableNotInDraft(RongcuoError):
    """Facts were put to a table that the draft does not have. Facts: ``decision``."""

    code = "RC-3410"
    kind = "conflict"
    zh = "草稿里没有判断表“{decision}”，所以不能替它保存情景。请在草稿里加上这张表，或者换一份草稿。"
    en = "The draft has no decision table '{decision}', so no scenario of it can be kept. Add the table, or choose another draft."


class NoScenarioChosen(RongcuoError):
    """A step was to go into scenarios or out of them, and none was ticked."""

    code = "RC-3411"
    zh = "没有勾选情景，什么也没有改。请至少勾选一个。"
    en = "No scenario is ticked and nothing was changed. Tick at least one."
