/** A pairing code as people type it: case, spaces and dashes do not matter. Null when it cannot be one. */
export function readUserCode(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[A-Z0-9]{8}$/.test(code) ? code : null;
}
