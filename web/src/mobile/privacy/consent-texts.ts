import type { ConsentPurpose } from '../../graphql/generated/graphql.ts';
import type { Locale } from '../../i18n/locale.ts';

/** What a member is told before deciding. */
type ConsentWords = {
  title: string;
  /** What is shown, and where. */
  what: string;
  /** Who gets to see it. */
  whom: string;
  /** What happens without a decision, and after a refusal. */
  otherwise: string;
  /** How to take it back, and what that does. */
  withdraw: string;
};

export type ConsentText = {
  /** Kept with each decision. Whoever changes a word of meaning raises it: the member is then asked to look again. */
  version: number;
  words: Record<Locale, ConsentWords>;
};

/** Both languages of a text stand side by side, because they share its version. */
export const CONSENT_TEXTS: Record<ConsentPurpose, ConsentText> = {
  NAME_ON_WALL: {
    version: 1,
    words: {
      'zh-CN': {
        title: '签到时在大屏上显示我的姓名',
        what: '您签到后，姓名、所在支部和签到时间会出现在区级大屏和该示范点的站点屏上，停留至被更新的签到替换。只有经批准可显示全名的屏幕才会显示全名。',
        whom: '站点现场人员和能看到大屏的人。手机号、身份证号任何时候都不上屏。',
        otherwise:
          '未作选择时，大屏最多显示脱敏姓名（如 王*明）；选择“不同意”后，连脱敏姓名也不显示，只显示“一位党员”。是否同意不影响签到和积分。',
        withdraw: '可随时在本页改为“不同意”，之后的签到立即按新的选择显示。',
      },
      en: {
        title: 'Show my name on walls when I check in',
        what: "After you check in, your name, your branch and the time appear on the district's wall and on the site's screen until newer check-ins replace them. Only screens approved for full names show the full name.",
        whom: 'Whoever is at the site or can see the wall. Phone and ID numbers never appear on a screen.',
        otherwise:
          'Without a decision, screens show the masked name at most (e.g. 王*明). If you refuse, not even that: just "a Party member". Your check-in and your points do not depend on it.',
        withdraw: 'You can change to "No" here at any time; check-ins from then on follow it at once.',
      },
    },
  },
  NAME_IN_RANKING: {
    version: 1,
    words: {
      'zh-CN': {
        title: '在个人排行中显示我的名次',
        what: '按活动签到次数或先锋指数排出的个人名次，连同您的姓名和所在支部，显示在区级、镇街和支部的排行中。',
        whom: '能看到这些排行的党员和工作人员。先锋指数的得分明细不公开，仍只有您和有权限的工作人员可见。',
        otherwise: '未作选择或选择“不同意”时，您不出现在个人排行中；指数照常计算，支部平均数不受影响。',
        withdraw: '可随时在本页改为“不同意”，您会从个人排行中消失。',
      },
      en: {
        title: 'Show my place in rankings of persons',
        what: 'Your place by check-ins or by the pioneer index, with your name and branch, in rankings of the district, the township and the branch.',
        whom: 'Members and staff who can see these rankings. The lines of your index are not published: only you and staff in charge see them.',
        otherwise:
          "Without a decision, or if you refuse, you do not appear in rankings of persons. Your index is computed all the same, and your branch's mean does not change.",
        withdraw: 'You can change to "No" here at any time; you then disappear from rankings of persons.',
      },
    },
  },
};

export const CONSENT_PURPOSES = Object.keys(CONSENT_TEXTS) as ConsentPurpose[];
