import { createBlockCache } from "../../bytes/blockCache.ts";
import { baseName, folderOf, joinPath } from "../../model/paths.ts";
import type { ByteDirectory, ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { indicesBetween } from "../../model/region.ts";
import { factsOf } from "../shared/describeRaw.ts";
import { readIndexText } from "../shared/plate/indexFile.ts";
import { NOWHERE, type PlaneRecord, type PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { axisOf, micrometres, sectionStep, timeStep } from "./axes.ts";
import { describeChannels } from "./channels.ts";
import { findPlanes, pathOfPlane, type PlaneSet } from "./planes.ts";
import { parseSettings, type Settings } from "./settings.ts";

/** The files of an acquisition, in their folder or in an OIB file. */
export type AcquisitionFiles = {
  directory: ByteDirectory;
  /** All paths of the directory. */
  paths: readonly string[];
  main: { path: string; source: ByteSource };
  openPages: OpenPages;
  signal: AbortSignal;
};

/** An acquisition, and along which axis the rows of its files lie. */
export type Acquisition = { contents: PlateContents; rowAxis: RowAxis };

/** The axis of rows: y, but in scans of a line or a section. */
export type RowAxis = "Y" | "Z" | "T";

const REFERENCE = "Reference Image Parameter";

/**
 * Reads what the main file of an acquisition says, and what the names of its planes do. `about`: of the file that was opened.
 * @throws `companion-missing` without planes; `corrupt`, `unsupported-feature`, `limit`
 */
export async function readAcquisition(
  files: AcquisitionFiles,
  about: Pick<PlateContents, "format" | "formatName" | "name">,
): Promise<Acquisition> {
  const { directory, main, signal } = files;
  const settings = parseSettings(await readIndexText(main.source, signal));
  const folder = folderOfPlanes(settings, files);
  const members = files.paths.filter((path) => folderOf(path) === folder);
  const planes = folder === null ? null : findPlanes(members);
  if (folder === null || planes === null) throw withoutPlanes(main.path);
  const rowAxis = rowAxisOf(settings, planes);
  const rows = rowAxis === "Y" ? 1 : await rowsOf(planes.model.path, files);
  const { numbers } = planes;
  const channels = await describeChannels(
    settings,
    { channels: numbers.C, wavelengths: numbers.L },
    { directory, folder, signal },
  );
  const properties = await propertiesOf(planes.model.path, files);
  const height = settings.number(REFERENCE, "HeightConvertValue");
  const width = settings.number(REFERENCE, "WidthConvertValue");
  const bits = settings.number(REFERENCE, "ValidBitCounts");
  const sections = rowAxis === "Z" ? rows : numbers.Z.length;
  const times = rowAxis === "T" ? rows : numbers.T.length;
  const contents: PlateContents = {
    ...about,
    indexFiles: [main.path, ...members],
    plate: null,
    channels: new Map(channels.entries()),
    planes: listPlanes(planes, rowAxis, rows),
    pixelSize: {
      y: rowAxis === "Y" ? micrometres(height, settings.text(REFERENCE, "HeightUnit")) : null,
      x: micrometres(width, settings.text(REFERENCE, "WidthUnit")),
    },
    planeDistance: sections > 1 ? sectionStep(axisOf(settings, "Z")) : null,
    timeInterval: times > 1 ? timeStep(axisOf(settings, "T")) : null,
    significantBits: bits !== null && Number.isInteger(bits) && bits > 0 ? bits : null,
    acquisitionDate: dateOf(settings),
    facts: describeFacts(settings, properties, numbers.C),
    notes: notesOf(settings, { Z: sections, T: times, C: numbers.C.length, L: numbers.L.length }),
  };
  return { contents, rowAxis };
}

/** The folder beside the main file that has its name, or the one that it names; null if neither is there. */
function folderOfPlanes(settings: Settings, { main, paths }: AcquisitionFiles): string | null {
  const [named = ""] = settings.text("ProfileSaveInfo", "PtyFileNameS").split(/[\\/]/);
  const folders = new Map(paths.map((path) => [folderOf(path).toLowerCase(), folderOf(path)]));
  for (const name of [`${baseName(main.path)}.files`, named]) {
    const found = folders.get(joinPath(folderOf(main.path), name).toLowerCase());
    if (name !== "" && found !== undefined) return found;
  }
  return null;
}

function withoutPlanes(path: string): ZarrdropError {
  return new ZarrdropError("companion-missing", `The pixels are in a folder beside ${path}, and it is not there.`, {
    files: [`${path}.files`],
    advice: "Drop the file together with its folder, or the folder that both lie in.",
  });
}

/** Rows are y but in scans whose second axis is another one, which then is in no file's name. */
function rowAxisOf(settings: Settings, { letters }: PlaneSet): RowAxis {
  const second = settings.text("Axis Parameter Common", "AxisOrder")[1] ?? "";
  return (second === "Z" || second === "T") && !letters.includes(second) ? second : "Y";
}

async function rowsOf(path: string, { directory, openPages, signal }: AcquisitionFiles): Promise<number> {
  const source = await directory.open(path);
  if (source === null) throw new ZarrdropError("source-changed", `${path} is not there any more.`, { file: path });
  const pages = await openPages(source, { bytes: 0, cache: createBlockCache(), signal });
  return pages.kind === "pages" ? pages.rows : 1;
}

/** All planes, whether they are there or not; where rows are sections or times, one for each row. */
function listPlanes(set: PlaneSet, rowAxis: RowAxis, rows: number): PlaneRecord[] {
  const { P, T, C, L, Z } = set.numbers;
  const last = [P, T, C, L, Z].map((numbers) => numbers.length - 1);
  const planes: PlaneRecord[] = [];
  for (const index of indicesBetween([0, 0, 0, 0, 0], last)) {
    const [point, time, channel, wavelength, section] = index as [number, number, number, number, number];
    const places = { P: P[point]!, T: T[time]!, C: C[channel]!, L: L[wavelength]!, Z: Z[section]! };
    const path = pathOfPlane(set, places);
    for (let page = 0; page < rows; page++) {
      planes.push({
        row: 0,
        column: 0,
        field: set.letters.includes("P") ? places.P : 0,
        time: rowAxis === "T" ? page : places.T,
        channel: channel * L.length + wavelength,
        section: rowAxis === "Z" ? page : places.Z,
        path,
        page,
        position: NOWHERE,
        seconds: null,
      });
    }
  }
  return planes;
}

/** What was kept of the first plane's own settings: none where they are gone. */
async function propertiesOf(path: string, { directory, signal }: AcquisitionFiles): Promise<Settings> {
  const source = await directory.open(path.replace(/\.tif$/i, ".pty"));
  return parseSettings(source === null ? "" : await readIndexText(source, signal));
}

const ACQUISITION = "Acquisition Parameters Common";

/** Local time, ISO 8601; the names are misspelt in the files. */
function dateOf(settings: Settings): string | null {
  const [, day, time] =
    /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(settings.text(ACQUISITION, "ImageCaputreDate")) ?? [];
  const milliseconds = settings.text(ACQUISITION, "ImageCaputreDate+MilliSec");
  if (day === undefined || time === undefined) return null;
  return `${day}T${time}${/^\d{1,3}$/.test(milliseconds) ? `.${milliseconds.padStart(3, "0")}` : ""}`;
}

function describeFacts(settings: Settings, plane: Settings, channels: readonly number[]): Record<string, string> {
  return factsOf([
    ["Name of the data", settings.text("File Info", "DataName")],
    ["Comment", settings.text("File Info", "UserComment")],
    ["System", settings.text("Version Info", "SystemName")],
    ["Software version", settings.text("Version Info", "SystemVersion")],
    ["Scan mode", settings.text(ACQUISITION, "ScanMode")],
    ["Zoom", settings.text(ACQUISITION, "ZoomValue")],
    ["Objective", plane.text(ACQUISITION, "ObjectiveLens Name")],
    ["Numerical aperture", plane.text(ACQUISITION, "ObjectiveLens NAValue")],
    ["Magnification", plane.text(ACQUISITION, "Magnification")],
    ...channels.flatMap((channel): [string, string | null][] => {
      const section = `Channel ${channel} Parameters`;
      const name = settings.text(section, "CH Name") || `Channel ${channel}`;
      const excitation = settings.number(section, "ExcitationWavelength");
      return [
        [`Dye of ${name}`, settings.text(section, "DyeName")],
        [`Excitation of ${name}`, excitation !== null && excitation > 0 ? `${excitation} nm` : null],
      ];
    }),
  ]);
}

const AXIS_WORDS = { Z: "sections", T: "time points", C: "channels", L: "wavelengths" } as const;

/** Scans that were stopped have fewer planes than they were to have. */
function notesOf(settings: Settings, lengths: Record<keyof typeof AXIS_WORDS, number>): string[] {
  return (["T", "Z", "C", "L"] as const).flatMap((letter) => {
    const count = axisOf(settings, letter)?.count ?? 0;
    if (count <= lengths[letter]) return [];
    return [`${count} ${AXIS_WORDS[letter]} were planned, and ${lengths[letter]} are there.`];
  });
}
