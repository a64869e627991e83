import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { parseExperiment } from "../metadata/experiment.ts";
import { type LegacyBox, readBoxHeader } from "./legacyBoxes.ts";
import type { Loop } from "../metadata/loops.ts";
import { parsePictureMetadata, type PictureMetadata } from "../metadata/pictureMetadata.ts";
import { childNodes, nodeWith, numberField, textField, type VariantNode } from "../metadata/variant.ts";
import { decodeVariantXml } from "../metadata/variantXml.ts";

/** What the documents of a version 1 file say. Documents that are missing or damaged leave their part empty. */
export type LegacyMetadata = {
  picture: PictureMetadata;
  experiment: Loop[];
  /** The text about the acquisition. */
  description: string;
  /** Bits that carry data, or null. */
  significantBits: number | null;
  /** Number of frames that are described, 0 if none is. */
  frames: number;
};

/**
 * Reads the first document of each kind.
 * @throws `cancelled` and those of reading
 */
export async function readLegacyMetadata(
  source: ByteSource,
  boxes: readonly LegacyBox[],
  signal: AbortSignal,
): Promise<LegacyMetadata> {
  const document = async (...tags: string[]): Promise<VariantNode | null> => {
    for (const tag of tags) {
      const box = boxes.find((each) => each.tag === tag);
      const root = box === undefined ? null : await readDocument(source, box, signal);
      if (root !== null) return root;
    }
    return null;
  };
  const attributes = await document("ARTT");
  return {
    picture: parsePictureMetadata(await document("VIMD")),
    experiment: parseExperiment(await document("AIM1", "AIMD")).map(inOrder),
    description: descriptionOf(await document("TINF")),
    significantBits: numberField(nodeWith(attributes, "SignificantBits"), "SignificantBits"),
    frames: boxes.filter(({ tag }) => tag === "VCAL").length,
  };
}

async function readDocument(
  source: ByteSource,
  { offset }: LegacyBox,
  signal: AbortSignal,
): Promise<VariantNode | null> {
  const box = await readBoxHeader(source, offset, signal);
  if (box === null || box.type !== "xml " || box.end - box.content > LIMITS.metadataBytes) return null;
  try {
    return decodeVariantXml(await source.read(box.content, box.end - box.content, signal), source.name);
  } catch (error) {
    if (error instanceof ZarrdropError && (error.kind === "corrupt" || error.kind === "limit")) return null;
    throw error;
  }
}

/** Version 1 files list stage positions last first (as both the nd2 package and the maker's limnd2 library read them). */
function inOrder(loop: Loop): Loop {
  return loop.kind === "position" ? { ...loop, points: loop.points.toReversed() } : loop;
}

/** The item that begins with "Metadata:" or says the dimensions; else all of them. */
function descriptionOf(root: VariantNode | null): string {
  const texts = childNodes(root).flatMap((item) => [
    textField(item, "Text"),
    ...childNodes(item).map((each) => textField(each, "Text")),
  ]);
  return texts.find((text) => /^\s*Metadata:|Dimensions:/.test(text))?.trim() ?? "";
}
