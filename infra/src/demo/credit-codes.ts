import { makeCreditCode } from '@hongxin/organizations/credit-code';
import type { Rng } from './rng.ts';

const CHARACTERS = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
/** Market regulator, enterprise, district's region code. */
const ENTERPRISE_IN_FUYANG = '91330111';

/** Unified social credit codes of invented enterprises of the district, each once. */
export function creditCoder(rng: Rng): () => string {
  const taken = new Set<string>();
  return () => {
    for (;;) {
      let organization = 'MA';
      while (organization.length < 8) organization += rng.pick(CHARACTERS);
      if (taken.has(organization)) continue;
      taken.add(organization);
      return makeCreditCode(ENTERPRISE_IN_FUYANG, organization);
    }
  };
}
