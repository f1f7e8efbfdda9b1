import { badInput, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Context } from '../context.ts';
import { type Decided, isKnownText } from './consent.ts';
import type { ConsentDocument } from './documents.ts';

type World = Pick<Context, 'loaders' | 'consents' | 'tell' | 'now'>;

export async function decideConsent(
  { loaders, consents, tell, now }: World,
  viewer: Viewer,
  decided: Decided,
): Promise<ConsentDocument> {
  if (!isKnownText(decided.purpose, decided.textVersion))
    throw badInput('同意书的版本不对。请刷新页面，阅读当前文本后再选择。', 'UNKNOWN_TEXT');
  const member = await loaders.member.load(viewer.sub);
  if (!member) throw notFound('没有找到您的党员信息。请联系所在党支部核实登记。');
  const consent = await consents.decide(member, decided, now(), actorOf(viewer, member.orgPath));
  loaders.consents.clear(member._id);
  tell();
  return consent;
}
