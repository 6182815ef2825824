"""What the pages themselves refuse, each with a stable code."""

from __future__ import annotations

from webapp.errors import RongcuoError


class AddressForbidden(RongcuoError):
    """The reader's account may not call this address."""

    code = "RC-VIEW-01"
    kind = "forbidden"
    zh = "您没有打开这个页面的权限。如需办理，请联系安全管理员授予相应角色。"
    en = "Your account may not open this page. If you need it, ask the security administrator for the role."


class PageExpired(RongcuoError):
    """The page's form token does not fit the visit: too old, or sent from elsewhere."""

    code = "RC-VIEW-02"
    zh = "页面已经过期，刚才的操作没有执行。请返回上一页，刷新后重新提交。"
    en = "The page has expired and nothing was done. Go back, reload the page and submit again."


class AddressMissing(RongcuoError):
    """There is no page at the address."""

    code = "RC-VIEW-03"
    kind = "missing"
    zh = "没有这个页面。请检查网址，或者从首页进入。"
    en = "There is no such page. Check the address, or start from the home page."


class MethodNotAllowed(RongcuoError):
    """The page exists, but cannot be called in this way."""

    code = "RC-VIEW-04"
    zh = "这个网址不能这样打开。请从首页进入。"
    en = "This address cannot be opened in that way. Start from the home page."


class RequestTooLarge(RongcuoError):
    """More was sent than the platform takes in one request."""

    code = "RC-VIEW-05"
    zh = "发送的内容超过 {limit_mb} MB 的上限，没有保存。请压缩或拆分后再上传。"
    en = "What you sent is over the limit of {limit_mb} MB and was not kept. Compress or split it."


class RequestMalformed(RongcuoError):
    """The request could not be read."""

    code = "RC-VIEW-06"
    zh = "发送的内容无法读取，操作没有执行。请返回上一页重试。"
    en = "What was sent could not be read and nothing was done. Go back and try again."


class PlatformFailed(RongcuoError):
    """Something broke that was not foreseen; the log holds the details under the reference."""

    code = "RC-VIEW-07"
    zh = (
        "系统出现意外错误，操作没有完成，已有的数据没有改变。请稍后重试；如仍失败，请把下面的编号告诉管理员。"
    )
    en = (
        "Something unexpected went wrong. The action was not completed and no data was changed. "
        "Try again later; if it fails again, give the reference below to an administrator."
    )


class ProcedureFileMissing(RongcuoError):
    """The version of the procedure holds no such file."""

    code = "RC-VIEW-08"
    kind = "missing"
    zh = "这个版本的规程里没有该文件。请从规程页面打开。"
    en = "This version of the procedure holds no such file. Open it from the procedure's page."


class SpanRefused(RongcuoError):
    """The practice clock was given no span it can read."""

    code = "RC-VIEW-09"
    zh = "请选择拨动的时间，或者填 1 到 3660 之间的天数。"
    en = "Choose how far to move the clock, or enter 1 to 3660 days."


class DatabaseSilent(RongcuoError):
    """The database does not answer; the log says which one and why, for its operator and nobody else."""

    code = "RC-VIEW-10"
    kind = "unavailable"
    zh = "系统暂时不能读写数据，操作没有执行。请稍后重试；如仍失败，请把下面的编号告诉管理员。"
    en = "The platform cannot reach its data just now and nothing was done. Try again later; if it fails again, give the reference below to an administrator."


class TokenNeeded(RongcuoError):
    """A program called without a session or a token that holds good."""

    code = "RC-VIEW-11"
    kind = "forbidden"
    zh = "没有登录，或者访问令牌无效、已过期、已撤销。请在“我的账号”生成令牌，放在 Authorization: Bearer 之后。"
    en = (
        "There is no session, or the token is unknown, expired or revoked. Make one on the page My account and send it "
        "after Authorization: Bearer."
    )


class DayUnreadable(RongcuoError):
    """A day in an address is no date. Facts: ``found``, ``name``."""

    code = "RC-VIEW-12"
    zh = "“{name}”的日期“{found}”无法读取。请写成 2026-03-02 的样子。"
    en = "The day '{found}' of '{name}' cannot be read. Write it as 2026-03-02."


class RevisionMissing(RongcuoError):
    """A file is saved without saying over which revision."""

    code = "RC-VIEW-13"
    zh = "没有说明这次保存以哪个修订号为准（If-Match），没有写入。请刷新编辑页面再保存。"
    en = "The request does not say which revision it saves over (If-Match), so nothing was written. Reload the editor and save again."


class SignedOutMeanwhile(RongcuoError):
    """The session has ended while a page was open; what was sent is still on that page."""

    code = "RC-VIEW-14"
    kind = "forbidden"
    zh = "登录已经结束，没有写入。请在另一个窗口重新登录，再回到这一页保存，不要关闭这一页。"
    en = "You are signed out and nothing was written. Sign in again in another window, come back to this page and save; do not close it."


class ConfirmationMissing(RongcuoError):
    """Something that cannot be taken back was asked for without confirming it."""

    code = "RC-VIEW-15"
    zh = "没有勾选确认，什么也没有改变。请勾选后再点一次。"
    en = "The box that confirms it was not ticked and nothing was changed. Tick it and try again."
