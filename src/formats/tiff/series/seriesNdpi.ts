import { NDPI_TAG } from "../container/ndpi.ts";
import { plainResolution } from "./resolution.ts";
import { plainFacts } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import { genericSeries } from "./seriesGeneric.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Names of the pictures that are no tissue, by their magnification. */
const PICTURES: ReadonlyMap<number, string> = new Map([
  [-1, "Macro"],
  [-2, "Map"],
]);

/** The series of a Hamamatsu slide: the tissue with its levels and focal planes, the macro picture and the map (tifffile's rule). */
export async function ndpiSeries(file: TiffFile, notes: string[]): Promise<Series[]> {
  const series = await genericSeries(file);
  for (const each of series) {
    const { keyPage } = each.levels[0]!;
    each.kind = "ndpi";
    if (each.axes.startsWith("I")) each.axes = `Z${each.axes.slice(1)}`;
    const magnification = (await file.numbers(keyPage, NDPI_TAG.Magnification))?.[0] ?? null;
    if (each.levels.length > 1) each.name = (await file.text(keyPage, NDPI_TAG.SlideLabel)) || "Baseline";
    else if (magnification !== null) each.name = PICTURES.get(magnification) ?? "";
    each.facts = plainFacts(await plainResolution(file, keyPage), notes);
    if (magnification !== null && magnification > 0) each.facts.texts["Objective"] = `${magnification}×`;
    const scanner = await file.text(keyPage, NDPI_TAG.ScannerSerialNumber);
    if (scanner !== "") each.facts.texts["Scanner"] = scanner;
  }
  return series;
}
