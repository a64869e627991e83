import { positiveNumber, wholeNumber } from "../shared/numberText.ts";

/** What the description of an experiment says; null for what it does not. */
export type Experiment = {
  plateName: string | null;
  rows: number | null;
  columns: number | null;
  /** Micrometres. */
  pixelSize: number | null;
  sectionStep: number | null;
  /** Seconds. */
  timeInterval: number | null;
  /** In the order of the settings, those that were not used too. */
  channels: string[];
};

/**
 * Reads experiment_descriptor.xml: LabVIEW's values with names, of which only the names are looked at. Such documents have characters that
 * XML does not allow, so they are no matter for a parser of XML.
 */
export function parseDescriptor(text: string): Experiment {
  const values = new Map<string, string[]>();
  for (const [, name, value] of text.matchAll(/<Name>([^<]{1,100})<\/Name>\s*<Val>([^<]{0,1000})<\/Val>/g)) {
    const known = values.get(name!.trim());
    if (known === undefined) values.set(name!.trim(), [value!.trim()]);
    else known.push(value!.trim());
  }
  const first = (name: string): string | null => values.get(name)?.find((value) => value !== "") ?? null;
  // Tables elsewhere have rows and columns too.
  const [, layout = ""] = text.split("format typedef", 2);
  const side = (name: string): number | null =>
    wholeNumber(new RegExp(`<Name>${name}</Name>\\s*<Val>\\s*([1-9]\\d?)\\s*</Val>`).exec(layout)?.[1], 2);
  const delay = positiveNumber(first("timeloop delay [ms]"));
  return {
    plateName: first("plate name"),
    rows: side("Rows"),
    columns: side("Columns"),
    pixelSize: positiveNumber(first("conversion factor um/pixel")),
    sectionStep: positiveNumber(first("slices distance")),
    timeInterval: delay === null ? null : delay / 1000,
    channels: [...new Set(values.get("name") ?? [])],
  };
}
