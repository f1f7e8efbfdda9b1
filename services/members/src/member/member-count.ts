import type { HomeCount } from './store.ts';

/** Members of each organization together with those below it, by the ids in the paths of their homes. */
export function countByOrganization(homes: readonly HomeCount[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { orgPath, registered, floating } of homes)
    for (const id of new Set(orgPath.split('/')))
      if (id) counts.set(id, (counts.get(id) ?? 0) + registered + floating);
  return counts;
}

export function memberFigures(homes: readonly HomeCount[]): {
  total: number;
  registered: number;
  floating: number;
} {
  const sum = (kind: 'registered' | 'floating') => homes.reduce((total, home) => total + home[kind], 0);
  const [registered, floating] = [sum('registered'), sum('floating')];
  return { total: registered + floating, registered, floating };
}
