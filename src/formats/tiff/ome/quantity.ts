/** A number with its unit as written; the unit is null where the file gives none. */
export type Quantity = { value: number; unit: string | null };

/** A number attribute with its `…Unit`; `positive` refuses zero and below, which mean "unknown" for sizes. */
export function quantity(
  attributes: Readonly<Record<string, string>>,
  name: string,
  positive: boolean,
): Quantity | null {
  const text = attributes[name];
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value) || (positive && value <= 0)) return null;
  return { value, unit: attributes[`${name}Unit`] ?? null };
}
