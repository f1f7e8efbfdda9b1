/** Line drawings on a 24 × 24 field. */
export const ICON_PATHS = {
  alert:
    'M12 8v5M12 16.5v.01M10.3 3.9 2.6 17.2A2 2 0 0 0 4.3 20h15.4a2 2 0 0 0 1.7-2.8L13.7 3.9a2 2 0 0 0-3.4 0Z',
  back: 'M15 5l-7 7 7 7',
  building: 'M4 21V5l9-3v19M13 8h7v13M2 21h20M7 8h2M7 12h2M7 16h2M16 12h1M16 16h1',
  calendar: 'M4 6h16v15H4zM4 10h16M8 3v4M16 3v4',
  camera: 'M4 8h3l2-3h6l2 3h3v12H4zM12 17a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevron: 'M9 5l7 7-7 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.5l3.5 2',
  close: 'M6 6l12 12M18 6 6 18',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-5M12 15a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  keypad: 'M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M12 19h.01',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  link: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  offline:
    'M3 3l18 18M8.5 16a5 5 0 0 1 6 -.6M5 12.5a10 10 0 0 1 5-2.7M14.5 10a10 10 0 0 1 4.5 2.5M2 9a15 15 0 0 1 5-3M12 5.5A15 15 0 0 1 22 9M12 20v.01',
  pin: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  play: 'M7 4.5v15l12-7.5z',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 5v5h-5M4 19v-5h5M19 10a7.5 7.5 0 0 0-13-3M5 14a7.5 7.5 0 0 0 13 3',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  screen: 'M3 4h18v12H3zM8 21h8M12 16v5',
  stop: 'M6 6h12v12H6z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  users:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 21c0-4 3-6.5 7-6.5s7 2.5 7 6.5M16 3.5a4 4 0 0 1 0 7M18 14.8c2.5.800 4 3 4 6.2',
} as const;

export type IconName = keyof typeof ICON_PATHS;
