/** Keeps so many of what was made, those used last. */
export function createLatest<Value>(most: number) {
  const kept = new Map<string, Value>();
  return {
    get(key: string, make: () => Value): Value {
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key); // the latest used stands last
        kept.set(key, known);
        return known;
      }
      const made = make();
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= most) kept.delete(oldest);
      kept.set(key, made);
      return made;
    },
  };
}
