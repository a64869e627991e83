import { isTrueText, quotedLines } from "../shared/quotedLines.ts";

/** What a plate was to hold, as its .HTD file says. */
export type PlateSetup = {
  rows: number;
  columns: number;
  /** Chosen wells, from 0. */
  wells: { row: number; column: number }[];
  sites: number;
  times: number;
  /** Sections of a stack; 1 without one. */
  sections: number;
  /** Names of the wavelengths that were to be recorded, by number from 1. */
  waves: Map<number, string>;
};

/** Reads the lines `"Name", value, value` of an .HTD file. What it does not say counts as one. */
export function parseHtd(text: string): PlateSetup {
  const { values, value, isTrue, count } = quotedLines(text);
  const chosen = (name: string, rows: number): { row: number; column: number }[] =>
    Array.from({ length: rows }, (_, row) => values(`${name}${row + 1}`)).flatMap((line, row) =>
      line.flatMap((each, column) => (isTrueText(each) ? [{ row, column }] : [])),
    );
  const waves = new Map<number, string>();
  for (let wave = 1; wave <= (isTrue("Waves") ? Math.min(count("NWavelengths"), 999) : 1); wave++) {
    if (value(`WaveCollect${wave}`) !== "0") waves.set(wave, value(`WaveName${wave}`));
  }
  const rows = count("YWells");
  return {
    rows,
    columns: count("XWells"),
    wells: chosen("WellsSelection", Math.min(rows, 999)),
    sites: isTrue("Sites") ? Math.max(1, chosen("SiteSelection", Math.min(count("YSites"), 999)).length) : 1,
    times: count("TimePoints"),
    sections: isTrue("ZSeries") ? count("ZSteps") : 1,
    waves,
  };
}
