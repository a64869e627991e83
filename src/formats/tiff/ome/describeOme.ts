import type { ChannelDescription, ReferenceView, SceneDescription } from "../../../model/image.ts";
import { storedBlockShape } from "../pixels/blockShape.ts";
import type { OmeStorage } from "./omeStorage.ts";
import type { OmeDocument, OmeImage } from "./omeXml.ts";
import type { Quantity } from "./quantity.ts";
import { lengthUnit, metresPer, type NgffUnit, timeUnit } from "../../../model/units.ts";

/** Describes an image of an OME-XML document. */
export async function describeOmeScene(
  document: OmeDocument,
  image: OmeImage,
  storage: OmeStorage,
): Promise<SceneDescription> {
  const { pixels } = image;
  const level = storage.levels[0]!;
  const { axes } = storage;
  const shape = level.shape;
  const sizes = physicalScale(image);
  const perAxis = <Value>(values: Readonly<Record<string, Value>>): (Value | null)[] =>
    axes.map((axis) => values[axis] ?? null);
  const channelCount = shape[1]!;
  return {
    id: bioioImageId(image.id),
    name: image.name ?? bioioImageId(image.id),
    axes: [...axes],
    shape: [...shape],
    dtype: level.keyPage.pixel!.dtype,
    channels: Array.from({ length: channelCount }, (_, channel) => describeChannel(image, channel)),
    scale: perAxis(sizes.scale),
    units: perAxis(sizes.units),
    origin: perAxis(stagePosition(image, sizes)),
    blockShape: await storedBlockShape(level),
    levels: storage.levels.map((each) => ({ shape: [...each.shape] })),
    isLabelImage: null,
    significantBits: pixels.significantBits,
    acquisitionDate: image.acquisitionDate,
    facts: factsOf(document, image),
    reference: referenceView(image, axes, shape),
  };
}

function describeChannel(image: OmeImage, channel: number): ChannelDescription {
  const described = image.pixels.channels[channel];
  const emission = described?.emission ?? null;
  return {
    name: described?.name ?? null,
    color: described?.color ?? null,
    window: null,
    emissionWavelengthNanometre: emission === null ? null : nanometres(emission),
  };
}

type Sizes = { scale: Record<string, number>; units: Record<string, string> };

/** The model's default units are the micrometre and the second. */
function physicalScale(image: OmeImage): Sizes {
  const { physicalSizes, timeIncrement } = image.pixels;
  const sizes: Sizes = { scale: {}, units: {} };
  const set = (axis: string, quantity: Quantity | null, unit: NgffUnit | null): void => {
    if (quantity === null) return;
    // A size in pixels or in "reference frame" units is no physical size, but its number is kept.
    sizes.scale[axis] = quantity.value * (unit?.factor ?? 1);
    if (unit !== null) sizes.units[axis] = unit.name;
  };
  for (const axis of ["X", "Y", "Z"] as const) {
    const quantity = physicalSizes[axis];
    set(axis.toLowerCase(), quantity, lengthUnit(quantity?.unit ?? "µm"));
  }
  set("t", timeIncrement, timeUnit(timeIncrement?.unit ?? "s"));
  return sizes;
}

/** Position of the first plane, where it has a unit of length (the default "reference frame" is none) and the axis has one too. */
function stagePosition(image: OmeImage, sizes: Sizes): Record<string, number> {
  const origin: Record<string, number> = {};
  for (const axis of ["X", "Y", "Z"] as const) {
    const quantity = image.pixels.position[axis];
    const wanted = sizes.units[axis.toLowerCase()];
    const unit = quantity === null || quantity.unit === null ? null : lengthUnit(quantity.unit);
    if (quantity === null || unit === null || wanted === undefined) continue;
    const from = metresPer(unit.name);
    const to = metresPer(wanted);
    if (from === null || to === null) continue;
    origin[axis.toLowerCase()] =
      unit.name === wanted ? quantity.value * unit.factor : (quantity.value * unit.factor * from) / to;
  }
  return origin;
}

function nanometres(emission: Quantity): number | null {
  const unit = lengthUnit(emission.unit ?? "nm");
  const metres = unit === null ? null : metresPer(unit.name);
  if (unit === null || metres === null) return null;
  return unit.name === "nanometer"
    ? emission.value
    : Number((emission.value * unit.factor * metres * 1e9).toPrecision(12));
}

function factsOf(document: OmeDocument, image: OmeImage): Record<string, string> {
  const facts = { ...document.instruments };
  if (image.objective !== null) facts["Objective"] = image.objective;
  if (image.description !== null) facts["Description"] = image.description.slice(0, 1000);
  return facts;
}

/** BioIO repairs identifiers that do not begin with "Image". */
function bioioImageId(id: string): string {
  return id.startsWith("Image") ? id : `Image:${id}`;
}

/** R10.2: TCZYX(S), numbers without units, no time interval, one block per time point and channel. */
function referenceView(image: OmeImage, axes: readonly string[], shape: readonly number[]): ReferenceView {
  const { physicalSizes, channels } = image.pixels;
  const scale: Record<string, number | null> = {
    z: physicalSizes.Z?.value ?? null,
    y: physicalSizes.Y?.value ?? null,
    x: physicalSizes.X?.value ?? null,
  };
  return {
    sceneId: bioioImageId(image.id),
    axes: [...axes],
    scale: axes.map((axis) => scale[axis] ?? null),
    channelNames:
      channels.length === 0 ? null : channels.map((channel, index) => channel.name ?? channel.id ?? `Channel:${index}`),
    daskChunks: axes.map((axis, position) => (axis === "t" || axis === "c" ? 1 : shape[position]!)),
  };
}
