/** A bar whose length is a round number. */
export type ScaleBar = { /** CSS pixels. */ length: number; label: string };

/** NGFF unit names of lengths, from small to large, with how people write them and what they are in metres. */
const UNITS: Record<string, { symbol: string; metres: number }> = {
  picometer: { symbol: "pm", metres: 1e-12 },
  angstrom: { symbol: "Å", metres: 1e-10 },
  nanometer: { symbol: "nm", metres: 1e-9 },
  micrometer: { symbol: "µm", metres: 1e-6 },
  millimeter: { symbol: "mm", metres: 1e-3 },
  centimeter: { symbol: "cm", metres: 1e-2 },
  meter: { symbol: "m", metres: 1 },
};
const STEPS = ["picometer", "nanometer", "micrometer", "millimeter", "meter"].map((name) => UNITS[name]!);

/**
 * The longest round length (1, 2 or 5 times a power of ten) of at most `most` CSS pixels.
 * @param pixelSize length of a pixel of level 0 in `unit`
 * @param unit NGFF name, or null for pixels
 * @param zoom CSS pixels per pixel of level 0
 */
export function scaleBar(pixelSize: number, unit: string | null, zoom: number, most = 140): ScaleBar {
  const known = unit === null ? undefined : UNITS[unit];
  if (known === undefined) {
    const isPixels = unit === null || !(pixelSize > 0);
    const perLength = isPixels ? 1 : pixelSize;
    const length = roundBelow((most / zoom) * perLength);
    return { length: (length / perLength) * zoom, label: `${plainNumber(length)} ${isPixels ? "px" : unit}` };
  }
  const metresPerCssPixel = (pixelSize * known.metres) / zoom;
  const metres = roundBelow(most * metresPerCssPixel);
  // A hair's tolerance: 1e-6 / 1e-6 is not always 1.
  const step = STEPS.findLast((candidate) => metres >= candidate.metres * 0.999) ?? STEPS[0]!;
  return { length: metres / metresPerCssPixel, label: `${plainNumber(metres / step.metres)} ${step.symbol}` };
}

/** How people write an NGFF unit: "µm". */
export function unitSymbol(unit: string | null): string {
  return unit === null ? "" : (UNITS[unit]?.symbol ?? (unit === "second" ? "s" : unit));
}

function roundBelow(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const factor = length / power >= 5 ? 5 : length / power >= 2 ? 2 : 1;
  return factor * power;
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
