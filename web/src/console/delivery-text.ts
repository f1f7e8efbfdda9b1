const MINUTE_MS = 60_000;

/** How late a screen was: tenths of a second below ten seconds, then seconds, then minutes. */
export function latenessOf(lagMs: number): { unit: 'seconds' | 'minutes'; count: string } {
  if (lagMs >= MINUTE_MS) return { unit: 'minutes', count: String(Math.round(lagMs / MINUTE_MS)) };
  return { unit: 'seconds', count: (lagMs / 1_000).toFixed(lagMs < 9_950 ? 1 : 0) };
}

/** Where a feed is drawn that is shown by name to who may know screens, and by its sites to everybody else. */
export function placeOf(
  showing: { screen?: { name: string } | null; sites: readonly { name: string }[] },
  wholeDistrict: string,
): string {
  if (showing.screen) return showing.screen.name;
  return showing.sites.map(({ name }) => name).join('、') || wholeDistrict;
}
