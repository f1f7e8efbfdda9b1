/** How far screens have drawn the live feed. */
export const consoleDelivery = {
  delivery: {
    state: { SHOWING: '正在显示', BEHIND: '落后', SILENT: '失联' },
    stateText: {
      SHOWING: '60 秒内回报过，实时画面没有积压',
      BEHIND: '60 秒内回报过，有签到等待显示超过 15 秒',
      SILENT: '超过 60 秒没有回报，可能断网、关机或页面不在前台',
    },
    never: '未回报',
    neverText: '这块屏还没有回报过显示到哪里',
    lastEvent: '末条 {seq} 号',
    behind: '还差 {count} 条',
    seconds: '延迟 {count} 秒',
    minutes: '延迟 {count} 分钟',
    told: '{time} 回报',
    shownOn: '上屏',
    shownOnNone: '—',
    shownOnNoneText: '没有屏幕回报当时显示过这次签到（保留 7 天）',
    screens: '{count} 块屏',
    open: '查看这次签到在哪些屏幕上显示过',
    wholeDistrict: '全区大屏',
  },
};
