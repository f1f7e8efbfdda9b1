import { readFileSync } from 'node:fs';

export type TownshipKind = 'SUBDISTRICT' | 'TOWN' | 'TOWNSHIP';

export type DemoTownship = {
  /** Division code of 9 digits. */
  code: string;
  name: string;
  /** The name without 街道, 镇 or 乡. */
  shortName: string;
  pinyin: string;
  kind: TownshipKind;
  /** WGS-84. */
  longitude: number;
  latitude: number;
  /** How much of the district's economy is here: our guess. */
  weight: number;
};

type Row = { statCode9: string; name: string; pinyin: string; kind: TownshipKind; wgs84: [number, number] };

const WEIGHTS: Record<string, number> = {
  富春街道: 22,
  春江街道: 8,
  鹿山街道: 6,
  东洲街道: 10,
  银湖街道: 14,
  万市镇: 1.5,
  洞桥镇: 1.2,
  渌渚镇: 1.6,
  永昌镇: 1.3,
  里山镇: 1.4,
  常绿镇: 1.5,
  场口镇: 6,
  常安镇: 1.2,
  龙门镇: 1.1,
  新登镇: 8,
  胥口镇: 1.8,
  大源镇: 5,
  灵桥镇: 3.5,
  新桐乡: 0.8,
  上官乡: 1.2,
  环山乡: 1.3,
  湖源乡: 0.7,
  春建乡: 1,
  渔山乡: 0.8,
};

export function readTownships(): DemoTownship[] {
  const file = new URL('../../data/fuyang-townships.json', import.meta.url);
  const rows = JSON.parse(readFileSync(file, 'utf8')) as Row[];
  return rows.map(({ statCode9, name, pinyin, kind, wgs84: [longitude, latitude] }) => ({
    code: statCode9,
    name,
    shortName: name.replace(/(街道|镇|乡)$/, ''),
    pinyin,
    kind,
    longitude,
    latitude,
    weight: WEIGHTS[name] as number,
  }));
}

export function townshipNamed(townships: readonly DemoTownship[], shortName: string): DemoTownship {
  const found = townships.find((township) => township.shortName === shortName);
  if (!found) throw new Error(`no township ${shortName}`);
  return found;
}
