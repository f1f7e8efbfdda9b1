import type { InboxMessage } from './inbox-store.ts';

const time = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The development inbox as a page; loads itself anew every 3 s. */
export function inboxPage(messages: readonly InboxMessage[], now: Date): string {
  const rows = messages.map((message) => row(message, now)).join('');
  const empty =
    '<p class="empty">还没有验证码。在手机页面输入党员手机号并点击“获取验证码”，验证码会出现在这里。</p>';
  const table = `<table><thead><tr><th>手机号</th><th>验证码</th><th>发送时间</th><th>状态</th></tr></thead><tbody>${rows}</tbody></table>`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3"><meta name="robots" content="noindex"><title>开发收件箱 · 红芯</title>
<style>${STYLE}</style></head>
<body><main><h1>开发收件箱</h1><p class="note">代替短信，仅在非生产环境存在。每 3 秒自动刷新，最新的在最上面，5 分钟后清除。</p>
${messages.length > 0 ? table : empty}</main></body></html>`;
}

function row({ phone, code, sentAt, expiresAt }: InboxMessage, now: Date): string {
  const isLive = expiresAt > now;
  const cells = [phone, `<b>${escape(code)}</b>`, time.format(sentAt), isLive ? '有效' : '已过期'];
  const [number, ...rest] = cells;
  return `<tr${isLive ? '' : ' class="old"'}><td>${escape(number ?? '')}</td>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] as string);

const STYLE = `
:root { color-scheme: light dark; font-family: 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif; }
body { margin: 0; padding: 1.5rem 1rem; } main { max-width: 44rem; margin: 0 auto; }
h1 { font-size: 1.4rem; color: #b3001b; margin: 0 0 .25rem; } .note, .empty { color: #777; font-size: .9rem; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .55rem .5rem; border-bottom: 1px solid #8884; }
b { font-size: 1.35rem; letter-spacing: .12em; font-variant-numeric: tabular-nums; } .old { opacity: .45; }
`;
