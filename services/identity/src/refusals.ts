/** Everything that plain HTTP refuses on purpose: the code for programs, the sentences for people. */
const REFUSALS = {
  CODE_WRONG: [401, '验证码不正确。', '请核对短信中的 6 位数字后重试。'],
  CODE_EXPIRED: [401, '验证码已失效。', '请重新获取验证码。'],
  TOO_MANY_TRIES: [401, '验证码输错次数过多，已失效。', '请重新获取验证码。'],
  CODE_ASKED_TOO_OFTEN: [429, '获取验证码过于频繁。', '请稍后再试；同一手机号每分钟 1 次、每天最多 10 次。'],
  STAFF_REFUSED: [
    401,
    '用户名或密码不正确，或账号暂时无法登录。',
    '请核对后重试；连续输错 5 次将锁定 15 分钟。如需帮助，请联系管理员。',
  ],
  UNAUTHENTICATED: [401, '登录已过期。', '请重新登录。'],
  AUTHORIZATION_PENDING: [428, '等待管理员批准配对码。', '请在管理后台输入屏幕上的配对码。'],
  EXPIRED_TOKEN: [410, '配对码已失效。', '请在屏幕上重新获取配对码。'],
  BAD_USER_INPUT: [400, '请求内容有误。', '请检查填写的内容。'],
  NOT_FOUND: [404, '没有这个地址。', '请检查网址。'],
  METHOD_NOT_ALLOWED: [405, '这个地址不支持该请求方法。', '请检查请求方法。'],
  BODY_TOO_LARGE: [413, '请求内容过大，最多 16 KB。', '请减少内容后重试。'],
  UNSUPPORTED_MEDIA_TYPE: [415, '请求内容须为 JSON。', '请将 content-type 设为 application/json。'],
  RATE_LIMITED: [429, '请求过于频繁。', '请稍后再试。'],
  UNAVAILABLE: [503, '党员名册服务暂时没有响应。', '请稍后再试。'],
  INTERNAL: [500, '系统出现问题，已记录。', '请稍后再试；如仍出现，请联系管理员。'],
} as const satisfies Record<string, readonly [status: number, message: string, nextStep: string]>;

export type RefusalName = keyof typeof REFUSALS;

export type Refused = {
  readonly refused: RefusalName;
  readonly retryAfterSeconds?: number;
  readonly message?: string;
};

export const refuse = (refused: RefusalName, retryAfterSeconds?: number): Refused => ({
  refused,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** Names that tell our own cases apart but are one code to programs. */
const SHOWN_AS: Partial<Record<RefusalName, string>> = {
  CODE_ASKED_TOO_OFTEN: 'RATE_LIMITED',
  STAFF_REFUSED: 'UNAUTHENTICATED',
};

export function answerOf(refusal: Refused): {
  status: number;
  body: Record<string, unknown>;
  retryAfterSeconds?: number;
} {
  const [status, message, nextStep] = REFUSALS[refusal.refused];
  const { retryAfterSeconds } = refusal;
  const code = SHOWN_AS[refusal.refused] ?? refusal.refused;
  const more = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { status, body: { code, message: refusal.message ?? message, nextStep, ...more }, ...more };
}
