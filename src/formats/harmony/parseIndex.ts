import { joinPath } from "../../model/paths.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeNumber } from "../shared/numberText.ts";
import type { PlaneRecord } from "../shared/plate/plateContents.ts";
import { parseXml, type XmlElement } from "../shared/xml.ts";
import { micrometres, numberIn, type TextFields } from "./textFields.ts";

/** What a list of images says. */
export type HarmonyIndex = {
  /** Of the plate: PlateID, Name, PlateTypeName, PlateRows, …; and of the whole: InstrumentType. */
  plate: TextFields;
  /** What holds for all planes of a channel, by its number. */
  channels: Map<number, TextFields>;
  planes: PlaneRecord[];
};

/** Of the largest number that is believed. */
const DIGITS = 9;

/** Corrections of the light field and the like: long, and not applied. */
const UNWANTED = new Set(["FlatfieldProfile", "SkewcropParameters", "Wells", "OrientationMatrix"]);

/**
 * Reads a list of images: versions 1 to 7 of Harmony's index, and Columbus's. Up to version 5 each image has all that is known of its
 * channel, later ones say it once (`Maps`). Paths are as the file says, in `folder`.
 * @throws `corrupt`, `limit`
 */
export function parseHarmonyIndex(text: string, file: string, folder: string): HarmonyIndex {
  const channels = new Map<number, TextFields>();
  const planes: PlaneRecord[] = [];
  const addTo = (channel: number | null, fields: TextFields): void => {
    if (channel === null) return;
    const known = channels.get(channel);
    if (known === undefined) channels.set(channel, new Map(fields));
    else for (const [name, value] of fields) if (!known.has(name)) known.set(name, value);
  };
  const root = parseXml(text, file, {
    length: LIMITS.metadataBytes,
    skip: (name) => UNWANTED.has(name),
    take: (element) => {
      if (element.name === "Entry") {
        addTo(wholeNumber(element.attributes["ChannelID"], DIGITS), fieldsOf(element));
        return true;
      }
      // In the lists of wells, images are references without content.
      if (element.name !== "Image" || element.children.length === 0) return false;
      const fields = fieldsOf(element);
      const plane = planeOf(fields, folder);
      if (plane === null) return true;
      if (!channels.has(plane.channel) || planes.length === 0 || !channels.get(plane.channel)!.has("ImageSizeX")) {
        addTo(plane.channel, fields);
      }
      planes.push(plane);
      return true;
    },
  });
  const plate: TextFields = new Map();
  for (const element of descendants(root)) {
    if (element.children.length === 0 && element.text !== "" && !plate.has(element.name)) {
      plate.set(element.name, { text: element.text.trim(), unit: null });
    }
  }
  return { plate, channels, planes };
}

function planeOf(fields: TextFields, folder: string): PlaneRecord | null {
  const number = (name: string): number | null => wholeNumber(fields.get(name)?.text, DIGITS);
  const row = number("Row");
  const column = number("Col");
  const channel = number("ChannelID");
  if (row === null || column === null || channel === null || row < 1 || column < 1) return null;
  const url = fields.get("URL");
  const isRecorded = url !== undefined && url.text !== "" && /^(?:ok)?$/i.test(fields.get("State")?.text ?? "");
  return {
    row: row - 1,
    column: column - 1,
    field: number("FieldID") ?? 1,
    time: number("TimepointID") ?? 0,
    channel,
    section: number("PlaneID") ?? 1,
    path: isRecorded ? joinPath(folder, url.text.replaceAll("\\", "/")) : null,
    page: wholeNumber(url?.buffer, DIGITS) ?? 0,
    position: {
      z: micrometres(fields.get("PositionZ")),
      y: micrometres(fields.get("PositionY")),
      x: micrometres(fields.get("PositionX")),
    },
    seconds: numberIn(fields.get("MeasurementTimeOffset")),
  };
}

function fieldsOf(element: XmlElement): TextFields {
  const fields: TextFields = new Map();
  for (const { name, text, attributes } of element.children) {
    const { Unit: unit = null, BufferNo: buffer } = attributes;
    fields.set(name, { text: text.trim(), unit, ...(buffer === undefined ? {} : { buffer }) });
  }
  return fields;
}

/** Elements that are left of the document once its images are taken: few. */
function* descendants(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* descendants(child);
}
