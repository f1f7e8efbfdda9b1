/** A variable that an operator sets or leaves away; a process that is not given it has its own default. */
export type OperatorSetting = {
  name: string;
  sentence: string;
  /** What stands in .env behind the `#`: its form, or the default. */
  example: string;
  processes: readonly string[];
};

const gateway = ['gateway'] as const;
const identity = ['identity'] as const;
const services = ['organizations', 'members', 'funding', 'activities', 'identity', 'members-worker'] as const;
const all = [...services, 'gateway'] as const;
const withPersonalData = ['members', 'members-worker', 'identity'] as const;

/** Hands through what a person set for `npm start`, or in .env for containers. Needs no installed package: compose-env.ts reads it. */
export const operatorSettings: readonly OperatorSetting[] = [
  setting(
    'PERSONAL_DATA_PROFILE',
    'international',
    withPersonalData,
    '个人信息的密码算法：international（AES-256-GCM、SHA-256）或 national（国密 SM4、SM3）；录入首名党员前确定，之后请勿更改。',
  ),
  setting(
    'CODE_DELIVERY_URL',
    'https://sms.example/codes',
    identity,
    '短信网关的 https 地址，一次性验证码发往这里；production 必填，不填时仅开发收件箱可见。',
  ),
  setting(
    'CODE_DELIVERY_SECRET',
    '',
    identity,
    '与短信网关约定的签名密钥，32 字节 base64url；与上一项同时填写。',
  ),
  setting(
    'PUBLIC_ORIGIN',
    'https://hongxin.example',
    identity,
    '浏览器看到的对外地址；production 启用微信或统一登录时必填，其他系统的令牌断言也按它核对。',
  ),
  setting('WECHAT_APP_ID', '', identity, '微信公众号的 AppID；不填则不提供微信登录。'),
  setting('WECHAT_APP_SECRET', '', identity, '微信公众号的 AppSecret；与上一项同时填写。'),
  setting(
    'WECHAT_BASE_URL',
    'https://wechat-proxy.example',
    identity,
    '经代理访问微信时的地址；不填则直接访问微信。',
  ),
  setting(
    'OIDC_ISSUER',
    'https://sso.example',
    identity,
    '工作人员统一登录（OpenID Connect）的签发方地址；不填则不提供统一登录。',
  ),
  setting('OIDC_CLIENT_ID', '', identity, '在统一登录平台登记的客户端编号；与上一项同时填写。'),
  setting('OIDC_CLIENT_SECRET', '', identity, '在统一登录平台登记的客户端密钥；与 OIDC_ISSUER 同时填写。'),
  setting('OIDC_USERNAME_CLAIM', 'preferred_username', identity, '统一登录中与本系统用户名对应的声明。'),
  setting(
    'AUTH_IP_RATE_PER_MINUTE',
    '120',
    identity,
    '同一地址每分钟可请求 /auth/ 的次数；production 默认 120，众人共用一个出口地址时请按人数调高。',
  ),
  setting(
    'TRUSTED_PROXIES',
    '1',
    gateway,
    '网关前自有反向代理的层数，据此识别访问者的地址；默认 0，即不采信 x-forwarded-for。',
  ),
  setting(
    'ALLOWED_ORIGINS',
    'https://portal.example',
    gateway,
    '另外允许打开 WebSocket 的网页来源，以逗号分隔；默认只有本系统自己的网页。',
  ),
  setting('SOCKETS_PER_CALLER', '10', gateway, '同一访问者可同时打开的 WebSocket 连接数。'),
  setting('OPERATIONS_PER_SOCKET', '20', gateway, '一个 WebSocket 连接上同时进行的操作数。'),
  setting('MESSAGES_PER_SECOND', '20', gateway, '一个 WebSocket 连接每秒可发送的消息数。'),
  setting(
    'REQUESTS_PER_SECOND',
    '50',
    gateway,
    '同一访问者每秒的请求数，用量大的请求按多次计；超出的须排队等候。',
  ),
  setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'http://collector:4318',
    all,
    '链路追踪收集器的基础地址（OTLP/HTTP）；不填则不记录。其中没有个人信息。',
  ),
  setting('OTEL_TRACES_SAMPLER_ARG', '1', all, '记录链路的请求比例，0 到 1。'),
  setting(
    'METRICS_PORT',
    '9464',
    gateway,
    '网关在本机 127.0.0.1 提供 /metrics 的端口；不填则不提供。其他进程的 /metrics 在各自的端口上。',
  ),
];

/** What of it is set for one process. Left blank is left away. */
export function settingsFor(
  process: string,
  given: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, processes } of operatorSettings)
    if (processes.includes(process) && given[name]) found[name] = given[name];
  return found;
}

function setting(
  name: string,
  example: string,
  processes: readonly string[],
  sentence: string,
): OperatorSetting {
  return { name, example, processes, sentence };
}
