"""What can go wrong with accounts, roles, passwords and log-ins."""

from __future__ import annotations

from webapp.errors import RongcuoError


class PeopleError(RongcuoError):
    """Base of this area's errors."""

    code = "RC-1200"


class LogInRefused(PeopleError):
    """Wrong name or password, a locked or a disabled account: one message, so that nobody learns which."""

    code = "RC-1201"
    zh = "用户名或密码不正确，或账号已锁定、停用。连续 {attempts} 次失败，账号锁定 {minutes} 分钟。"
    en = (
        "The name or password is wrong, or the account is locked or disabled. "
        "{attempts} failures in a row lock an account for {minutes} minutes."
    )


class NotPermitted(PeopleError):
    """The person lacks the role that this action needs."""

    code = "RC-1202"
    zh = "此操作需要“{role}”角色。请由该角色办理，或请安全管理员授予。"
    en = (
        "This action needs the role {role}. Leave it to its holder, or ask the security administrator for it."
    )


class AccountNotFound(PeopleError):
    """No account by that name or number."""

    code = "RC-1203"
    zh = "没有账号 {account}。请核对登录名。"
    en = "There is no account {account}. Check the login name."


class UnitNotFound(PeopleError):
    """No unit by that code in the jurisdiction."""

    code = "RC-1204"
    zh = "{jurisdiction} 没有代码为 {unit} 的单位。请从单位列表中选择。"
    en = "{jurisdiction} has no unit with the code {unit}. Choose one of its list."


class LoginNameTaken(PeopleError):
    """Another account has this login name."""

    code = "RC-1205"
    zh = "登录名 {login_name} 已被使用。请换一个。"
    en = "The login name {login_name} is taken. Take another."


class LoginNameRefused(PeopleError):
    """The login name does not have the form of one."""

    code = "RC-1206"
    zh = "登录名“{login_name}”不可用：请用 2 至 40 个字母、数字、点、横线或下划线。"
    en = (
        "The login name “{login_name}” cannot be used: "
        "take 2 to 40 letters, digits, dots, dashes or underscores."
    )


class UnitCodeTaken(PeopleError):
    """The jurisdiction has a unit with this code."""

    code = "RC-1207"
    zh = "{jurisdiction} 已有代码为 {unit} 的单位。请换一个代码。"
    en = "{jurisdiction} already has a unit with the code {unit}. Take another code."


class UnitCodeRefused(PeopleError):
    """The unit's code does not have the form of one."""

    code = "RC-1208"
    zh = "单位代码“{unit}”不可用：请用小写字母开头的字母、数字或下划线。"
    en = (
        "The unit code “{unit}” cannot be used: "
        "take lower-case letters, digits or underscores, a letter first."
    )


class GrantToSelf(PeopleError):
    """Nobody gives roles to themselves."""

    code = "RC-1210"
    zh = "不能给自己授予角色，请由另一名安全管理员操作。"
    en = "Nobody grants roles to themselves; another security administrator must do it."


class AdministratorsAreExclusive(PeopleError):
    """System, security and audit administrators are three different people."""

    code = "RC-1211"
    zh = "系统管理员、安全管理员、审计管理员不得由同一人担任：{login_name} 已是“{role}”。请换一个账号。"
    en = (
        "System, security and audit administrators are three different people: "
        "{login_name} is already {role}. Take another account."
    )


class AdministratorReadsNoCases(PeopleError):
    """An administrator holds no role that opens case contents, and the reverse."""

    code = "RC-1212"
    zh = "管理员不得接触案件内容：{login_name} 不能同时担任管理员和办案角色。请换一个账号。"
    en = "Administrators do not see cases: {login_name} cannot be an administrator and work on cases. Take another account."


class RoleUnknown(PeopleError):
    """The role cannot be granted there."""

    code = "RC-1213"
    zh = "角色 {role} 不能在“{jurisdiction}”授予。请从该地的角色中选择。"
    en = "The role {role} cannot be granted in “{jurisdiction}”. Choose one of its roles."


class GrantExists(PeopleError):
    """The account holds this role already."""

    code = "RC-1214"
    zh = "{login_name} 已有此角色，无需再授予。"
    en = "{login_name} holds this role already; there is nothing to grant."


class GrantNotFound(PeopleError):
    """The account does not hold this role."""

    code = "RC-1215"
    zh = "{login_name} 没有此角色，请刷新页面查看最新情况。"
    en = "{login_name} does not hold this role. Reload the page to see what is held."


class LastSecurityAdministrator(PeopleError):
    """Without a security administrator nobody could grant anything any more."""

    code = "RC-1216"
    zh = "这是最后一名在用的安全管理员，不能撤销或停用。请先另设一名安全管理员。"
    en = "This is the last active security administrator; the role cannot be revoked nor the account disabled. Appoint another first."


class PasswordTooWeak(PeopleError):
    """The password breaks the policy."""

    code = "RC-1220"
    zh = "密码不符合要求：{need_zh}。"
    en = "The password does not meet the policy: {need_en}."


class PasswordWrong(PeopleError):
    """The current password was not confirmed."""

    code = "RC-1221"
    zh = "当前密码不正确。请重新输入。"
    en = "The current password is wrong. Enter it again."


class SetupLinkRefused(PeopleError):
    """The link is unknown, used or expired; which, we do not say."""

    code = "RC-1230"
    zh = "此初始化链接无效、已使用或已过期。请在服务器上重新生成。"
    en = "This set-up link is not valid, was used, or has expired. Make a new one on the server."


class SetupDone(PeopleError):
    """There is an administrator of this kind already: further ones are appointed, not set up."""

    code = "RC-1231"
    zh = "已有“{role}”，不能再用初始化链接创建。"
    en = "There is a {role} already; a set-up link cannot make another."


class LanguageUnknown(PeopleError):
    """The pages speak Chinese and English."""

    code = "RC-1240"
    zh = "不支持语言 {language}，请选 zh 或 en。"
    en = "The language {language} is not supported; choose zh or en."


class TokenNameMissing(PeopleError):
    """A token was asked for without a name to know it by."""

    code = "RC-1250"
    zh = "没有填写令牌的用途，没有生成。请写明哪个系统用它。"
    en = "The token has no name and was not made. Say which system is to use it."


class TokenSpanRefused(PeopleError):
    """The token would hold good for a span that is not offered. Facts: ``spans``."""

    code = "RC-1251"
    zh = "令牌的有效期只能是以下天数之一：{spans}。"
    en = "A token holds good for one of these numbers of days: {spans}."


class TokensExhausted(PeopleError):
    """The person has as many tokens as anyone may have. Facts: ``most``."""

    code = "RC-1252"
    kind = "conflict"
    zh = "您已有 {most} 个有效的令牌，不能再生成。请先撤销不用的。"
    en = "You have {most} tokens in force, the most there may be. Revoke one that is not used first."


class TokenNotFound(PeopleError):
    """The person has no such token in force."""

    code = "RC-1253"
    kind = "missing"
    zh = "您没有这个令牌，或者它已经撤销。请刷新页面。"
    en = "You have no such token, or it was revoked. Reload the page."


class TokenForAdministrator(PeopleError):
    """Administrators read no registers, so there is nothing that a program could read in their name."""

    code = "RC-1254"
    zh = "管理员不查阅台账，不能生成访问令牌。请由查阅台账的人生成。"
    en = "Administrators read no registers and make no tokens. Leave it to somebody who reads them."
