import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that start a mesh run first, and short ones after them, so that no worker is left alone with a long one at the end.
 * By itself vitest begins with the largest file, and the longest of ours only lists its stories.
 */
export class WorldsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isOfWorlds = ({ moduleId }: TestSpecification) => moduleId.startsWith(import.meta.dirname);
    const sorted = await super.sort(files);
    return [...sorted.filter(isOfWorlds), ...sorted.filter((file) => !isOfWorlds(file))];
  }
}
