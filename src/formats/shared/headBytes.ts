/** Whether a file has this text (ISO 8859-1) at a place of its beginning. */
export function hasText(head: Uint8Array, at: number, text: string): boolean {
  if (head.length < at + text.length) return false;
  for (let index = 0; index < text.length; index++) if (head[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
