import type { Place } from '../../lib/schematic.ts';

/** The Fuchun river 富春江 through the district, from Tonglu to Hangzhou: by eye, for the schematic only. */
export const fuchunRiver: readonly Place[] = [
  { longitude: 119.7, latitude: 29.815 },
  { longitude: 119.775, latitude: 29.862 },
  { longitude: 119.812, latitude: 29.898 },
  { longitude: 119.833, latitude: 29.94 },
  { longitude: 119.885, latitude: 29.968 },
  { longitude: 119.925, latitude: 29.995 },
  { longitude: 119.957, latitude: 30.044 },
  { longitude: 119.995, latitude: 30.0545 },
  { longitude: 120.022, latitude: 30.061 },
  { longitude: 120.036, latitude: 30.085 },
  { longitude: 120.044, latitude: 30.13 },
];
