import { describe, expect, it } from 'vitest';
import type {
  MobileSessionFragment,
  MobileStoredCheckInFragment,
  SessionStatus,
} from '../graphql/generated/graphql.ts';
import { countByFilter, filterSessions, listSessions } from './session-list.ts';

function sessionOf(
  id: string,
  status: SessionStatus,
  opensAt = '2026-11-23T08:00:00.000Z',
): MobileSessionFragment {
  const site = { id: `s${id}`, code: `S${id}`, name: id, township: { code: 't', name: '银湖街道' } };
  return {
    id,
    opensAt,
    closesAt: opensAt,
    status,
    attendanceCount: 0,
    site,
    activity: { id: 'a', title: '活动', kind: 'SALON' },
  };
}

function checkInOf(sessionId: string, status: 'VALID' | 'VOID'): MobileStoredCheckInFragment {
  const session = { id: sessionId, opensAt: '', closesAt: '', activity: { id: 'a', title: '活动' } };
  return {
    id: `c${sessionId}`,
    occurredAt: '2026-11-23T08:10:00.000Z',
    status,
    site: { id: 's', name: '站点' },
    session,
  };
}

const sessions = [
  sessionOf('05', 'CLOSED'),
  sessionOf('04', 'PLANNED'),
  sessionOf('03', 'OPEN', '2026-11-23T09:00:00.000Z'),
  sessionOf('02', 'OPEN'),
  sessionOf('01', 'CANCELLED'),
];

describe('the day’s sessions on the phone', () => {
  it('begin with those that I have been to, then what I can still do', () => {
    const listed = listSessions(sessions, [checkInOf('05', 'VALID'), checkInOf('04', 'VOID')]);
    expect(listed.map(({ id }) => id)).toEqual(['05', '02', '03', '04', '01']);
    expect(listed.filter(({ mine }) => mine).map(({ id }) => id)).toEqual(['05']);
  });

  it('are counted and chosen by where they are in their time', () => {
    const listed = listSessions(sessions, []);
    expect(countByFilter(listed)).toEqual({ OPEN: 2, PLANNED: 1, CLOSED: 2, ALL: 5 });
    expect(filterSessions(listed, 'CLOSED').map(({ id }) => id)).toEqual(['05', '01']);
  });
});
