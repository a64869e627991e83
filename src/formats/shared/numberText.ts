/** A whole number of at most so many digits; null for any other text. */
export function wholeNumber(text: string | null | undefined, digits: number): number | null {
  return text != null && text.length <= digits && /^\d+$/.test(text) ? Number(text) : null;
}

/** A number; null for an empty text, or one that is none. */
export function numberOf(text: string | null | undefined): number | null {
  const value = Number(text);
  return text == null || text === "" || !Number.isFinite(value) ? null : value;
}

/** A number above zero; null for any other text. */
export function positiveNumber(text: string | null | undefined): number | null {
  const value = numberOf(text);
  return value !== null && value > 0 ? value : null;
}
