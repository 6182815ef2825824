// Chinese for the kinds of BPMN elements, composed where they are composed: what starts, waits, throws and ends.
const TRIGGERS = {
  Message: "消息", Timer: "定时", Signal: "信号", Conditional: "条件", Error: "错误", Escalation: "升级", Compensation: "补偿", Compensate: "补偿",
  Cancel: "取消", Terminate: "终止", Link: "链接"
};
const PLACES = {
  "start event": "开始事件", "end event": "结束事件", "boundary event": "边界事件", "intermediate catch event": "等待事件",
  "intermediate throw event": "发出事件"
};

function events() {
  const words = {};
  for (const [trigger, zh] of Object.entries(TRIGGERS)) {
    for (const [place, where] of Object.entries(PLACES)) {
      words[`${trigger} ${place}`] = zh + where;
      words[`${trigger} ${place} (non-interrupting)`] = `${zh}${where}（不打断）`;
    }
  }
  return words;
}

const NAMES = {
  ...events(),
  "Start event": "开始事件", "End event": "结束事件", "Intermediate throw event": "中间事件", "Intermediate catch event": "等待事件",
  "Boundary event": "边界事件", "Start event (non-interrupting)": "开始事件（不打断）",
  "Task": "任务（未定类型）", "User task": "经办任务（空白）", "Service task": "操作", "Send task": "发送任务", "Receive task": "接收任务",
  "Manual task": "线下任务", "Business rule task": "判断表任务", "Script task": "脚本任务", "Call activity": "调用流程",
  "Transaction": "事务", "Event sub-process": "事件子流程", "Sub-process": "子流程", "Sub-process (collapsed)": "子流程（收起）",
  "Sub-process (expanded)": "子流程（展开）", "Ad-hoc sub-process": "无固定次序的子流程", "Ad-hoc sub-process (collapsed)": "无固定次序的子流程（收起）",
  "Ad-hoc sub-process (expanded)": "无固定次序的子流程（展开）", "Gateway": "网关", "Exclusive gateway": "单选网关", "Parallel gateway": "并行网关",
  "Inclusive gateway": "多选网关", "Complex gateway": "复杂网关", "Event-based gateway": "等事件网关", "Sequence flow": "顺序流", "Default flow": "默认流",
  "Conditional flow": "条件流", "Message flow": "消息流", "Association": "关联", "Data object reference": "数据对象", "Data store reference": "数据存储", "Data object": "数据对象",
  "Data store": "数据存储", "Data input": "数据输入", "Data output": "数据输出", "Data input association": "数据输入关联", "Data output association": "数据输出关联",
  "Pool/participant": "泳池", "Expanded pool/participant": "泳池（展开）", "Empty pool/participant": "空泳池", "Pool": "泳池", "Participant": "泳池",
  "Empty pool/participant (removes content)": "空泳池（删去内容）", "Lane": "泳道", "Group": "分组", "Text annotation": "文字注释",
  "Collaboration": "协作", "Process": "流程", "Label": "标签", "Empty pool": "空泳池",
  "Gateways": "网关", "Tasks": "任务", "Sub-processes": "子流程", "Events": "事件", "Start events": "开始事件", "End events": "结束事件",
  "Intermediate catch events": "等待事件", "Intermediate throw events": "发出事件", "Boundary events": "边界事件", "Data": "数据", "Participants": "参与方"
};

// The head of the property panel writes every word large and without hyphens, and calls a few kinds otherwise.
function inTitles(words) {
  return Object.fromEntries(Object.entries(words).map(([english, zh]) => (
    [english.replaceAll("-", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase()), zh]
  )));
}

export const ELEMENT_WORDS = {
  ...inTitles(NAMES), ...NAMES, "User Task": "经办任务", "Expanded Sub Process": "子流程", "Collapsed Sub Process": "子流程（收起）",
  "Expanded Ad Hoc Sub Process": "无固定次序的子流程", "Collapsed Ad Hoc Sub Process": "无固定次序的子流程（收起）", "Multi Instance": "多份办理"
};
