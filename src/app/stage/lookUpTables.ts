/** Names of the look-up tables for single channels. */
export const LOOK_UP_TABLES = ["viridis", "inferno", "magma"] as const;

/** A look-up table: light of a channel to colour. */
export type LookUpTable = (typeof LOOK_UP_TABLES)[number];

/** Colours of a table. */
export const TABLE_LENGTH = 256;

/** Colours at equal steps, as matplotlib's tables have them (van der Walt and Smith, CC0); in between they run straight. */
const STEPS: Record<LookUpTable, string> = {
  viridis: "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
  inferno: "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
  magma: "000004 180f3e 451077 721f81 9f2f7f cd4071 f1605d fd9567 feca8d fcfdbf",
};

const made = new Map<LookUpTable, Uint8Array<ArrayBuffer>>();

/** The colours of a table, red, green and blue in turn, 0 to 255; not to be changed. Every picture that is drawn asks for them. */
export function lookUpTable(name: LookUpTable): Uint8Array<ArrayBuffer> {
  const colors = made.get(name) ?? makeTable(name);
  made.set(name, colors);
  return colors;
}

function makeTable(name: LookUpTable): Uint8Array<ArrayBuffer> {
  const steps = STEPS[name].split(" ").map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const colors = new Uint8Array(TABLE_LENGTH * 3);
  for (let index = 0; index < TABLE_LENGTH; index++) {
    const place = (index / (TABLE_LENGTH - 1)) * (steps.length - 1);
    const below = Math.min(steps.length - 2, Math.floor(place));
    for (let part = 0; part < 3; part++) {
      const [from, to] = [steps[below]![part]!, steps[below + 1]![part]!];
      colors[index * 3 + part] = Math.round(from + (to - from) * (place - below));
    }
  }
  return colors;
}
