import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { childNamed, childrenNamed, parseXml, type XmlElement } from "../shared/xml.ts";
import { factsOf } from "../shared/describeRaw.ts";
import { wholeNumber } from "../shared/numberText.ts";

/** What LightField says behind the frames (SPE 3.0). */
export type SpeFooter = {
  regions: { width: number; height: number; stepBytes: number }[];
  dtype: DataType;
  /** Bytes from frame to frame. */
  stepBytes: number;
  date: string | null;
  facts: Record<string, string>;
};

const MOST_BYTES = 16 * 2 ** 20;
const TYPES: ReadonlyMap<string, DataType> = new Map([
  ["MonochromeUnsigned16", "uint16"],
  ["MonochromeUnsigned32", "uint32"],
  ["MonochromeFloating32", "float32"],
]);

/**
 * Reads the XML at the end of a file.
 * @throws `corrupt`, `unsupported-feature`
 */
export async function readFooter(source: ByteSource, at: number, signal: AbortSignal): Promise<SpeFooter> {
  if (at >= source.size)
    throw new ZarrdropError(
      "corrupt",
      `${source.name} ends too early: what it says of itself at its end is not there.`,
    );
  const bytes = await source.read(at, Math.min(MOST_BYTES, source.size - at), signal);
  const root = parseXml(new TextDecoder().decode(bytes).replace(/\0+$/, ""), source.name);
  const format = childNamed(root, "DataFormat");
  const frame = format === null ? null : childNamed(format, "DataBlock");
  if (frame === null) throw new ZarrdropError("corrupt", `${source.name} does not say how its frames are stored.`);
  const dtype = TYPES.get(frame.attributes["pixelFormat"] ?? "");
  if (dtype === undefined) {
    throw new ZarrdropError("unsupported-feature", `${source.name} has pixels of a kind that is not read.`, {
      technical: frame.attributes["pixelFormat"] ?? "",
    });
  }
  const regions = childrenNamed(frame, "DataBlock").map((block) => ({
    width: lengthIn(block, "width"),
    height: lengthIn(block, "height"),
    stepBytes: lengthIn(block, "stride"),
  }));
  const { date, camera } = historyOf(root);
  return { regions, dtype, stepBytes: lengthIn(frame, "stride"), date, facts: factsOf([["Camera", camera]]) };
}

function lengthIn({ attributes }: XmlElement, name: string): number {
  const length = wholeNumber(attributes[name], 12);
  if (length !== null && length > 0) return length;
  throw new ZarrdropError("corrupt", "The file gives impossible sizes.", { technical: `${name} ${attributes[name]}` });
}

function historyOf(root: XmlElement): { date: string | null; camera: string } {
  const histories = childNamed(root, "DataHistories");
  const origin = childNamed(childNamed(histories ?? root, "DataHistory") ?? root, "Origin");
  const created = origin?.attributes["created"] ?? "";
  const cameras = ["Experiment", "Devices", "Cameras", "Camera"].reduce<XmlElement | null>(
    (element, name) => (element === null ? null : childNamed(element, name)),
    origin,
  );
  return {
    date: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(created) ? created : null,
    camera: cameras?.attributes["model"] ?? "",
  };
}
