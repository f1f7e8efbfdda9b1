/** What is wrong with the audit. `seq` is the first row that is concerned. */
export type Finding = { readonly kind: FindingKind; readonly seq: number; readonly detail?: string };

const SENTENCES = {
  CHANGED: '内容被改动',
  REMOVED: '被删除',
  INSERTED: '是后来插入的',
  REORDERED: '与其他行的次序被调换',
  TRUNCATED: '起被截去：检查点或链首记录表明这里曾有记录',
  REWRITTEN: '起整段被重写：链条自身连贯，但与已签名的检查点不符',
  HEAD_CHANGED: '之后的链首记录与链条不符',
  EVENT_MISSING: '之前缺少来源服务的事件',
  EVENT_REPEATED: '重复了来源服务的事件',
  CHECKPOINT_FORGED: '的检查点签名不符或无法读取',
  CHECKPOINT_REMOVED: '的检查点在数据库中有记录，但不在检查点文件中',
} as const;

export type FindingKind = keyof typeof SENTENCES;

/** 第 17 行被删除（REMOVED） */
export const sentenceOf = ({ kind, seq, detail }: Finding): string =>
  `第 ${seq} 行${SENTENCES[kind]}${detail ? `：${detail}` : ''}（${kind}）`;
