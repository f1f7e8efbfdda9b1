import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { canRead, readRecord, refuseOtherData, writeRecord } from './data-record.ts';
import { mongodSpec } from './mongod.ts';
import { redisSpec } from './redis.ts';

const series = (text: string) => {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return { major, minor, text };
};

describe("deciding whether an engine reads another version's data", () => {
  it.each([
    [mongodSpec, '6.0', '6.0', true],
    [mongodSpec, '7.0', '6.0', true],
    [mongodSpec, '8.0', '6.0', false],
    [mongodSpec, '6.0', '8.0', false],
    [mongodSpec, '8.2', '8.0', true],
    [mongodSpec, '8.0', '8.2', false],
    [redisSpec, '8.2', '6.2', true],
    [redisSpec, '6.2', '7.0', false],
  ])('$label: %s', (spec, engine, data, isReadable) => {
    expect(canRead(series(engine), series(data), spec.majorsBack)).toBe(isReadable);
  });

  it('refuses with both versions and the folder', () => {
    const refuse = () =>
      refuseOtherData(mongodSpec, { version: '8.0.17', port: 1 }, series('6.0.5'), '/srv/x');
    expect(refuse).toThrow(/\/srv\/x[\s\S]*8\.0\.17[\s\S]*6\.0\.5/);
  });

  it('keeps version and port, and knows nothing of a new folder', async () => {
    await using folder = await temporaryFolder();
    expect(await readRecord(folder.path, mongodSpec)).toBeUndefined();
    await writeRecord(folder.path, mongodSpec, { version: '6.0.5', port: 27_500 });
    expect(await readRecord(folder.path, mongodSpec)).toEqual({ version: '6.0.5', port: 27_500 });
  });
});
