/** Check-ins that wait for a person's word. */
export const consoleWaiting = {
  waiting: {
    title: '待确认签到',
    lead: '系统不能自行核实的签到，由站点工作人员确认到场后才计入人次和指数',
    member: '党员',
    session: '场次',
    tapped: '点按时间',
    received: '送达时间',
    why: '需留意',
    empty: '没有待确认的签到',
    emptyText: '例如场次结束后才送达、系统不能自行核实的签到，会列在这里。',
    decision: { CONFIRM: '确认到场', DECLINE: '不予确认' },
    decisionText: {
      CONFIRM: '确认 {name} 到场（{time}，{activity}）。确认后计入人次和指数。',
      DECLINE: '不确认 {name} 到场（{time}，{activity}）。这次签到将作废，记录保留，本人会看到。',
    },
    reasonHint: {
      CONFIRM: '2–200 个字，说明依据，如“登记簿上有签名”；与操作人一并留存。',
      DECLINE: '2–200 个字，说明依据，如“当日未到场”；与操作人一并留存。',
    },
    submit: { CONFIRM: '确认到场', DECLINE: '不予确认' },
    done: { CONFIRM: '已确认 {name} 到场。', DECLINE: '{name} 的签到未予确认，已作废。' },
    flagText: {
      LATE: '点按 30 秒后才送达服务器',
      CLOCK_OFF: '手机时间相差 5 分钟以上，或在点按与送达之间调过',
      OVERLAP: '此前已在另一站点同时段的场次签到',
      OVER_CAPACITY: '本场名额已满',
      LOCATION_INACCURATE: '手机定位太模糊，不能说明在站点内',
    },
  },
};
