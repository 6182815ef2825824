"""What keeps a kit from being run."""

from __future__ import annotations

from webapp.decisions.errors import DecisionsError


class KitEmpty(DecisionsError):
    """The folder is missing, or holds no file of test cases at any depth."""

    code = "DM-002"
    zh = "{folder} 里没有测试用例文件。请指定按测试套件布局的文件夹：compliance-level-<n>/<名称>/*.xml。"
    en = "There are no files of test cases in {folder}. Name a folder in the kit's layout: compliance-level-<n>/<name>/*.xml."


class CaseFileUnreadable(DecisionsError):
    """A file of test cases cannot be read: not XML, a DOCTYPE, or no model named."""

    code = "DM-003"
    zh = "测试用例文件 {file} 无法读取：{reason_zh}"
    en = "The file of test cases {file} cannot be read: {reason_en}"
