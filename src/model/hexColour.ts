/** Six hexadecimal digits, in capitals, of red, green and blue (0–255): a colour as descriptions and NGFF have it. */
export function hexColour(parts: readonly [red: number, green: number, blue: number]): string {
  const digits = parts.map((part) => part.toString(16).padStart(2, "0"));
  return digits.join("").toUpperCase();
}
