/** The call that a step's text begins with: `recv` of `recv(a, 64)`. */
export function callIn(text: string): string {
  return text.split('(', 1)[0] ?? '';
}
