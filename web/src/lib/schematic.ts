// A schematic of places: true in who lies beside whom, not in distances. Labels are spread until none covers another.

export type Place = { longitude: number; latitude: number };
export type Point = { x: number; y: number };
export type Size = { width: number; height: number };

export type SchematicOptions = {
  /** The whole picture. */
  size: Size;
  /** What each place takes, its distance to the next included. */
  box: Size;
  /** A line that stays free of boxes, e.g. a river, in degrees. */
  course: readonly Place[];
  courseWidth: number;
};

export type Schematic = { points: Point[]; course: Point[] };

/** How far dense parts are opened: 0 keeps the true distances, 1 spaces all places evenly on each axis. */
const OPENING = 0.45;
const ROUNDS = 600;
const COURSE_STEPS = 12;

export function drawSchematic(places: readonly Place[], options: SchematicOptions): Schematic {
  const { size, box } = options;
  const across = openedAxis(places.map(({ longitude }) => longitude));
  const up = openedAxis(places.map(({ latitude }) => latitude));
  const project = ({ longitude, latitude }: Place): Point => ({
    x: box.width / 2 + across(longitude) * (size.width - box.width),
    y: box.height / 2 + (1 - up(latitude)) * (size.height - box.height),
  });
  const homes = places.map(project);
  const course = options.course.map(project);
  return { points: spread(homes, alongLine(course), options), course };
}

/** A rising function onto 0…1 that gives dense parts of an axis more room than sparse ones. */
export function openedAxis(values: readonly number[]): (value: number) => number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 1;
  const range = high - low || 1;
  const knots = sorted.map((value, rank) => {
    const even = sorted.length > 1 ? rank / (sorted.length - 1) : 0.5;
    return { value, to: (1 - OPENING) * ((value - low) / range) + OPENING * even };
  });
  return (value) => {
    const above = Math.min(
      Math.max(
        knots.findIndex((knot) => knot.value >= value),
        1,
      ),
      Math.max(knots.length - 1, 1),
    );
    const right = value > high ? knots.at(-1) : knots[above];
    const left = value > high ? knots.at(-2) : knots[above - 1];
    if (!left || !right) return 0.5;
    return left.to + ((value - left.value) / (right.value - left.value)) * (right.to - left.to);
  };
}

/** Pushes boxes apart along their shorter overlap and pulls them softly home; the last rounds only push. */
function spread(
  homes: readonly Point[],
  course: readonly Point[],
  { size, box, courseWidth }: SchematicOptions,
): Point[] {
  const points = homes.map((home) => ({ ...home }));
  const water = { width: (box.width + courseWidth) / 2, height: (box.height + courseWidth) / 2 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const pull = 0.06 * Math.max(0, 1 - round / (ROUNDS * 0.5));
    for (const [at, point] of points.entries()) {
      const home = homes[at] ?? point;
      point.x += (home.x - point.x) * pull;
      point.y += (home.y - point.y) * pull;
      for (const stone of course) pushApart(point, { ...stone }, water, 1);
      for (const other of points.slice(at + 1)) pushApart(point, other, box, 0.5);
      point.x = Math.min(Math.max(point.x, box.width / 2), size.width - box.width / 2);
      point.y = Math.min(Math.max(point.y, box.height / 2), size.height - box.height / 2);
    }
  }
  return points;
}

function pushApart(one: Point, other: Point, reach: Size, share: number): void {
  const dx = one.x - other.x;
  const dy = one.y - other.y;
  const overlapX = reach.width - Math.abs(dx);
  const overlapY = reach.height - Math.abs(dy);
  if (overlapX <= 0 || overlapY <= 0) return;
  // A hair more than the overlap, so that touching edges do not come back as overlaps of rounding.
  if (overlapX / reach.width < overlapY / reach.height) {
    const step = (dx < 0 ? -1 : 1) * (overlapX + 0.01);
    one.x += step * share;
    other.x -= step * (1 - share);
  } else {
    const step = (dy < 0 ? -1 : 1) * (overlapY + 0.01);
    one.y += step * share;
    other.y -= step * (1 - share);
  }
}

/** Points so close along a line that no box fits between two of them. */
function alongLine(line: readonly Point[]): Point[] {
  return line.slice(1).flatMap((end, at) => {
    const start = line[at] ?? end;
    return Array.from({ length: COURSE_STEPS }, (_, step) => ({
      x: start.x + ((end.x - start.x) * step) / COURSE_STEPS,
      y: start.y + ((end.y - start.y) * step) / COURSE_STEPS,
    }));
  });
}

/** A smooth path through points (Catmull–Rom as cubic Béziers). */
export function smoothPath(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return '';
  const at = (index: number): Point => points[Math.min(Math.max(index, 0), points.length - 1)] ?? first;
  const parts = points.slice(1).map((end, index) => {
    const [before, start, after] = [at(index - 1), at(index), at(index + 2)];
    const leave = { x: start.x + (end.x - before.x) / 6, y: start.y + (end.y - before.y) / 6 };
    const arrive = { x: end.x - (after.x - start.x) / 6, y: end.y - (after.y - start.y) / 6 };
    return `C${[leave, arrive, end].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join(' ')}`;
  });
  return `M${first.x.toFixed(1)} ${first.y.toFixed(1)}${parts.join('')}`;
}
