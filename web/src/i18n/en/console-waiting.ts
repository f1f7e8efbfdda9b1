import type { Same } from '../same.ts';
import type { consoleWaiting as zh } from '../zh-CN/console-waiting.ts';

export const consoleWaiting = {
  waiting: {
    title: 'Check-ins to confirm',
    lead: 'The system cannot verify these by itself: they count once staff of the site have said that the member was there',
    member: 'Member',
    session: 'Session',
    tapped: 'Tapped',
    received: 'Received',
    why: 'To note',
    empty: 'Nothing to confirm',
    emptyText:
      'Check-ins that cannot be verified, such as those that arrive after their session, are listed here.',
    decision: { CONFIRM: 'Confirm', DECLINE: 'Decline' },
    decisionText: {
      CONFIRM:
        'Confirms that {name} was there ({time}, {activity}). It then counts in figures and the index.',
      DECLINE:
        'Does not confirm that {name} was there ({time}, {activity}). The check-in becomes void; the record stays and the member sees it.',
    },
    reasonHint: {
      CONFIRM: '2–200 characters: how you know, e.g. "signed the register"; kept with your name.',
      DECLINE: '2–200 characters: how you know, e.g. "was not there that day"; kept with your name.',
    },
    submit: { CONFIRM: 'Confirm', DECLINE: 'Decline' },
    done: { CONFIRM: '{name} is confirmed.', DECLINE: 'The check-in of {name} is declined and void.' },
    flagText: {
      LATE: 'It came more than 30 s after the tap',
      CLOCK_OFF: "The phone's clock was more than 5 minutes off, or was set between tap and sending",
      OVERLAP: 'The member had checked in at another site with a session of the same hours',
      OVER_CAPACITY: 'There was no seat left',
      LOCATION_INACCURATE: "The phone's place was too vague to say that it was at the site",
    },
  },
} satisfies Same<typeof zh>;
