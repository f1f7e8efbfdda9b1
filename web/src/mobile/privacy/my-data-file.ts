// The file that a member takes home, pure: readable by programs, with a Chinese word in front that says what it is.
import { monthText } from '../../ui/time-text.ts';
import type { SignedIn } from './documents.ts';
import type { Exported } from './export-documents.ts';

const MONTHS = 12;
const NOTE =
  '本文件是您在“红芯”系统中的个人数据副本，由您本人导出。分值以十分之一分为单位（873 表示 87.3 分）；时间为 UTC。请妥善保管，勿转发他人。';

type MonthKey = `m${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`;
type IndexKey = `i${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`;
type ExportedMember = Exported['member'];
type ExportedIndex = NonNullable<ExportedMember['i0']>;

export type MyData = {
  note: string;
  exportedAt: string;
  member: Omit<ExportedMember, IndexKey>;
  /** The months that have an index, the present one first. */
  indexes: ExportedIndex[];
  signInSessions: readonly SignedIn[];
};

/** The present month and the eleven before it, as the export's variables. */
export function exportMonths(now: number): Record<MonthKey, string> {
  const months = Array.from({ length: MONTHS }, (_, back) => [`m${back}`, monthText(now, back)]);
  return Object.fromEntries(months) as Record<MonthKey, string>;
}

export function myData({ exportedAt, member }: Exported, signInSessions: readonly SignedIn[]): MyData {
  const { i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, ...rest } = member;
  const indexes = [i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11].flatMap((index) => index ?? []);
  return { note: NOTE, exportedAt, member: rest, indexes, signInSessions };
}

export function fileText(data: MyData): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Without a name or number of the person: files lie about in folders and lists of downloads. */
export function fileName(day: string): string {
  return `hongxin-my-data-${day}.json`;
}
