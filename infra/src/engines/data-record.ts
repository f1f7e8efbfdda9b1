import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LaunchProblem } from '../launch-problem.ts';
import { messages } from '../messages.ts';
import type { EngineSpec, Version } from './program.ts';

/** Which version made the data, and the port of the last run: the same port again spares a reconfiguration. */
type DataRecord = { version: string; port: number };

const fileOf = (dataDir: string, spec: EngineSpec) => join(dataDir, `${spec.command}.json`);

export async function readRecord(dataDir: string, spec: EngineSpec): Promise<DataRecord | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(dataDir, spec), 'utf8')) as DataRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeRecord(dataDir: string, spec: EngineSpec, record: DataRecord): Promise<void> {
  const file = fileOf(dataDir, spec);
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}

type Series = Pick<Version, 'major' | 'minor'>;

/** No engine reads data of a later version; how far back it reads is its own. */
export function canRead(engine: Series, data: Series, majorsBack: number): boolean {
  if (engine.major === data.major) return engine.minor >= data.minor;
  return engine.major > data.major && engine.major - data.major <= majorsBack;
}

export function refuseOtherData(
  spec: EngineSpec,
  record: DataRecord | undefined,
  engine: Version,
  dataDir: string,
): void {
  if (!record) return;
  const [major = 0, minor = 0] = record.version.split('.').map(Number);
  if (canRead(engine, { major, minor }, spec.majorsBack)) return;
  throw new LaunchProblem(messages.otherVersionsData(spec.label, record.version, engine.text, dataDir));
}
