// Chinese for the property panel that the three editors share.
export const PANEL_WORDS = {
  "Open documentation": "打开说明", "Toggle section": "展开或收起", "Section contains an error": "这一组有错误",
  "Section contains edits": "这一组有内容", "<empty>": "（空）", "<none>": "（无）", "<unnamed>": "（未命名）",
  "Toggle list item": "展开或收起", "Delete item": "删除这一项", "Create new list item": "新增一项", "Create": "新增",
  "JSON contains errors": "JSON 有错误", "Open pop-up editor": "在大窗口里编辑", "Opened in editor": "正在大窗口里编辑",
  "Opened in popup": "正在大窗口里编辑", "Save and close": "保存并关闭", "Close": "关闭",
  "FEEL expression is mandatory": "这里必须是 FEEL 表达式", "Unparsable FEEL expression.": "FEEL 表达式读不懂。",
  "Scientific notation is disallowed in FEEL.": "FEEL 不用科学计数法。",
  "Click to set a dynamic value with a FEEL expression": "点一下改为 FEEL 表达式",
  "Click to remove FEEL expression": "点一下改回普通文字",
  "Click to remove the dynamic value": "点一下改回固定值", "Click to set a static value": "点一下改回固定值",
  "Click to set a dynamic value with FEEL expression": "点一下改为 FEEL 表达式",
  "Click to remove dynamic value with FEEL expression": "点一下改回普通文字", "Select a template": "选择模板", "Unfold line": "展开这一行",
  "Fold line": "收起这一行", "Unfolded lines": "已展开", "Powered by bpmn.io": "本编辑器由 bpmn.io 提供",
  "Select an element to edit its properties.": "选中一个元素，这里显示它的属性。",
  "Multiple elements are selected. Select a single element to edit its properties.": "选中了几个元素。只选一个才能编辑属性。",
  "ID must not be empty.": "ID 不能为空。", "ID must be unique.": "ID 不能重复。", "ID must not contain spaces.": "ID 不能有空格。",
  "ID must not contain prefix.": "ID 不能带前缀。", "ID must be a valid QName.": "ID 只能用字母、数字、下划线、连字符和点，并以字母或下划线开头。",
  "ID": "标识（ID）", "Name": "名称", "Label": "标签", "Value": "值", "Values": "值", "Type": "类型", "Key": "键", "General": "基本",
  "Documentation": "说明", "Element documentation": "给经办人的指引", "Process documentation": "流程说明", "Description": "描述",
  "Properties": "属性", "Custom properties": "自定义属性", "Extension properties": "扩展属性", "Version tag": "版本标签",
  "Time to live": "保留天数", "Learn more": "了解更多", "Learn more.": "了解更多。", "Learn more in our": "了解更多：", "Edit": "编辑",
  "Delete": "删除", "Remove": "移除", "Select": "选择", "Change": "更换", "Search": "查找", "Yes": "是", "No": "否",
  "Required": "必填", "Optional": "选填", "Condition": "条件", "Expression": "表达式", "Default value": "默认值",
  "Number of days before this resource is being cleaned up. If specified, takes precedence over the engine configuration.":
    "多少天以后清理。填写的，优先于引擎的设置。"
};
