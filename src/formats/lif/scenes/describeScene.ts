import { isInteger, itemSize } from "../../../model/dtype.ts";
import type { ReferenceView, SceneDescription } from "../../../model/image.ts";
import type { XmlElement } from "../../shared/xml.ts";
import { acquisitionDate, describeChannels, referenceChannelNames } from "../metadata/channels.ts";
import { instrumentFacts } from "../metadata/facts.ts";
import { type DimensionXml, type ImageXml, readImageXml } from "../metadata/imageXml.ts";
import type { ImageElement } from "../metadata/imageTree.ts";
import { descend } from "../metadata/leicaXml.ts";
import { isStoredTileByTile, type Mosaic, placeTiles } from "./mosaic.ts";
import { stepMetres } from "../quirks.ts";
import { type PixelMemory, type StoredImage, storedImages } from "../metadata/storedImage.ts";

/** A scene and where its pixels are. */
export type LeicaScene = {
  description: SceneDescription;
  stored: StoredImage;
  /** Null: the scene's axes are those of `stored`; else it has one canvas in place of the axis of tiles. */
  mosaic: Mosaic | null;
};

/**
 * Makes the scenes of an image: one, or one per type of pixels.
 * @throws `corrupt`; `unsupported-feature` for an image of a kind that cannot be read
 */
export function scenesOf(
  found: ImageElement,
  memory: PixelMemory,
  file: string,
  mosaicMode: "stitch" | "tiles",
  notes: string[],
): LeicaScene[] {
  const image = descend(found.element, "Data", "Image")!;
  const xml = readImageXml(image, found.path, file);
  const stored = storedImages(xml, memory, found.path);
  if (stored.length > 1) {
    notes.push(`The channels of “${found.path}” have different types: they are given as ${stored.length} images.`);
  }
  return stored.map((each) => {
    const mosaic = mosaicMode === "tiles" ? null : mosaicOf(image, each, found.path, notes);
    const part = stored.length > 1 ? ` (${each.dtype})` : "";
    return { description: describe(found, image, xml, each, mosaic, part), stored: each, mosaic };
  });
}

/** The tiles put together; null where there are none, or where they cannot be, which goes to `notes`. */
function mosaicOf(image: XmlElement, stored: StoredImage, path: string, notes: string[]): Mosaic | null {
  const axis = (letter: string) => stored.axes.find((each) => each.letter === letter);
  const tiles = axis("m");
  if (tiles === undefined) return null;
  const fail = (why: string): null => {
    notes.push(`The ${tiles.length} tiles of “${path}” are not put together: ${why}.`);
    return null;
  };
  const [x, y] = [axis("x"), axis("y")];
  if (x === undefined || y === undefined) return fail("they are not pictures in x and y");
  const stepX = metres(x.dimension);
  const stepY = metres(y.dimension);
  if (stepX === null || stepY === null) return fail("the file does not give the size of a pixel");
  if (!isStoredTileByTile(stored.axes)) return fail("they are not stored one after the other");
  const placed = placeTiles(image, tiles.length, { width: x.length, height: y.length, stepX, stepY });
  return typeof placed === "string" ? fail(placed) : placed;
}

function metres(dimension: DimensionXml | null): number | null {
  return dimension === null || dimension.unit.toLowerCase() !== "m"
    ? null
    : stepMetres(dimension.extent, dimension.length);
}

function describe(
  found: ImageElement,
  image: XmlElement,
  xml: ImageXml,
  stored: StoredImage,
  mosaic: Mosaic | null,
  part: string,
): SceneDescription {
  const kept = mosaic === null ? stored.axes : stored.axes.filter(({ letter }) => letter !== "m");
  const canvas: Record<string, number> = mosaic === null ? {} : { x: mosaic.width, y: mosaic.height };
  // An image of a single value still is an image.
  const single = kept.length === 0;
  const axes = single ? ["y", "x"] : kept.map(({ letter }) => letter);
  const shape = single ? [1, 1] : kept.map(({ letter, length }) => canvas[letter] ?? length);
  const physical = single ? [] : kept.map(({ letter, dimension }) => physicalAxis(letter, dimension, mosaic));
  const rowAxes = axes.at(-1) === "s" ? 2 : 1;
  const { dtype, channels } = stored;
  const bits = channels[0]!.bits;
  const hasFewerBits = isInteger(dtype) && bits < itemSize(dtype) * 8 && channels.every((each) => each.bits === bits);
  return {
    id: found.path + part,
    name: found.path + part,
    axes,
    shape,
    dtype,
    channels: describeChannels(image, xml.channels, channels),
    scale: axes.map((_, index) => physical[index]?.scale ?? null),
    units: axes.map((_, index) => physical[index]?.unit ?? null),
    origin: axes.map((_, index) => physical[index]?.origin ?? null),
    blockShape: shape.map((length, axis) => (axis < shape.length - rowAxes ? 1 : length)),
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: hasFewerBits ? bits : null,
    acquisitionDate: acquisitionDate(image),
    facts: { ...instrumentFacts(image), ...wavelengthFacts(axes, shape, physical) },
    reference: referenceView(found, image, xml, { axes, shape }),
  };
}

/** Size of a step and position of the first element, in a unit of NGFF; null where the file gives none that makes sense. */
type PhysicalAxis = { scale: number | null; unit: string | null; origin: number | null };

const NOTHING: PhysicalAxis = { scale: null, unit: null, origin: null };

function physicalAxis(letter: string, dimension: DimensionXml | null, mosaic: Mosaic | null): PhysicalAxis {
  if (dimension === null || letter === "m" || letter === "o") return NOTHING;
  const { extent, length, origin } = dimension;
  const unit = dimension.unit.toLowerCase();
  if (unit === "m") {
    const step = stepMetres(extent, length);
    if (step === null) return NOTHING;
    const isWavelength = letter === "l" || letter === "e";
    const perMetre = isWavelength ? 1e9 : 1e6;
    const first = (letter === "x" || letter === "y") && mosaic !== null ? mosaic.origin[letter] : origin;
    return {
      scale: Math.abs((extent! * perMetre) / (length - 1)),
      unit: isWavelength ? "nanometer" : "micrometer",
      origin: first === null ? null : Number((first * perMetre).toPrecision(12)),
    };
  }
  const step = extent === null ? 0 : Math.abs(extent / (length - 1));
  if (step === 0 || unit === "") return NOTHING;
  return { scale: step, unit: unit === "s" ? "second" : unit, origin };
}

/** Axes of wavelengths become channels or images of their own, which have no room for numbers. */
function wavelengthFacts(
  axes: readonly string[],
  shape: readonly number[],
  physical: readonly PhysicalAxis[],
): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [letter, name] of [
    ["l", "Emission wavelengths (axis l)"],
    ["e", "Excitation wavelengths (axis e)"],
  ] as const) {
    const index = axes.indexOf(letter);
    const { scale = null, origin = null, unit } = physical[index] ?? {};
    if (scale === null || origin === null || unit !== "nanometer") continue;
    const [first, last, step] = [origin, origin + scale * (shape[index]! - 1), scale].map((value) => +value.toFixed(2));
    facts[name] = `${first} to ${last} nm in steps of ${step} nm`;
  }
  return facts;
}

/** bioio-lif's view: always t, c, z, y, x, with the tiles of a mosaic before them; sizes of pixels in µm. */
function referenceView(
  found: ImageElement,
  image: XmlElement,
  xml: ImageXml,
  scene: { axes: readonly string[]; shape: readonly number[] },
): ReferenceView {
  const dimension = (id: number) => xml.dimensions.find((each) => each.id === id) ?? null;
  const isTiled = (dimension(10)?.length ?? 1) > 1;
  const axes = [...(isTiled ? ["m"] : []), "t", "c", "z", "y", "x", ...(scene.axes.includes("s") ? ["s"] : [])];
  const size = (id: number): number | null => {
    const each = dimension(id);
    if (each === null || each.extent === null || each.extent === 0 || each.length < 2) return null;
    // Its quotients, so that the last digits are its own: pixels in a µm, and one by that.
    return 1 / ((each.length - 1) / (each.extent * 1e6));
  };
  const scale: Record<string, number | null> = { z: size(3), y: size(2), x: size(1) };
  return {
    sceneId: found.path,
    axes,
    scale: axes.map((letter) => scale[letter] ?? null),
    channelNames: referenceChannelNames(image, xml.channels),
    daskChunks: axes.map((letter) => ("zyxs".includes(letter) ? (scene.shape[scene.axes.indexOf(letter)] ?? 1) : 1)),
  };
}
