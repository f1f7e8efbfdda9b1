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
  SECOND_FACTOR_REQUIRED: [
    403,
    '请输入动态口令。',
    '请打开身份验证器，输入当前的 6 位数字；手机不在身边时可以输入一个恢复码。',
  ],
  SECOND_FACTOR_SETUP_REQUIRED: [
    403,
    '管理员账号须启用动态口令后才能登录。',
    '请用身份验证器扫描二维码，再输入它显示的 6 位数字。',
  ],
  SECOND_FACTOR_WRONG: [
    401,
    '动态口令或恢复码不正确，或账号暂时无法验证。',
    '请等待身份验证器显示新的 6 位数字后重试；每个口令和恢复码只能使用一次，连续输错 5 次将锁定 15 分钟。',
  ],
  PASSWORD_CHANGE_REQUIRED: [
    403,
    '首次登录或密码被重置后，须先设置新密码。',
    '请设置只有您自己知道的新密码。',
  ],
  PASSWORD_WEAK: [400, '这个密码不够安全。', '请换一个密码，例如几个不相关的词或一句话。'],
  PASSWORD_WRONG: [401, '密码不正确，或账号暂时无法验证。', '请核对后重试；连续输错 5 次将锁定 15 分钟。'],
  SIGN_IN_STEP_EXPIRED: [401, '登录步骤已失效。', '请重新输入用户名和密码。'],
  STEP_UP_REQUIRED: [403, '这项操作需要重新验证身份。', '请先输入动态口令或密码，再试一次。'],
  UNAUTHENTICATED: [401, '登录已过期。', '请重新登录。'],
  DEVICE_KEY_REQUIRED: [
    401,
    '这次登录绑定了另一台设备，无法在这里继续。',
    '请在原来的设备上继续；如已清除浏览器数据，请重新登录。',
  ],
  DEVICE_KEY_MISSING: [400, '屏幕没有提供设备密钥。', '请使用 HTTPS 地址打开屏幕页面，再重新获取配对码。'],
  DEVICE_KEY_INVALID: [401, '设备密钥的证明无效。', '请核对设备的时间后重试；如仍出现，请重新登录。'],
  HANDOVER_EXPIRED: [401, '登录已超时，没有完成。', '请重新登录。'],
  BIND_TICKET_EXPIRED: [
    400,
    '微信绑定已超时，请重新发起。',
    '请从微信重新进入后再试；也可以直接用验证码登录，以后再绑定。',
  ],
  SIGN_IN_STATE_WRONG: [401, '登录已超时，或不是从这台设备发起的。', '请重新登录。'],
  SIGN_IN_DENIED: [401, '没有获得授权，登录没有完成。', '请重新登录，并在对方页面上同意。'],
  PROVIDER_AWAY: [503, '登录服务暂时没有响应。', '请稍后再试，或改用其他登录方式。'],
  WECHAT_CODE_SPENT: [401, '微信授权已使用过或已失效。', '请从微信重新进入。'],
  WECHAT_SNAPSHOT: [401, '当前是微信的快照页面，无法确认身份。', '请点击页面上的“使用完整服务”后重试。'],
  NOT_IN_ROSTER: [401, '绑定的党员已不在本区名册中，微信绑定已解除。', '请用手机号和验证码登录。'],
  SSO_NOT_BOUND: [401, '统一登录的账号没有对应的工作人员账号。', '请用用户名和密码登录，或联系管理员。'],
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
  /** What the next step needs besides, e.g. a ticket. */
  readonly more?: Readonly<Record<string, string>>;
};

export const refuse = (refused: RefusalName, retryAfterSeconds?: number): Refused => ({
  refused,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** Names that tell our own cases apart but are one code to programs. */
const SHOWN_AS: Partial<Record<RefusalName, string>> = {
  CODE_ASKED_TOO_OFTEN: 'RATE_LIMITED',
  STAFF_REFUSED: 'UNAUTHENTICATED',
  SIGN_IN_STEP_EXPIRED: 'UNAUTHENTICATED',
  DEVICE_KEY_MISSING: 'DEVICE_KEY_REQUIRED',
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
  const body = { code, message: refusal.message ?? message, nextStep, ...more, ...refusal.more };
  return { status, body, ...more };
}
