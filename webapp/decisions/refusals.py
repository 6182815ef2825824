"""The faults for which a decision file is refused, each with how to mend it."""

from __future__ import annotations

from typing import Final

from webapp.decisions.findings import FindingKind


def _refusal(code: str, zh: str, en: str) -> FindingKind:
    return FindingKind(code, "error", zh, en)


NOT_FOUND: Final = _refusal(
    "DM-100",
    "找不到决策文件“{name}”。请检查路径，文件名应以 .dmn 结尾。",
    "There is no decision file at “{name}”. Check the path; the name should end in .dmn.",
)
NOT_XML: Final = _refusal(
    "DM-101",
    "文件不是完好的 XML：{reason}。请用判断表编辑器重新保存。",
    "The file is not well-formed XML: {reason}. Save it again from the table editor.",
)
TOO_LARGE: Final = _refusal(
    "DM-102",
    "文件有 {size} 字节，超过上限 {limit} 字节。请把决策分到几个文件。",
    "The file has {size} bytes, over the limit of {limit}. Split the decisions over several files.",
)
HAS_DOCTYPE: Final = _refusal(
    "DM-103",
    "文件带有 DOCTYPE 声明，出于安全不予读取。请删去 DOCTYPE 一行。",
    "The file has a DOCTYPE, which is not read for safety. Remove the DOCTYPE line.",
)
NOT_DMN: Final = _refusal(
    "DM-104",
    "根元素是“{root}”，不是 DMN 的 definitions（命名空间应为 DMN 1.1 至 1.5）。请从判断表编辑器导出。",
    "The root element is “{root}”, not definitions of DMN 1.1 to 1.5. Export it from the table editor.",
)
TOO_DEEP: Final = _refusal(
    "DM-105",
    "框式表达式嵌套超过 {limit} 层。请把内层拆成单独的决策。",
    "Boxed expressions are nested more than {limit} deep. Move the inner ones to decisions of their own.",
)
ID_TWICE: Final = _refusal(
    "DM-107",
    "id“{id}”重复：另一处在 {other}。请改其中一个。",
    "Id “{id}” is used twice: also at {other}. Change one of them.",
)
NAME_MISSING: Final = _refusal(
    "DM-108",
    "元素 {element} 没有名称。请填写 name。",
    "Element {element} has no name. Fill in its name.",
)
NAME_TWICE: Final = _refusal(
    "DM-109",
    "名称“{name}”在同一文件中用了两次：另一处在 {other}。请改其中一个。",
    "The name “{name}” is used twice in one file: also at {other}. Change one of them.",
)
REQUIREMENT_MISSING: Final = _refusal(
    "DM-110",
    "所需的 {href} 不存在。请补上该元素或其所在文件，或删去这条依赖。",
    "The required {href} does not exist. Add the element or its file, or remove this requirement.",
)
REQUIREMENT_WRONG_KIND: Final = _refusal(
    "DM-111",
    "依赖 {href} 指向的是{found}，此处需要{wanted}。请改正连线。",
    "The requirement {href} points to this kind of element: {found}. Needed here: {wanted}. Correct the connection.",
)
REQUIREMENT_CYCLE: Final = _refusal(
    "DM-112",
    "决策互相依赖成环：{path}。请断开其中一条依赖。",
    "The decisions require each other in a circle: {path}. Break one of the requirements.",
)
IMPORT_MISSING: Final = _refusal(
    "DM-113",
    "导入的命名空间“{namespace}”不在所给文件中。请把该文件一并提供。",
    "No given file has the imported namespace “{namespace}”. Provide that file too.",
)
IMPORT_CYCLE: Final = _refusal(
    "DM-114",
    "文件互相导入成环：{path}。请去掉其中一个导入。",
    "The files import each other in a circle: {path}. Remove one of the imports.",
)
LANGUAGE_UNKNOWN: Final = _refusal(
    "DM-115",
    "表达式语言“{language}”不受支持，只能用 FEEL。请改写表达式，并删去 expressionLanguage。",
    "The expression language “{language}” is not supported; only FEEL is. Rewrite the expression and remove expressionLanguage.",
)
EXTERNAL_FUNCTION: Final = _refusal(
    "DM-116",
    "函数的种类是 {kind}：出于安全，不调用外部程序。请用 FEEL 写出函数。",
    "The function is of kind {kind}: for safety no outside program is called. Write the function in FEEL.",
)
EXPRESSION_UNKNOWN: Final = _refusal(
    "DM-117",
    "不认识的表达式元素“{element}”。请用文字表达式、判断表、上下文、列表、关系、调用、函数、条件、筛选或循环。",
    "Unknown expression element “{element}”. Use a literal expression, table, context, list, relation, invocation, function, conditional, filter or iterator.",
)
EXPRESSION_MISSING: Final = _refusal(
    "DM-118",
    "{element}没有写出表达式。请补上表达式，或删去该元素。",
    "{element} has no expression. Write one, or remove the element.",
)
FEEL_SYNTAX: Final = _refusal(
    "DM-119",
    "{where}的 FEEL 写法有误（第 {row} 行第 {column} 列）：{reason} 原文：{text}",
    "FEEL error in {where} (line {row}, column {column}): {reason} Text: {text}",
)
TYPE_UNKNOWN: Final = _refusal(
    "DM-120",
    "类型“{type}”没有定义。请改用 FEEL 自带类型，或补上 itemDefinition。",
    "The type “{type}” is not defined. Use a built-in FEEL type, or add its itemDefinition.",
)
TYPE_CYCLE: Final = _refusal(
    "DM-121",
    "类型“{type}”的定义绕回自身。请断开循环。",
    "The definition of type “{type}” leads back to itself. Break the circle.",
)
TYPE_NAME_TWICE: Final = _refusal(
    "DM-122",
    "类型“{type}”定义了两次。请删去其中一个。",
    "The type “{type}” is defined twice. Remove one.",
)
HIT_POLICY_UNKNOWN: Final = _refusal(
    "DM-123",
    "命中策略“{policy}”不存在。可用：UNIQUE、ANY、PRIORITY、FIRST、COLLECT、RULE ORDER、OUTPUT ORDER。",
    "There is no hit policy “{policy}”. Use UNIQUE, ANY, PRIORITY, FIRST, COLLECT, RULE ORDER or OUTPUT ORDER.",
)
AGGREGATION_WRONG: Final = _refusal(
    "DM-124",
    "汇总方式“{aggregation}”不可用：{reason}",
    "The aggregation “{aggregation}” cannot be used: {reason}",
)
PRIORITY_WITHOUT_VALUES: Final = _refusal(
    "DM-125",
    "命中策略 {policy} 按输出的允许值排先后，但没有一个输出列列出允许的值。请补上 outputValues。",
    "Hit policy {policy} orders by the outputs' allowed values, but no output lists any. Add outputValues.",
)
OUTPUT_MISSING: Final = _refusal(
    "DM-126",
    "判断表没有输出列。请加一列输出。",
    "The table has no output column. Add one.",
)
OUTPUT_NAME_MISSING: Final = _refusal(
    "DM-127",
    "判断表有多个输出列，第 {number} 列没有 name。请给每列一个 name。",
    "The table has several outputs, and output {number} has no name. Name each of them.",
)
OUTPUT_NAME_TWICE: Final = _refusal(
    "DM-128",
    "输出列名“{name}”用了两次。请改其中一个。",
    "The output name “{name}” is used twice. Change one.",
)
ROW_LENGTH: Final = _refusal(
    "DM-129",
    "第 {rule} 行的{part}有 {found} 格，应为 {expected} 格。请在编辑器中补齐或删去多余的格。",
    "Rule {rule} has {found} {part}, but the table has {expected}. Complete the row, or remove the surplus cells.",
)
DEFAULT_INCOMPLETE: Final = _refusal(
    "DM-130",
    "只有部分输出列有默认输出；缺：{columns}。请补齐，或全部删去。",
    "Only some outputs have a default; missing: {columns}. Complete them, or remove them all.",
)
SERVICE_WITHOUT_OUTPUT: Final = _refusal(
    "DM-131",
    "决策服务没有输出决策。请至少指定一个。",
    "The decision service has no output decision. Name at least one.",
)
KNOTTED: Final = _refusal(
    "DM-133",
    "类型的定义一层引用一层，太深，无法处理。请减少层次。",
    "The definitions of types refer to each other too deeply. Use fewer levels.",
)
ROOT_TWICE: Final = _refusal(
    "DM-132",
    "{element}只能有一个表达式，却有 {count} 个。请只留一个。",
    "{element} may hold one expression only, but has {count}. Keep one.",
)
