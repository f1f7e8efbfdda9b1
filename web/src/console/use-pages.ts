import { computed, ref, type ComputedRef } from 'vue';
import { useLoaded, type Loaded } from '../ui/use-loaded.ts';

export type Pages<T> = Omit<Loaded<readonly T[]>, 'data'> & {
  rows: ComputedRef<readonly T[] | null>;
  hasMore: ComputedRef<boolean>;
  loadMore(): void;
  /** From the first page again, e.g. with another filter. */
  restart(): void;
};

const PAGE = 50;

/** A list that grows page by page; a reload asks for all that is shown anew. */
export function usePages<T>(loadPage: (first: number, last: T | null) => Promise<readonly T[]>): Pages<T> {
  const pages = ref(1);
  const isWhole = ref(false);

  const { data, ...loaded } = useLoaded<readonly T[]>(async () => {
    const all: T[] = [];
    isWhole.value = false;
    for (let page = 0; page < pages.value && !isWhole.value; page += 1) {
      const rows = await loadPage(PAGE, all.at(-1) ?? null);
      all.push(...rows);
      isWhole.value = rows.length < PAGE;
    }
    return all;
  });

  function show(count: number): void {
    pages.value = count;
    void loaded.reload();
  }

  return {
    ...loaded,
    rows: computed(() => data.value),
    hasMore: computed(() => data.value !== null && !isWhole.value),
    loadMore: () => show(pages.value + 1),
    restart() {
      data.value = null;
      show(1);
    },
  };
}
