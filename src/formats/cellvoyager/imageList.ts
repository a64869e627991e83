import { joinPath } from "../../model/paths.ts";
import { LIMITS } from "../../model/limits.ts";
import { numberOf, wholeNumber } from "../shared/numberText.ts";
import type { PlaneRecord } from "../shared/plate/plateContents.ts";
import { parseXml, type XmlElement } from "../shared/xml.ts";

/** The images of a measurement, as MeasurementData.mlf lists them. */
export type ImageList = {
  planes: PlaneRecord[];
  /** The channel's number in the settings and the number of the action that took it, by the number that planes have for it. */
  channels: Map<number, { channel: number; action: number | null }>;
  /** Records that say of no place that it failed. */
  failures: number;
};

/** Of the largest number that is believed. */
const DIGITS = 5;
/** More than there are actions. */
const ACTION = 100_000;

/**
 * Reads a list of images. A channel that several actions took (a stack, and its projection) is one for each of them. Paths are as the
 * file says, in `folder`.
 * @throws `corrupt`, `limit`
 */
export function parseImageList(text: string, file: string, folder: string): ImageList {
  const planes: PlaneRecord[] = [];
  const actions: number[] = [];
  let failures = 0;
  parseXml(text, file, {
    length: LIMITS.metadataBytes,
    attributes: LIMITS.linkedEntries * 16,
    take: (element) => {
      if (element.name !== "MeasurementRecord") return false;
      const plane = planeOf(element, folder);
      if (plane === null) failures++;
      else {
        planes.push(plane);
        actions.push(wholeNumber(element.attributes["ActionIndex"], DIGITS) ?? 0);
      }
      return true;
    },
  });
  const known = new Map<number, Set<number>>();
  for (const [index, { channel }] of planes.entries()) {
    known.set(channel, (known.get(channel) ?? new Set()).add(actions[index]!));
  }
  const isShared = (channel: number): boolean => known.get(channel)!.size > 1;
  const channels: ImageList["channels"] = new Map();
  for (const [index, plane] of planes.entries()) {
    const { channel } = plane;
    const action = isShared(channel) ? actions[index]! : null;
    plane.channel = channel * ACTION + (action ?? 0);
    channels.set(plane.channel, { channel, action });
  }
  return { planes, channels, failures };
}

function planeOf({ attributes, text }: XmlElement, folder: string): PlaneRecord | null {
  const number = (name: string): number | null => wholeNumber(attributes[name], DIGITS);
  const row = number("Row");
  const column = number("Column");
  const channel = number("Ch");
  if (row === null || column === null || channel === null || row < 1 || column < 1) return null;
  const name = text.trim().replaceAll("\\", "/");
  const time = Date.parse(attributes["Time"] ?? "") / 1000;
  return {
    row: row - 1,
    column: column - 1,
    field: number("FieldIndex") ?? 1,
    time: number("TimePoint") ?? 1,
    channel,
    section: number("ZIndex") ?? 1,
    // Other types are errors, with their text in place of a file.
    path: attributes["Type"] === "IMG" && name !== "" ? joinPath(folder, name) : null,
    page: 0,
    position: { z: numberOf(attributes["Z"]), y: numberOf(attributes["Y"]), x: numberOf(attributes["X"]) },
    seconds: Number.isFinite(time) ? time : null,
  };
}
