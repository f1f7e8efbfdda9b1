/**
 * The site's code in what was scanned: our own link under any address (a LAN name and the public one lead to the same
 * house; the code itself is signed). Null when it is something else.
 */
export function scannedCode(text: string): string | null {
  const path = URL.canParse(text) ? new URL(text).pathname : text;
  return /\/m\/c\/([\w-]{20,200})\/?$/.exec(path)?.[1] ?? null;
}
