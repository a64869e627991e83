import { planeTiff, PLANE, textFile } from "./plateFiles.ts";

/** A plane of the fixtures by its path, with the number of its pixels (`planeValue`). */
export type ImagexpressPlane = { path: string; number: number };

const WELLS = ["B02", "C11"];
const GUID = "D5F8F51A-3E85-4358-AE51-A465AF87386F";

/** A plate of two wells with two sites, two time points, a wavelength with two sections and one without, and projections. */
export const IMAGEXPRESS_PLANES: readonly ImagexpressPlane[] = WELLS.flatMap((well) =>
  [1, 2].flatMap((site) =>
    [1, 2].flatMap((time) => [
      `TimePoint_${time}/ZStep_1/P_${well}_s${site}_w1`,
      `TimePoint_${time}/ZStep_2/P_${well}_s${site}_w1`,
      `TimePoint_${time}/P_${well}_s${site}_w2`,
    ]),
  ),
).map((path, number) => ({ path, number }));

/** Numbers of planes of the fixtures, by their paths without an ending. */
export const numberOf = (path: string): number => IMAGEXPRESS_PLANES.find((plane) => plane.path === path)!.number;

/** What MetaXpress says of a plane. */
export function metaSeries(path: string): string {
  const [, time, section] = /TimePoint_(\d)\/(?:ZStep_(\d))?/.exec(path)!;
  const wave = path.endsWith("w1") ? 1 : 2;
  const properties = {
    "spatial-calibration-state": "on",
    "spatial-calibration-x": "1.3668",
    "spatial-calibration-y": "1.3668",
    "spatial-calibration-units": "um",
    "acquisition-time-local": `20230221 10:42:1${time}.500`,
    "stage-position-x": "88813.4",
    "stage-position-y": "41385.4",
    "z-position": String(9300 + Number(section ?? 1) * 5),
    wavelength: wave === 1 ? "536" : "0",
    _IllumSetting_: `setting ${wave}`,
    _MagSetting_: "20X Plan Apo",
  };
  const lines = Object.entries(properties).map(([id, value]) => `<prop id="${id}" type="string" value="${value}"/>`);
  return `<MetaData>\n<PlaneInfo>\n${lines.join("\n")}\n</PlaneInfo>\n</MetaData>\n`;
}

/** The files of a plate, by path. `identified`: as MetaXpress writes while it acquires, without an index and with thumbnails. */
export function imagexpressFiles({ identified = false } = {}): Record<string, Uint8Array> {
  const end = identified ? `${GUID}.tif` : ".TIF";
  const files: Record<string, Uint8Array> = identified ? {} : { "P.HTD": textFile(HTD) };
  for (const { path, number } of IMAGEXPRESS_PLANES) {
    files[path + end] = planeTiff([number], { ...PLANE, description: metaSeries(path) });
    if (identified) files[`${path}_thumb${end}`] = planeTiff([999], { width: 2, height: 2 });
    // Of stacks, a projection lies beside their sections.
    if (path.includes("ZStep_2")) files[path.replace("ZStep_2/", "") + end] = planeTiff([900]);
  }
  return files;
}

/** The index of the plate. */
export const HTD = [
  '"HTSInfoFile", Version 1.0',
  '"Description", "a, b"',
  '"TimePoints", 2',
  '"ZSeries", TRUE',
  '"ZSteps", 2',
  '"XWells", 12',
  '"YWells", 8',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map(
    (row) =>
      `"WellsSelection${row}", ${Array.from({ length: 12 }, (_, column) => ((row === 2 && column === 1) || (row === 3 && column === 10) ? "TRUE" : "FALSE")).join(", ")}`,
  ),
  '"Sites", TRUE',
  '"XSites", 3',
  '"YSites", 1',
  '"SiteSelection1", TRUE, FALSE, TRUE',
  '"Waves", TRUE',
  '"NWavelengths", 3',
  '"WaveName1", "DAPI, bright"',
  '"WaveName2", "FITC"',
  '"WaveName3", "never"',
  '"WaveCollect1", 1',
  '"WaveCollect2", 1',
  '"WaveCollect3", 0',
  '"EndFile"',
].join("\r\n");
