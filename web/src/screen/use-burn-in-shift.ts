import { onScopeDispose, ref, type Ref } from 'vue';

const SHIFT_EVERY_MS = 3 * 60_000;
// Design pixels at 1080p: far too little to notice, enough that no edge stands on the same pixels for months.
const PLACES = [
  [0, 0],
  [3, 1],
  [2, -3],
  [-2, -2],
  [-4, 1],
  [-1, 3],
  [4, 2],
] as const;

/** A CSS `translate` that wanders by 2–4 px every few minutes, against burn-in. */
export function useBurnInShift(): Ref<string> {
  const shift = ref('0 0');
  let at = 0;
  const timer = setInterval(() => {
    at = (at + 1) % PLACES.length;
    const [x, y] = PLACES[at] ?? PLACES[0];
    shift.value = `${x / 100}rem ${y / 100}rem`;
  }, SHIFT_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  return shift;
}
