import { describe, expect, it } from 'vitest';
import { fuchunRiver } from '../screen/map/fuchun-river.ts';
import { drawSchematic, openedAxis, smoothPath } from './schematic.ts';

// Places of the 24 townships: GeoNames (CC BY 4.0) and estimates.
const townships: [string, number, number][] = [
  ['富春街道', 119.9519, 30.0533],
  ['春江街道', 119.9641, 30.0333],
  ['鹿山街道', 119.9038, 30.009],
  ['东洲街道', 119.9848, 30.0783],
  ['银湖街道', 119.948, 30.115],
  ['万市镇', 119.5689, 30.0977],
  ['洞桥镇', 119.5831, 30.0761],
  ['渌渚镇', 119.76, 29.92],
  ['永昌镇', 119.7317, 30.0381],
  ['里山镇', 120.0621, 30.0503],
  ['常绿镇', 120.05, 29.88],
  ['场口镇', 119.8774, 29.9131],
  ['常安镇', 119.915, 29.865],
  ['龙门镇', 119.9474, 29.903],
  ['新登镇', 119.7289, 29.9713],
  ['胥口镇', 119.6668, 29.9839],
  ['大源镇', 119.9956, 30.0061],
  ['灵桥镇', 120.0293, 30.0303],
  ['新桐乡', 119.8147, 29.9066],
  ['上官乡', 119.99, 29.935],
  ['环山乡', 119.9246, 29.9314],
  ['湖源乡', 119.9443, 29.8135],
  ['春建乡', 119.8265, 30.0764],
  ['渔山乡', 120.0877, 30.0659],
];
const places = townships.map(([name, longitude, latitude]) => ({ name, longitude, latitude }));
const options = {
  size: { width: 920, height: 620 },
  box: { width: 120, height: 70 },
  course: fuchunRiver,
  courseWidth: 16,
};

describe('the schematic of the district', () => {
  const { points, course } = drawSchematic(places, options);

  it('places 24 labels without any overlap', () => {
    const overlaps = points.flatMap((one, at) =>
      points.slice(at + 1).flatMap((other, ahead) => {
        const isApart =
          Math.abs(one.x - other.x) >= options.box.width || Math.abs(one.y - other.y) >= options.box.height;
        return isApart ? [] : [`${places[at]?.name}–${places[at + 1 + ahead]?.name}`];
      }),
    );
    expect(points).toHaveLength(24);
    expect(overlaps).toEqual([]);
  });

  it('keeps every label inside the picture', () => {
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(options.box.width / 2);
      expect(x).toBeLessThanOrEqual(options.size.width - options.box.width / 2);
      expect(y).toBeGreaterThanOrEqual(options.box.height / 2);
      expect(y).toBeLessThanOrEqual(options.size.height - options.box.height / 2);
    }
  });

  it('keeps the river free of labels', () => {
    const wet = points.flatMap((point, at) =>
      course.some(
        (stone) =>
          Math.abs(stone.x - point.x) < options.box.width / 2 &&
          Math.abs(stone.y - point.y) < options.box.height / 2,
      )
        ? [places[at]?.name]
        : [],
    );
    expect(wet).toEqual([]);
  });

  it('keeps neighbours where they are: west of, north of', () => {
    const of = (name: string) =>
      points[places.findIndex((place) => place.name === name)] ?? { x: NaN, y: NaN };
    expect(of('万市镇').x).toBeLessThan(of('新登镇').x);
    expect(of('新登镇').x).toBeLessThan(of('富春街道').x);
    expect(of('富春街道').x).toBeLessThan(of('渔山乡').x);
    expect(of('银湖街道').y).toBeLessThan(of('富春街道').y);
    expect(of('富春街道').y).toBeLessThan(of('湖源乡').y);
  });

  it('draws the same picture each time', () => {
    expect(drawSchematic(places, options)).toEqual({ points, course });
  });
});

describe('an opened axis', () => {
  it.each([
    ['begins at 0', 1, 0],
    ['ends at 1', 9, 1],
  ])('%s', (_name, value, wanted) => {
    expect(openedAxis([1, 2, 3, 9])(value)).toBeCloseTo(wanted);
  });

  it('rises, also beyond its ends', () => {
    const axis = openedAxis([1, 2, 3, 9]);
    const values = [0, 1, 1.5, 2, 2.5, 3, 6, 9, 10].map(axis);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });
});

describe('a smooth path', () => {
  it('goes through its points', () => {
    expect(
      smoothPath([
        { x: 0, y: 0 },
        { x: 10, y: 0 },
      ]),
    ).toBe('M0.0 0.0C1.7 0.0 8.3 0.0 10.0 0.0');
  });
});
