"""Who did what, in words: the actor and the action of an entry of the record."""

from __future__ import annotations

from flask import Flask

from webapp.audit import KEEP_CHECKPOINT, SYSTEM_NAME
from webapp.cases.record import VERBS
from webapp.cases.recording import PLATFORM
from webapp.views.language import current_language, mark, translate

#: The actions outside cases; those inside are named by `webapp.cases.record`. A test holds the list against the code.
ACTIONS = {
    "create_account": mark("开立账号"),
    "disable_account": mark("停用账号"),
    "enable_account": mark("启用账号"),
    "reset_password": mark("重设初始密码"),
    "change_password": mark("修改密码"),
    "change_password_refused": mark("修改密码被拒"),
    "choose_language": mark("选择语言"),
    "create_unit": mark("增加单位"),
    "grant_role": mark("授予角色"),
    "revoke_role": mark("收回角色"),
    "log_in": mark("登录"),
    "log_in_refused": mark("登录被拒"),
    "log_out": mark("退出"),
    "create_setup_link": mark("生成首次设置链接"),
    "use_setup_link": mark("使用首次设置链接"),
    "import_list_items": mark("导入清单条目"),
    "publish_pack": mark("发布规程"),
    "map_elements": mark("指定步骤的对应关系"),
    "start_move": mark("开始迁移在办案件"),
    "undo_move": mark("撤回迁移"),
    "import_procedure": mark("导入规程为草稿"),
    "make_place": mark("用模板新建地方"),
    "start_draft": mark("新开规程草稿"),
    "store_draft": mark("存入规程草稿"),
    "save_draft_file": mark("保存草稿文件"),
    "remove_draft_file": mark("删除草稿文件"),
    "change_draft_state": mark("改变草稿状态"),
    "discard_draft": mark("作废规程草稿"),
    "propose_procedure": mark("提交规程提案"),
    "withdraw_proposal": mark("撤回规程提案"),
    "comment_proposal": mark("评论规程提案"),
    "return_proposal": mark("退回规程提案"),
    "approve_proposal": mark("审核通过规程提案"),
    "cancel_publication": mark("取消规程发布"),
    "publish_proposal": mark("提案到期发布"),
    "postpone_publication": mark("没有按期发布，等待重新审核"),
    "replace_template": mark("更换文书模板"),
    "save_calendar_year": mark("保存日历年度"),
    "create_token": mark("生成访问令牌"),
    "revoke_token": mark("撤销访问令牌"),
    "read_register": mark("查阅台账"),
    "export_register": mark("导出台账"),
    "read_standing": mark("查询选拔任用、考核、评先评优事项"),
    "read_statistics": mark("查阅统计"),
    "export_statistics": mark("导出统计"),
    KEEP_CHECKPOINT: mark("签署检查点"),
}


#: Whose name stands beside what no person did.
_NOBODY = frozenset({SYSTEM_NAME, PLATFORM.name})


def action_name(action: str) -> str:
    """The action in words; its code where it has none."""
    if action in VERBS:
        return VERBS[action][current_language() == "en"]
    return translate(ACTIONS[action]) if action in ACTIONS else action


def actor_name(name: str) -> str:
    """The name of a person as they bear it; what no person did is the system's, in the reader's language."""
    return translate(mark("系统")) if is_system(name) else name


def is_system(name: str) -> bool:
    """Whether no person did it."""
    return name in _NOBODY


def install(app: Flask) -> None:
    """Give templates these functions as filters."""
    app.jinja_env.filters["action_name"] = action_name
    app.jinja_env.filters["actor_name"] = actor_name
    app.jinja_env.filters["is_system"] = is_system
