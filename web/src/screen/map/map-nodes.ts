import { drawSchematic, smoothPath, type Point } from '../../lib/schematic.ts';
import type { WallSite, WallTownship } from '../use-district.ts';
import { fuchunRiver } from './fuchun-river.ts';

// In hundredths of a rem: design pixels of the 1920×1080 canvas.
export const MAP_SIZE = { width: 920, height: 620 };
const BOX = { width: 120, height: 70 };
const RIVER_WIDTH = 16;
const LAMP_APART = 26;
const LAMPS_BELOW = 20;

export type MapLamp = Point & { site: WallSite };
export type MapTownship = Point & { township: WallTownship; lamps: MapLamp[] };
export type DistrictMap = { townships: MapTownship[]; river: string };

export function drawDistrict(townships: readonly WallTownship[], sites: readonly WallSite[]): DistrictMap {
  const { points, course } = drawSchematic(townships, {
    size: MAP_SIZE,
    box: BOX,
    course: fuchunRiver,
    courseWidth: RIVER_WIDTH,
  });
  return {
    river: smoothPath(course),
    townships: townships.map((township, at) => {
      const { x, y } = points[at] ?? { x: 0, y: 0 };
      const here = sites.filter((site) => site.township?.code === township.code);
      return { township, x, y, lamps: lampsBelow({ x, y }, here) };
    }),
  };
}

/** Lamps in a row below the name; the count of the day stands at their right end. */
function lampsBelow({ x, y }: Point, sites: readonly WallSite[]): MapLamp[] {
  const countWidth = 44;
  const left = x - (sites.length * LAMP_APART + countWidth) / 2 + LAMP_APART / 2;
  return sites.map((site, at) => ({ site, x: left + at * LAMP_APART, y: y + LAMPS_BELOW }));
}
