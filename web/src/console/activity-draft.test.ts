import { describe, expect, it } from 'vitest';
import { draftFaults, toOpenActivityInput, type ActivityDraft } from './activity-draft.ts';

const draft: ActivityDraft = {
  id: '0197a000-0000-7000-8000-000000000001',
  title: '开放式主题党日',
  kind: 'OPEN_ACTIVITY',
  hostOrganizationId: 'host',
  opensAt: '2026-11-23T14:00',
  closesAt: '2026-11-23T16:00',
  siteIds: ['one', 'two'],
};

describe('checking a draft', () => {
  it.each<[string, Partial<ActivityDraft>, ReturnType<typeof draftFaults>]>([
    ['a complete one', {}, {}],
    ['a title of one character', { title: ' 党 ' }, { title: 'nameWrong' }],
    ['a title of 81 characters', { title: '党'.repeat(81) }, { title: 'nameWrong' }],
    ['no host', { hostOrganizationId: '' }, { host: 'hostWrong' }],
    ['no time', { opensAt: '' }, { times: 'timeMissing' }],
    ['an end before the start', { closesAt: '2026-11-23T13:00' }, { times: 'timesWrong' }],
    ['longer than a day', { closesAt: '2026-11-24T14:01' }, { times: 'timesWrong' }],
    ['exactly a day', { closesAt: '2026-11-24T14:00' }, {}],
    ['no site', { siteIds: [] }, { sites: 'sitesWrong' }],
  ])('%s', (_name, change, faults) => {
    expect(draftFaults({ ...draft, ...change })).toEqual(faults);
  });
});

describe('what is sent', () => {
  it('has one session for each site, in UTC', () => {
    const input = toOpenActivityInput(draft, (siteId) => `session-of-${siteId}`);
    expect(input.sessions).toEqual([
      {
        id: 'session-of-one',
        siteId: 'one',
        opensAt: '2026-11-23T06:00:00.000Z',
        closesAt: '2026-11-23T08:00:00.000Z',
      },
      {
        id: 'session-of-two',
        siteId: 'two',
        opensAt: '2026-11-23T06:00:00.000Z',
        closesAt: '2026-11-23T08:00:00.000Z',
      },
    ]);
  });
});
