import type { Same } from '../same.ts';
import type { consoleDelivery as zh } from '../zh-CN/console-delivery.ts';

export const consoleDelivery = {
  delivery: {
    state: { SHOWING: 'Showing', BEHIND: 'Behind', SILENT: 'Silent' },
    stateText: {
      SHOWING: 'It reported within 60 seconds, and nothing of the live picture waits',
      BEHIND: 'It reported within 60 seconds, and a check-in waits for it longer than 15 seconds',
      SILENT: 'No report for 60 seconds: off, without network, or its page is not in front',
    },
    never: 'No report yet',
    neverText: 'This screen has never reported how far it has drawn',
    lastEvent: 'last no. {seq}',
    behind: '{count} to go',
    seconds: '{count} s late',
    minutes: '{count} min late',
    told: 'reported {time}',
    shownOn: 'On screens',
    shownOnNone: '—',
    shownOnNoneText: 'No screen reported that it drew this check-in when it came (kept for 7 days)',
    screens: 'Screens: {count}',
    open: 'Which screens showed this check-in',
    wholeDistrict: 'District wall',
  },
} satisfies Same<typeof zh>;
