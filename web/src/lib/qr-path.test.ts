import { describe, expect, it } from 'vitest';
import { qrPicture } from './qr-path.ts';

describe('the picture of a code', () => {
  const { size, path } = qrPicture('https://hongxin.example/m/c/AQGary58AHq8je8BI0VniasHIN-A6kjmNT_s69izYw');

  it('is small enough to be read across a room: version 7 at most', () => {
    expect(size).toBeLessThanOrEqual(45);
  });

  it('begins with a finder pattern, drawn in runs', () => {
    expect(path.startsWith('M0 0h7v1h-7z')).toBe(true);
    expect(path).toContain(`M${size - 7} 0h7v1h-7z`);
  });

  it('draws no module outside of it', () => {
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(size);
      expect(Number(y)).toBeLessThan(size);
    }
  });
});
