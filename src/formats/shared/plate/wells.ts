/** Name of a row of a plate: A to Z, then AA, AB, …, as plates of 1536 wells have them. */
export function rowName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : rowName(Math.floor(index / 26) - 1) + letter;
}

/** Name of a well for people: "B02". */
export function wellName(row: number, column: number): string {
  return `${rowName(row)}${String(column + 1).padStart(2, "0")}`;
}

/** Index of a row by its letters, in upper or lower case. */
export function rowIndex(letters: string): number {
  return Array.from(letters.toUpperCase()).reduce((index, letter) => (index + 1) * 26 + letter.charCodeAt(0) - 65, -1);
}
