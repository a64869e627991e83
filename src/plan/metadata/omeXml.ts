import type { SceneDescription } from "../../model/image.ts";
import { imagesOf } from "../../model/imagesOf.ts";
import { LIMITS } from "../../model/limits.ts";
import { xmlTags, type XmlTag } from "./xmlTags.ts";

/** OME-XML cut into its images and what stands around them. */
export type OmeXmlParts = {
  /** Pieces of text around the images: one more than images. */
  around: string[];
  images: { id: string | null; text: string }[];
};

/** Elements of `Pixels` that say where the pixels of the original file lie. */
const PIXEL_PLACES = ["TiffData", "BinData", "MetadataOnly"];

/**
 * Prepares OME-XML to stand beside a store: the places of pixels in the original file are replaced by `MetadataOnly`, as
 * NGFF asks for `OME/METADATA.ome.xml` ("bioformats2raw.layout"; R11.5). Null for text without images, with a DTD, or broken.
 */
export function splitOmeXml(xml: string): OmeXmlParts | null {
  const around: string[] = [];
  const images: OmeXmlParts["images"] = [];
  const open: string[] = [];
  // The pieces of what is being collected: an image, or what stands around.
  let pieces: string[] = [];
  let copied = 0;
  let imageId: string | null = null;
  let placed = false;
  const copyTo = (position: number): void => {
    pieces.push(xml.slice(copied, position));
    copied = position;
  };
  const startImage = (tag: XmlTag): void => {
    copyTo(tag.start);
    around.push(pieces.join(""));
    pieces = [];
    imageId = attribute(xml.slice(tag.start, tag.end), "ID");
  };
  const endImage = (tag: XmlTag): void => {
    copyTo(tag.end);
    images.push({ id: imageId, text: pieces.join("") });
    pieces = [];
  };
  for (const tag of xmlTags(xml)) {
    if (tag === null) return null;
    const isOpening = tag.kind !== "close";
    if (!isOpening && open.pop() !== tag.name) return null;
    if (open.length > LIMITS.xmlDepth) return null;
    // Nothing of interest lies deeper; a path is only made where it can matter.
    const path = open.length <= 3 ? open.join("/") : "";
    const isImage = path === "OME" && tag.name === "Image";
    const isPlace = path === "OME/Image/Pixels" && PIXEL_PLACES.includes(tag.name);
    if (isImage && isOpening) startImage(tag);
    if (isOpening && tag.name === "Pixels") placed = false;
    if (isPlace && isOpening) {
      copyTo(tag.start);
      if (!placed) pieces.push(`<${tag.prefix}MetadataOnly/>`);
      placed = true;
    }
    // What lies between the tags of a place goes with it.
    if (isPlace && tag.kind !== "open") copied = tag.end;
    if (isImage && tag.kind !== "open") endImage(tag);
    if (tag.kind === "open") open.push(tag.name);
  }
  if (open.length > 0 || images.length === 0) return null;
  copyTo(xml.length);
  around.push(pieces.join(""));
  around[0] = around[0]!.replace(/^\uFEFF?\s*(?:<\?xml[^>]*\?>)?\s*/, '<?xml version="1.0" encoding="UTF-8"?>\n');
  return { around, images };
}

/** A scene whose image is looked for: its identifier, its position among so many scenes. */
export type SceneInOmeXml = { id: string; index: number; scenes: number };

/** What is looked for of each scene. OME-XML counts images, not the labels of images, which have no position. */
export function scenesInOmeXml(scenes: readonly SceneDescription[]): SceneInOmeXml[] {
  const count = imagesOf(scenes).length;
  let index = 0;
  return scenes.map(({ labelOf, reference }) => ({
    id: reference.sceneId,
    index: labelOf === undefined ? index++ : -1,
    scenes: count,
  }));
}

/**
 * The OME-XML of one scene: everything but the other images. The image is found by the scene's identifier, else by its position
 * where there are as many images as scenes. Null where neither tells.
 */
export function omeXmlOfScene(parts: OmeXmlParts, scene: SceneInOmeXml): string | null {
  const image = imageOfScene(parts, scene);
  if (image === undefined) return null;
  const position = parts.images.indexOf(image);
  return [...parts.around.slice(0, position + 1), image.text, ...parts.around.slice(position + 1)].join("");
}

/** The same with the images of several scenes, in the order of these; null where one is not found. */
export function omeXmlOfScenes(parts: OmeXmlParts, scenes: readonly SceneInOmeXml[]): string | null {
  const images = scenes.map((scene) => imageOfScene(parts, scene));
  if (new Set(images).size < images.length || images.includes(undefined)) return null;
  return [parts.around[0]!, ...images.map((image) => image!.text), ...parts.around.slice(1)].join("");
}

function imageOfScene(
  { images }: OmeXmlParts,
  { id, index, scenes }: SceneInOmeXml,
): OmeXmlParts["images"][number] | undefined {
  const same = images.filter((image) => image.id === id);
  return same.length === 1 ? same[0] : images.length === scenes ? images[index] : undefined;
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match?.[1] ?? match?.[2] ?? null;
}
