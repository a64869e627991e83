import { baseName, folderOf } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ChannelDescription } from "../../model/image.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { positiveNumber, wholeNumber } from "../shared/numberText.ts";
import { openIndex, readIndexText } from "../shared/plate/indexFile.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isImageList } from "./fileNames.ts";
import { type ImageList, parseImageList } from "./imageList.ts";
import { channelOf, type Elements, elementsOf, factsOf } from "./settings.ts";

/**
 * Opens a plate of a CellVoyager by any of the files that describe it (.mlf, .mrf, .wpi, .mes), or by its folder. `openPages` opens the
 * planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, readPlate);
}

async function readPlate(input: IndexInput): Promise<PlateContents> {
  const list = await findList(input);
  const folder = folderOf(list.path);
  const images = parseImageList(await readIndexText(list.source, input.signal), list.path, folder);
  const beside = input.paths.filter((path) => folderOf(path) === folder);
  const named = (ending: RegExp): string | null => beside.find((path) => ending.test(path)) ?? null;
  const detailPath = named(/\.mrf$/i);
  const detail = await readElements(detailPath, input);
  const platePath = named(/\.wpi$/i);
  const plate = await readElements(platePath, input);
  const [{ MeasurementSettingFileName: settingName } = {}] = detail("MeasurementDetail");
  const settingPath = beside.find((path) => baseName(path) === settingName) ?? named(/\.mes$/i);
  const settings = await readElements(settingPath, input);
  const files = [list.path, detailPath, platePath, settingPath].filter((path) => path !== null);
  return contentsOf({ images, detail, plate, settings, files, fallback: baseName(folder) });
}

/** The list of images beside the file that was dropped. */
async function findList(input: IndexInput): Promise<Awaited<ReturnType<typeof openIndex>>> {
  const { path, paths, directory } = input;
  if (path === "" || isImageList(path)) return openIndex(input, isImageList);
  const found = paths.find((other) => isImageList(other) && folderOf(other) === folderOf(path));
  const source = found === undefined ? null : await directory.open(found);
  if (found !== undefined && source !== null) return { path: found, source };
  throw new ZarrdropError("companion-missing", `${path} needs MeasurementData.mlf beside it, which lists the images.`, {
    file: path,
    files: ["MeasurementData.mlf"],
    advice: "Drop the whole folder of the measurement.",
  });
}

async function readElements(path: string | null, { directory, signal }: IndexInput): Promise<Elements> {
  const source = path === null ? null : await directory.open(path);
  return path === null || source === null ? () => [] : elementsOf(await readIndexText(source, signal), path);
}

type Documents = {
  images: ImageList;
  detail: Elements;
  plate: Elements;
  settings: Elements;
  files: string[];
  fallback: string;
};

function contentsOf({ images, detail, plate, settings, files, fallback }: Documents): PlateContents {
  const [about = {}] = detail("MeasurementDetail");
  const [samplePlate = {}] = detail("MeasurementSamplePlate");
  const [wellPlate = {}] = plate("WellPlate");
  const name = [samplePlate["Name"], wellPlate["Name"], about["Title"]].find(
    (text) => text !== undefined && text !== "",
  );
  const byNumber = (elements: Elements, kind: string) =>
    new Map(elements(kind).map((attributes) => [Number(attributes["Ch"]), attributes]));
  const measured = byNumber(detail, "MeasurementChannel");
  const described = byNumber(settings, "Channel");
  const used = [...images.channels.values()].map(({ channel }) => channel);
  const first = measured.get(used[0] ?? 0) ?? {};
  return {
    format: "cellvoyager",
    formatName: "CellVoyager plate",
    name: name ?? fallback,
    indexFiles: files,
    plate: {
      name: name ?? fallback,
      rows: wholeNumber(wellPlate["Rows"] ?? about["RowCount"], 4) ?? 0,
      columns: wholeNumber(wellPlate["Columns"] ?? about["ColumnCount"], 4) ?? 0,
    },
    channels: channelsOf(images, described),
    planes: images.planes,
    pixelSize: {
      y: positiveNumber(first["VerticalPixelDimension"]),
      x: positiveNumber(first["HorizontalPixelDimension"]),
    },
    planeDistance: null,
    timeInterval: null,
    significantBits: positiveNumber(first["InputBitDepth"]),
    acquisitionDate: about["BeginTime"] ?? null,
    facts: factsOf(about, described.get(used[0] ?? 0) ?? {}),
    notes: notesOf(images, described, used, measured.size > 0),
  };
}

function channelsOf(
  { channels }: ImageList,
  described: ReadonlyMap<number, Readonly<Record<string, string>>>,
): Map<number, ChannelDescription> {
  return new Map(
    [...channels].map(([number, { channel, action }]) => {
      const own = channelOf(described.get(channel) ?? {});
      const name = own.name ?? `Channel ${channel}`;
      return [number, { ...own, name: action === null ? name : `${name} (action ${action})` }];
    }),
  );
}

function notesOf(
  { failures }: ImageList,
  described: ReadonlyMap<number, Readonly<Record<string, string>>>,
  used: readonly number[],
  isMeasured: boolean,
): string[] {
  const notes: string[] = [];
  const unused = [...described].filter(([channel]) => !used.includes(channel));
  if (unused.length > 0) {
    const names = unused.map(([channel, attributes]) => channelOf(attributes).name ?? String(channel));
    notes.push(`Channels of the settings that were not used are left out: ${names.join(", ")}.`);
  }
  if (failures > 0) notes.push(`Records of failures without a place: ${failures}.`);
  if (!isMeasured) notes.push("MeasurementDetail.mrf is not there: the pixel size is unknown.");
  return notes;
}
