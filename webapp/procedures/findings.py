"""Every finding that reading and checking a pack can make, in one list: code, severity, text in both
languages.

Findings about the inside of a diagram, table or form come from ``engine``, ``decisions`` and ``forms`` with
their own codes; those below concern the pack as a whole. Each text says what is wrong and how to mend it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from webapp.errors import Problem
from webapp.procedures.finding_texts import error_text, make_finding, warning_text

CATALOGUE = MappingProxyType(
    {
        # Taking files in.
        "PK-101": error_text(
            "文件超过 {limit_kb} KB，未读入。请精简或拆分该文件。",
            "The file is larger than {limit_kb} KB and was not read. Shorten or split it.",
        ),
        "PK-102": error_text(
            "文件无法读取（{reason}）。请确认文件存在且可读。",
            "The file cannot be read ({reason}). See that it exists and is readable.",
        ),
        "PK-103": error_text(
            "文件路径不安全，未读入。路径须为规则包内的相对路径，且不含上级目录。",
            "The path is not safe and was not read. It must be relative, inside the pack, and name no "
            "parent folder.",
        ),
        "PK-104": error_text(
            "规则包过大：{found}，上限为 {limit}。请删去用不到的文件。",
            "The pack is too large: {found}, at most {limit} is allowed. Remove the files it does not use.",
        ),
        "PK-105": error_text(
            "检查没有完成：{reason}。请简化最近改动的流程图、判断表或情景，再检查一次。",
            "The check did not come to its end: {reason_en}. Simplify the diagram, table or scenario changed last and check again.",
        ),
        # TOML files.
        "PK-110": error_text(
            "不是有效的 TOML：{reason}。请按 TOML 语法改正此处。",
            "This is not valid TOML: {reason}. Mend it at this place.",
        ),
        "PK-111": error_text(
            "文件不是 UTF-8 编码。请另存为 UTF-8。",
            "The file is not encoded in UTF-8. Save it as UTF-8.",
        ),
        "PK-112": error_text("缺少必填项“{key}”。请补上。", "The key '{key}' is required. Add it."),
        "PK-113": error_text(
            "“{key}”应为{expected}，而现在是 {found}。请改正。",
            "'{key}' must be {expected_en}, but it is {found}. Mend it.",
        ),
        "PK-114": error_text(
            "不认识“{key}”{hint}。请改正名称或删去。",
            "The key '{key}' is not known{hint_en}. Correct its name or remove it.",
        ),
        "PK-115": error_text(
            "“{key}”的值“{found}”不在可选范围内：{allowed}。",
            "'{found}' is not among the values of '{key}': {allowed}.",
        ),
        # jurisdiction.toml.
        "PK-120": error_text(
            "规则包没有 jurisdiction.toml。请建立该文件，写明名称、角色、参数和根流程。",
            "The pack has no jurisdiction.toml. Add it, with names, roles, parameters and the root process.",
        ),
        "PK-121": error_text(
            "code 为“{found}”，与目录名“{expected}”不一致。请改成一致。",
            "code is '{found}', but the folder is '{expected}'. Make them the same.",
        ),
        "PK-122": error_text(
            "参数“{key}”没有依据。请加 source，写明条款，或写 assumed（自拟）。",
            "Parameter '{key}' has no source mark. Add source: the clause, or 'assumed'.",
        ),
        "PK-123": error_text(
            "“{key}”中的角色“{found}”不在本地的岗位之列{hint}。请改正名称，或在“名称、岗位和参数”的“岗位”里补上（[roles]）。",
            "The role '{found}' in '{key}' is none of the place's roles{hint_en}. Correct its name, or add it under Roles of "
            "'Names, roles and parameters' ([roles]).",
        ),
        "PK-124": error_text(
            "extends 指向的规则包“{found}”不存在。请改正代码。",
            "extends names the pack '{found}', which does not exist. Correct the code.",
        ),
        "PK-125": error_text(
            "extends 形成了环：{found}。请去掉其中一处。",
            "extends goes round in a circle: {found}. Remove one of them.",
        ),
        "PK-126": error_text(
            "不认识时区“{found}”。请用 Asia/Shanghai 这样的名称。",
            "The time zone '{found}' is not known. Use a name such as Asia/Shanghai.",
        ),
        "PK-127": error_text(
            "入口流程“{found}”没有对应的图：应有文件 {expected}。",
            "The entrance '{found}' has no diagram: the file {expected} is missing.",
        ),
        "PK-128": error_text(
            "消息“{key}”的表单“{found}”不存在。请在 forms/ 下补上，或改正名称。",
            "The form '{found}' of message '{key}' does not exist. Add it under forms/ or correct its name.",
        ),
        "PK-129": error_text(
            "参数“{key}”的单位是 {unit}，其值应为正整数，而现在是 {found}。",
            "Parameter '{key}' is counted in {unit}, so its value must be a whole number above zero, not "
            "{found}.",
        ),
        "PK-130": warning_text(
            "依据“{found}”既不是 assumed，也不是本地所列的文件。请改正，或者在“名称、岗位和参数”的“依据的文件”里补列（[sources]）。",
            "The source mark '{found}' is neither 'assumed' nor a source that the place lists. Correct it, or list it under "
            "Sources of 'Names, roles and parameters' ([sources]).",
        ),
        "PK-131": error_text(
            "“{found}”不能作标识：须以小写英文字母开头，只含小写字母、数字和下划线。",
            "'{found}' cannot be an id: it must begin with a lower-case letter and hold only such letters, "
            "digits and '_'.",
        ),
        "PK-132": error_text(
            "入口流程“{found}”的开始事件没有表单。请给它指定发起事项时填写的表单。",
            "The start event of the entrance '{found}' has no form. Give it the form that opens a matter.",
        ),
        "PK-133": error_text(
            "“{key}”中的“{found}”既不是规则包表单里的实体，也不是台账{hint}。请改正名称或删去。",
            "'{found}' in '{key}' is neither an entity of the pack's forms nor a register{hint_en}. Correct its "
            "name or remove it.",
        ),
        "PK-134": error_text(
            "“{key}”不能限制“{found}”的知悉范围：案件的标题和对象取自它，列表上都看得到。请把要保密的内容放进另外的实体。",
            "'{key}' cannot keep '{found}' back: a case's title and subject come from it and stand in every list. "
            "Put what is to be kept back into an entity of its own.",
        ),
        "PK-135": error_text(
            "“{role}”的表单要填写“{found}”，而“{key}”不让该角色知悉。请把该角色加入 roles，或者另设任务填写。",
            "A form of '{role}' asks for '{found}', which '{key}' keeps from that role. Add the role to its roles, "
            "or let another task ask for it.",
        ),
        "PK-136": error_text(
            "发给“{role}”的消息引用了“{found}”，而“{key}”不让其知悉。请不引用该内容，或者只发给知悉的角色。",
            "A message to '{role}' quotes '{found}', which '{key}' keeps from it. Do not quote it, or send the message to "
            "roles that may know.",
        ),
        "PK-137": error_text(
            "“{found}”不是年份：日历的每一年写作 [calendar.2027]，从 {first} 到 {last}。",
            "'{found}' is no year: each year of the calendar is written as [calendar.2027], from {first} to {last}.",
        ),
        "PK-138": error_text(
            "“{key}”中的日子有误。{reason} 写法如：2027-03-03 至 2027-03-05、3月8日。",
            "The days of '{key}' are wrong. {reason_en} Write them as: 2027-03-03 to 2027-03-05, 2027-03-08.",
        ),
        "PK-139": error_text(
            "{found} 既放假又上班（“{key}”）。请只留一处。",
            "{found} is both off and worked ('{key}'). Keep one of the two.",
        ),
        # Names of things.
        "PK-201": error_text(
            "文件中有多个可执行流程：{found}。每个文件只放一个，以“{expected}”为标识。",
            "The file holds several executable processes: {found}. Keep one in each file, here '{expected}'.",
        ),
        "PK-203": error_text(
            "文件中没有标识为“{expected}”的决策（现有：{found}）。决策标识应与文件名一致。",
            "The file holds no decision '{expected}' (it holds: {found}). A decision is named as its file.",
        ),
        "PK-204": error_text(
            "表单标识为“{found}”，应与文件名“{expected}”一致。",
            "The form's id is '{found}'; it must be its file name, '{expected}'.",
        ),
        "PK-205": warning_text(
            "还没有用到这个文件（从根流程“{root}”走不到它）。要用它，{use}。不再要的，才删去。",
            "This file is not used yet: nothing that starts from the root process '{root}' reaches it. To use it, {use_en}. "
            "Remove it only if it is not wanted any more.",
        ),
        "PK-206": error_text(
            "泳道“{found}”不是本规则包的角色{hint}。泳道标识须为“名称、岗位和参数”的“岗位”里的代码（[roles]）。",
            "The lane '{found}' is not a role of this pack{hint_en}. A lane's id must be one of the Roles under 'Names, roles "
            "and parameters' ([roles]).",
        ),
        "PK-207": error_text(
            "separate_from 中的“{found}”不存在{hint}。请写 role:角色，或写规程中用户任务的标识。",
            "separate_from names '{found}', which does not exist{hint_en}. Write role: and a role, or the id of a "
            "user task.",
        ),
        "PK-208": error_text(
            "“{name}”不是用户任务，separate_from 在此不起作用。请移到须由他人办理的用户任务上。",
            "'{name}' is no user task, so separate_from has no effect there. Move it to the user task that somebody "
            "else must do.",
        ),
        # Source marks.
        "PK-211": error_text(
            "步骤“{name}”没有依据。请在其扩展属性中加 source，写明条款，或写 assumed（自拟）。",
            "The step '{name}' has no source mark. Add the extension property source: the clause, or "
            "'assumed'.",
        ),
        "PK-212": error_text(
            "第 {rule} 行没有依据。请在 source 批注列写明条款，或写 assumed（自拟）。",
            "Row {rule} has no source mark. Fill its annotation column source: the clause, or 'assumed'.",
        ),
        "PK-213": error_text(
            "判断表“{name}”没有名为 source 的批注列。请加上该列并逐行填写依据。",
            "The table '{name}' has no annotation column named source. Add it and fill every row.",
        ),
        "PK-214": warning_text(
            "本地流程图的依据里写着来源“{found}”（如“{example}”，共 {steps} 个步骤、{files} 个图），它不是本地所列的文件。"
            "别处的依据，从本地的图里去掉；确是本地的依据，在“名称、岗位和参数”的“依据的文件”里补列（[sources]）。",
            "Diagrams of this place rest on the source '{found}' (such as '{example}'; steps: {steps}, diagrams: {files}), "
            "which the place does not list. Take out what is another place's, or list the source under Sources of 'Names, roles "
            "and parameters' ([sources]).",
        ),
        # Texts.
        "PK-221": warning_text(
            '“{key}”（{text}）缺英文。请在“文字”里补上（{texts} 的 ["{file}"]）。',
            "'{key}' ({text}) has no English text. Add it under Texts ([\"{file}\"] of {texts}).",
        ),
        "PK-222": warning_text(
            "英文“{key}”在 {file} 中没有对应的元素。请改正键名或删去。",
            "The English text '{key}' matches nothing in {file}. Correct its key or remove it.",
        ),
        "PK-223": warning_text(
            '消息“{key}”（{text}）缺英文。请在“文字”里补上，写成 FEEL 表达式，如 \'"Accepted: " + case.no\'（{texts} 的 ["{file}"]）。',
            "The message '{key}' ({text}) has no English text. Add it under Texts, as FEEL such as '\"Accepted: \" + case.no' "
            '(["{file}"] of {texts}).',
        ),
        "PK-224": warning_text(
            '“本地的说法”里的“{key}”没有对应的内容。请改正键名或删去（["{section}"]）。',
            "'{key}' of the place's own words matches nothing. Correct the key or remove it ([\"{section}\"]).",
        ),
        "PK-225": warning_text(
            '“{key}”出自本地自己的文件，不用在“本地的说法”里另写：请直接改这个文件，并删去这一条（["{section}"]）。',
            "'{key}' stands in the place's own file, so it needs none of the place's own words: change the file itself and "
            'remove this text (["{section}"]).',
        ),
        # Scenarios.
        "PK-241": warning_text(
            "没有情景走到“{name}”。请补一个走到此处的情景；不会走到的，在“名称、岗位和参数”的“不走到的步骤”里写明理由（[unwalked]）。",
            "No scenario walks '{name}'. Add one that does, or give the reason under Steps not walked of 'Names, roles and "
            "parameters' ([unwalked]).",
        ),
        "PK-255": error_text(
            "“不走到的步骤”里的“{found}”不存在{hint}。请写流程的标识，或者“流程:元素”，或者“流程:连线”（[unwalked]）。",
            "'{found}' of Steps not walked does not exist{hint_en}. Write the id of a process, or process:element, or "
            "process:flow ([unwalked]).",
        ),
        "PK-256": warning_text(
            "“不走到的步骤”里的“{found}”已有情景走到。请删去这一条（[unwalked]）。",
            "'{found}' of Steps not walked is walked by a scenario. Remove the entry ([unwalked]).",
        ),
        "PK-257": warning_text(
            "没有通过的情景：{failing} 个。它们停在半路，后面走不走得到现在说不清，所以没有情景走到的地方（现有 {unwalked} 处）"
            "暂不逐处列出，也不必写明理由。请先在“情景验证”改好情景：规程新增或去掉的一步，可以一次改进全部情景。",
            "Scenarios that fail: {failing}. They stop on their way, so what they would reach cannot be told: the places that no "
            "scenario walks (now {unwalked}) are not listed one by one and need no reason yet. Mend the scenarios under 'Proof by "
            "scenarios' first: a step that the procedure gained or lost is taken into or out of all of them at once.",
        ),
        "PK-242": warning_text(
            "规则包没有情景。请在 {folder} 下补上，发布前会自动试跑。",
            "The pack has no scenarios. Add some under {folder}; they are tried before publishing.",
        ),
        "PK-243": error_text(
            "“{key}”中的“{found}”不在规则包的图中{hint}。请改正名称。",
            "'{found}' in '{key}' is in no diagram of the pack{hint_en}. Correct its name.",
        ),
        "PK-244": error_text(
            "“{key}”中的“{found}”不是规则包的决策{hint}。请改正名称。",
            "'{found}' in '{key}' is no decision of the pack{hint_en}. Correct its name.",
        ),
        "PK-245": error_text(
            "“{key}”中的“{found}”不是平台的台账：{allowed}。",
            "'{found}' in '{key}' is no register of the platform: {allowed}.",
        ),
        "PK-246": error_text(
            "一个步骤只能是 task、message、advance_to 或 expect 中的事情：现有 {found}。",
            "A step does one thing, task or message, beside advance_to and expect: this one has {found}.",
        ),
        "PK-247": error_text(
            "没有消息“{found}”{hint}。请改正名称，或在“名称、岗位和参数”的“消息”里补上（[messages]）。",
            "There is no message '{found}'{hint_en}. Correct its name, or add it under Messages of 'Names, roles and parameters' "
            "([messages]).",
        ),
        "PK-248": error_text(
            "“{key}”中的“{found}”不是该角色的人。每个角色有两个人可用：{allowed}。",
            "'{found}' in '{key}' is nobody of that role. A role has two people: {allowed}.",
        ),
        "PK-249": error_text(
            "“{key}”写的是 {found}：演练数据不拨动时钟，只能写 0 至 {allowed}（第一次拨动时钟之前的步数）。",
            "'{key}' is {found}: practice matters do not move the clock; write 0 to {allowed}, the number of steps before it first moves.",
        ),
        "PK-250": error_text(
            "情景“{name}”未通过：{reason}",
            "The scenario '{name}' fails: {reason_en}",
        ),
        # Scenarios of one table.
        "PK-252": error_text(
            "“{key}”没有写明要核对什么。请写 value、rules、missing 或 error 中的一项。",
            "'{key}' does not say what must hold. Write value, rules, missing or error.",
        ),
        "PK-253": error_text(
            "“{key}”的 FEEL 读不懂：{reason}请改正，或直接写成 TOML 的值。",
            "The FEEL of '{key}' cannot be read: {reason_en} Mend it, or write the value as TOML.",
        ),
        "PK-254": error_text(
            "规则包里没有决策“{found}”{hint}。请改正 decision。",
            "The pack has no decision '{found}'{hint_en}. Mend the key decision.",
        ),
        "PK-261": error_text(
            "规程没有入口“{found}”{hint}。请改正 entrance，或在“名称、岗位和参数”的“其他入口”里补上（[entrances]）。",
            "The place has no entrance '{found}'{hint_en}. Mend the key entrance, or add it under Further entrances of 'Names, "
            "roles and parameters' ([entrances]).",
        ),
    }
)


def finding(
    code: str, file: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Problem:
    """A finding of the catalogue at its place; ``facts`` fill its template."""
    return make_finding(
        CATALOGUE, code, file, element_id, line, {"hint": "", "hint_en": "", "file": file, **facts}
    )


def has_errors(problems: tuple[Problem, ...] | list[Problem]) -> bool:
    """Whether any of the findings keeps a pack from being published."""
    return any(problem.severity == "error" for problem in problems)
