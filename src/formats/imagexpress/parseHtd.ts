import { quotedLines } from "../shared/quotedLines.ts";

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
  const entries = quotedLines(text);
  const count = (name: string): number => {
    const value = entries.get(name.toLowerCase())?.[0] ?? "";
    return /^\d{1,5}$/.test(value) ? Math.max(1, Number(value)) : 1;
  };
  const isTrue = (value: string | undefined): boolean => /^true$/i.test(value ?? "");
  const flag = (name: string): boolean => isTrue(entries.get(name.toLowerCase())?.[0]);
  const chosen = (name: string, rows: number): { row: number; column: number }[] =>
    Array.from({ length: rows }, (_, row) => entries.get(`${name}${row + 1}`.toLowerCase()) ?? []).flatMap(
      (values, row) => values.flatMap((value, column) => (isTrue(value) ? [{ row, column }] : [])),
    );
  const waves = new Map<number, string>();
  for (let wave = 1; wave <= (flag("Waves") ? Math.min(count("NWavelengths"), 999) : 1); wave++) {
    if (entries.get(`wavecollect${wave}`)?.[0] !== "0") waves.set(wave, entries.get(`wavename${wave}`)?.[0] ?? "");
  }
  const rows = count("YWells");
  return {
    rows,
    columns: count("XWells"),
    wells: chosen("WellsSelection", Math.min(rows, 999)),
    sites: flag("Sites") ? Math.max(1, chosen("SiteSelection", Math.min(count("YSites"), 999)).length) : 1,
    times: count("TimePoints"),
    sections: flag("ZSeries") ? count("ZSteps") : 1,
    waves,
  };
}
