"""The roles of the product itself, held everywhere (``*``). All others belong to a jurisdiction."""

from __future__ import annotations

from typing import Final

#: The jurisdiction of the product's own roles.
EVERYWHERE: Final = "*"

SYSTEM_ADMIN: Final = "system_admin"
SECURITY_ADMIN: Final = "security_admin"
AUDIT_ADMIN: Final = "audit_admin"
PROCESS_DESIGNER: Final = "process_designer"
INSPECTOR: Final = "inspector"

#: Three different people (等级保护 2.0: 三员分立), none of whom sees a case.
ADMIN_ROLES: Final = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
PRODUCT_ROLES: Final = (*ADMIN_ROLES, PROCESS_DESIGNER, INSPECTOR)

#: What people call them.
ROLE_NAMES: Final = {
    SYSTEM_ADMIN: ("系统管理员", "system administrator"),
    SECURITY_ADMIN: ("安全管理员", "security administrator"),
    AUDIT_ADMIN: ("审计管理员", "audit administrator"),
    PROCESS_DESIGNER: ("流程设计员", "process designer"),
    INSPECTOR: ("监督检查员", "inspector"),
}


def opens_cases(jurisdiction: str, role: str) -> bool:
    """Whether the role lets its holder read cases: every procedure role does, and inspection."""
    return jurisdiction != EVERYWHERE or role == INSPECTOR
