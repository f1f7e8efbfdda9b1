import type { ApiScope, RegisterApiClientInput } from '../graphql/generated/graphql.ts';
import { dayOf } from '../lib/district-time.ts';

/** What the form of a system to be registered holds. */
export type ClientForm = {
  name: string;
  purpose: string;
  agreementNumber: string;
  agreementEndsOn: string;
  contact: string;
  scopes: readonly ApiScope[];
  organizationId: string | null;
  keysBy: 'URL' | 'TEXT';
  jwksUrl: string;
  jwks: string;
  requestsPerMinute: number | '';
  costPerDay: number | '';
  operations: string;
};

export const newClientForm = (): ClientForm => ({
  name: '',
  purpose: '',
  agreementNumber: '',
  agreementEndsOn: '',
  contact: '',
  scopes: [],
  organizationId: null,
  keysBy: 'URL',
  jwksUrl: '',
  jwks: '',
  requestsPerMinute: 600,
  costPerDay: 1_000_000,
  operations: '',
});

export type ClientFault =
  | 'name'
  | 'purpose'
  | 'agreement'
  | 'endsOn'
  | 'contact'
  | 'scopes'
  | 'place'
  | 'keysUrl'
  | 'keysText'
  | 'keysPrivate'
  | 'perMinute'
  | 'costPerDay'
  | 'operations';

/** Where the words for a fault stand. */
export const faultWords = (fault: ClientFault): string =>
  fault === 'keysPrivate' ? 'console.clients.keysPrivate' : `console.clients.${fault}Wrong`;

/** Every field that the server would refuse, by the limits of its SDL. */
export function faultsOf(form: ClientForm, now: number): ReadonlySet<ClientFault> {
  const has = (text: string, least: number, most: number): boolean => {
    const { length } = [...text.trim()];
    return length >= least && length <= most;
  };
  const isWhole = (value: number | '', least: number, most: number): boolean =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  const right: Record<
    Exclude<ClientFault, 'keysUrl' | 'keysText' | 'keysPrivate' | 'operations'>,
    boolean
  > = {
    name: has(form.name, 2, 60),
    purpose: has(form.purpose, 10, 300),
    agreement: has(form.agreementNumber, 2, 60),
    endsOn: /^\d{4}-\d{2}-\d{2}$/.test(form.agreementEndsOn) && form.agreementEndsOn > dayOf(now),
    contact: has(form.contact, 2, 100),
    scopes: form.scopes.length > 0,
    place: form.organizationId !== null,
    perMinute: isWhole(form.requestsPerMinute, 1, 6_000),
    costPerDay: isWhole(form.costPerDay, 100, 10_000_000),
  };
  const wrong = Object.entries(right).flatMap(([name, isRight]) => (isRight ? [] : [name as ClientFault]));
  const keys = form.keysBy === 'URL' ? judgeUrl(form.jwksUrl) : judgeKeys(form.jwks);
  return new Set(keys ? [...wrong, keys] : wrong);
}

function judgeUrl(text: string): ClientFault | null {
  return URL.canParse(text.trim()) && text.trim().startsWith('https://') ? null : 'keysUrl';
}

/** A private key that was pasted by mistake is told here, before it leaves the page. */
function judgeKeys(text: string): ClientFault | null {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length === 0) return 'keysText';
    const isKey = (key: unknown): key is object => typeof key === 'object' && key !== null;
    if (!keys.every(isKey)) return 'keysText';
    return keys.some((key) => 'd' in key) ? 'keysPrivate' : null;
  } catch {
    return 'keysText'; // not JSON at all
  }
}

export function inputOf(form: ClientForm, id: string, organizationId: string): RegisterApiClientInput {
  return {
    id,
    name: form.name.trim(),
    purpose: form.purpose.trim(),
    agreementNumber: form.agreementNumber.trim(),
    agreementEndsOn: form.agreementEndsOn,
    contact: form.contact.trim(),
    scopes: [...form.scopes],
    organizationId,
    jwksUrl: form.keysBy === 'URL' ? form.jwksUrl.trim() : null,
    jwks: form.keysBy === 'TEXT' ? form.jwks : null,
    requestsPerMinute: Number(form.requestsPerMinute),
    costPerDay: Number(form.costPerDay),
    allowedOperations: operationsOf(form.operations),
  };
}

/** Operations stand apart by an empty line; one inside an operation does no harm. */
export function operationsOf(text: string): string[] {
  return text
    .split(/\n\s*\n(?=\s*(?:query|subscription|mutation|\{))/)
    .map((operation) => operation.trim())
    .filter((operation) => operation !== '');
}
