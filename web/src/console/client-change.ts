import type { ConsoleApiClientFragment, UpdateApiClientInput } from '../graphql/generated/graphql.ts';
import { faultsOf, newClientForm, operationsOf, type ClientFault, type ClientForm } from './client-form.ts';

/** Of the operations that are allowed only hashes are kept: they stay, are replaced as a whole, or fall away. */
export const OPERATIONS_WAYS = ['KEEP', 'REPLACE', 'FREE'] as const;
export type OperationsWay = (typeof OPERATIONS_WAYS)[number];

export type Change = Omit<UpdateApiClientInput, 'id'>;

/** The form of a registered system. Keys that were given as text are not shown again: left empty, they stay. */
export const formOf = (client: ConsoleApiClientFragment): ClientForm => ({
  ...newClientForm(),
  name: client.name,
  purpose: client.purpose,
  agreementNumber: client.agreementNumber,
  agreementEndsOn: client.agreementEndsOn,
  contact: client.contact,
  scopes: client.scopes,
  keysBy: client.jwksUrl ? 'URL' : 'TEXT',
  jwksUrl: client.jwksUrl ?? '',
  requestsPerMinute: client.requestsPerMinute,
  costPerDay: client.costPerDay,
});

/** Only what differs from what is registered. */
export function changeOf(client: ConsoleApiClientFragment, form: ClientForm, way: OperationsWay): Change {
  const wanted = {
    purpose: form.purpose.trim(),
    agreementNumber: form.agreementNumber.trim(),
    agreementEndsOn: form.agreementEndsOn,
    contact: form.contact.trim(),
    requestsPerMinute: Number(form.requestsPerMinute),
    costPerDay: Number(form.costPerDay),
  };
  const changed = Object.entries(wanted).filter(
    ([name, value]) => client[name as keyof typeof wanted] !== value,
  );
  const isSameScopes =
    form.scopes.length === client.scopes.length &&
    form.scopes.every((scope) => client.scopes.includes(scope));
  return {
    ...(Object.fromEntries(changed) as Partial<typeof wanted>),
    ...(!isSameScopes && { scopes: [...form.scopes] }),
    ...(isKeysChanged(client, form) &&
      (form.keysBy === 'URL' ? { jwksUrl: form.jwksUrl.trim() } : { jwks: form.jwks })),
    ...(way === 'REPLACE' && { allowedOperations: operationsOf(form.operations) }),
    ...(way === 'FREE' && client.allowedOperations.length > 0 && { allowedOperations: [] }),
  };
}

function isKeysChanged(client: ConsoleApiClientFragment, form: ClientForm): boolean {
  if (form.keysBy === 'URL') return form.jwksUrl.trim() !== client.jwksUrl;
  return client.jwksUrl !== null || form.jwks.trim() !== '';
}

const FIELD_OF: Partial<Record<ClientFault, keyof Change>> = {
  purpose: 'purpose',
  agreement: 'agreementNumber',
  endsOn: 'agreementEndsOn',
  contact: 'contact',
  scopes: 'scopes',
  keysUrl: 'jwksUrl',
  keysText: 'jwks',
  keysPrivate: 'jwks',
  perMinute: 'requestsPerMinute',
  costPerDay: 'costPerDay',
};

/** What is wrong with what changes; what was registered before stands as it is. */
export function changeFaults(
  form: ClientForm,
  { change, way, now }: { change: Change; way: OperationsWay; now: number },
): ReadonlySet<ClientFault> {
  const faults = [...faultsOf(form, now)].filter((fault) => {
    const field = FIELD_OF[fault];
    return field !== undefined && field in change;
  });
  const isNothing = way === 'REPLACE' && change.allowedOperations?.length === 0;
  return new Set(isNothing ? [...faults, 'operations'] : faults);
}
