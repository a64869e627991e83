import type { DataType } from "../../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import type { OutputPlan } from "../plan.ts";
import { escapedXml, xmlAttributes } from "./xmlText.ts";

/** Types of pixels as OME-XML names them (schema 2016-06, `PixelType`); it has none for the others. */
const PIXEL_TYPES: Partial<Record<DataType, string>> = {
  bool: "bit",
  int8: "int8",
  int16: "int16",
  int32: "int32",
  uint8: "uint8",
  uint16: "uint16",
  uint32: "uint32",
  float32: "float",
  float64: "double",
  complex64: "complex",
  complex128: "double-complex",
};

/** Units of NGFF as OME-XML writes them. */
const UNITS: Readonly<Record<string, string>> = {
  angstrom: "Å",
  picometer: "pm",
  nanometer: "nm",
  micrometer: "µm",
  millimeter: "mm",
  centimeter: "cm",
  meter: "m",
  nanosecond: "ns",
  microsecond: "µs",
  millisecond: "ms",
  second: "s",
  minute: "min",
  hour: "h",
  day: "d",
};

/** Media that OME-XML knows, by how files call them. */
const IMMERSIONS: Readonly<Record<string, string>> = {
  air: "Air",
  dry: "Air",
  oil: "Oil",
  water: "Water",
  glyc: "Glycerol",
  glycerol: "Glycerol",
  glycerin: "Glycerol",
};

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
const SCHEMA = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

/** An image that OME-XML is made for. `letters`: what each axis of the output is. */
export type DescribedOutput = { output: OutputPlan; letters: readonly string[] };

/**
 * OME-XML (2016-06) for a store of a file that has none of its own: date, objective, microscope, wavelengths, bits that carry data, stage
 * position, and all further facts as a list of names and values. Null where there is nothing that the store's own metadata do not hold, or
 * where OME-XML has no such pixels.
 */
export function builtOmeXml(description: ImageDescription, image: DescribedOutput): string | null {
  // What an OME-Zarr says is in the new one's metadata.
  if (description.format === "ome-zarr" || !hasMore(description.scenes[image.output.scene]!)) return null;
  return omeXmlOfImages(description, [image]);
}

/**
 * The same for several images, in their order. `head`: what stands before them all (a plate).
 * Null where OME-XML has no such pixels as one of them: it describes each image or none.
 */
export function omeXmlOfImages(
  { scenes }: Pick<ImageDescription, "scenes">,
  images: readonly DescribedOutput[],
  head = "",
): string | null {
  const instruments = new SharedElements("Instrument");
  const annotations = new SharedElements("Annotation");
  const texts: string[] = [];
  for (const [number, image] of images.entries()) {
    const type = PIXEL_TYPES[image.output.dtype];
    if (type === undefined) return null;
    texts.push(imageXml(scenes[image.output.scene]!, { ...image, number, type }, { instruments, annotations }));
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<OME xmlns="${SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMA} ${SCHEMA}/ome.xsd" Creator="Zarrdrop">`,
    head,
    ...instruments.map(
      (text, id) => `<Instrument ID="${id}">${text(id.replace("Instrument", "Objective"))}</Instrument>`,
    ),
    ...texts,
    factsXml(annotations),
    "</OME>\n",
  ].join("");
}

/** Elements that several images refer to: of each that is equal to another there is one. Their texts are made with an id. */
class SharedElements {
  readonly #kind: string;
  readonly #texts = new Map<string, { id: string; text: (id: string) => string }>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  /** The id of an element of this text. */
  idOf(text: (id: string) => string): string {
    const key = text("");
    const found = this.#texts.get(key) ?? { id: `${this.#kind}:${this.#texts.size}`, text };
    this.#texts.set(key, found);
    return found.id;
  }

  map(toText: (text: (id: string) => string, id: string) => string): string[] {
    return [...this.#texts.values()].map(({ text, id }) => toText(text, id));
  }
}

type NumberedImage = DescribedOutput & { number: number; type: string };

function imageXml(
  scene: SceneDescription,
  image: NumberedImage,
  shared: { instruments: SharedElements; annotations: SharedElements },
): string {
  const facts: [string, string][] = Object.entries(scene.facts);
  const date = scene.acquisitionDate;
  const isDate = date !== null && DATE.test(date);
  if (date !== null && !isDate) facts.push(["Acquisition date", date]);
  const instrument = instrumentOf(scene);
  const content = [isDate ? `<AcquisitionDate>${date}</AcquisitionDate>` : ""];
  if (instrument("") !== "") {
    const id = shared.instruments.idOf(instrument);
    content.push(`<InstrumentRef ID="${id}"/>`);
    if (instrument("").includes("<Objective "))
      content.push(`<ObjectiveSettings ID="${id.replace("Instrument", "Objective")}"/>`);
  }
  content.push(stageLabel(scene), pixels(scene, image));
  if (facts.length > 0) content.push(`<AnnotationRef ID="${shared.annotations.idOf(() => mapXml(facts))}"/>`);
  return `<Image ID="Image:${image.number}"${xmlAttributes({ Name: image.output.imageName })}>${content.join("")}</Image>`;
}

function hasMore({ acquisitionDate, facts, significantBits, channels }: SceneDescription): boolean {
  const hasEmission = channels.some(({ emissionWavelengthNanometre }) => emissionWavelengthNanometre !== null);
  return acquisitionDate !== null || significantBits !== null || hasEmission || Object.keys(facts).length > 0;
}

/** Microscope and objective, as far as the facts name them; made with the objective's id. */
function instrumentOf({ facts }: SceneDescription): (objectiveId: string) => string {
  const microscope = xmlAttributes({ Model: facts["Microscope"] ?? null });
  const objective = xmlAttributes({
    Model: facts["Objective"] ?? null,
    Immersion: IMMERSIONS[facts["Immersion"]?.toLowerCase() ?? ""] ?? null,
    LensNA: positive(facts["Numerical aperture"]),
    NominalMagnification: positive(facts["Magnification"] ?? facts["Objective magnification"]),
  });
  return (id) =>
    [
      microscope === "" ? "" : `<Microscope${microscope}/>`,
      objective === "" ? "" : `<Objective ID="${id}"${objective}/>`,
    ].join("");
}

function positive(text: string | undefined): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function stageLabel({ axes, origin, units }: SceneDescription): string {
  const place: Record<string, string | number | null> = {};
  for (const letter of ["x", "y", "z"]) {
    const axis = axes.indexOf(letter);
    const unit = UNITS[units[axis] ?? ""];
    const value = origin[axis] ?? null;
    if (value === null || unit === undefined) continue;
    place[letter.toUpperCase()] = value;
    place[`${letter.toUpperCase()}Unit`] = unit;
  }
  return Object.keys(place).length === 0 ? "" : `<StageLabel${xmlAttributes({ Name: "Stage", ...place })}/>`;
}

function pixels(scene: SceneDescription, image: NumberedImage): string {
  const { output, letters, number, type } = image;
  const [full] = output.levels;
  const length = (letter: string): number => full!.shape[letters.indexOf(letter)] ?? 1;
  const size = (letter: string, name: string): Record<string, string | number | null> => {
    const axis = letters.indexOf(letter);
    const unit = UNITS[output.axes[axis]?.unit ?? ""];
    const step = full!.scale[axis];
    return unit === undefined || step === undefined || !(step > 0) ? {} : { [name]: step, [`${name}Unit`]: unit };
  };
  const sizes = xmlAttributes({
    DimensionOrder: "XYZCT",
    Type: type,
    SignificantBits: output.dtype === scene.dtype ? scene.significantBits : null,
    ...Object.fromEntries(["x", "y", "z", "c", "t"].map((letter) => [`Size${letter.toUpperCase()}`, length(letter)])),
    ...size("x", "PhysicalSizeX"),
    ...size("y", "PhysicalSizeY"),
    ...size("z", "PhysicalSizeZ"),
    ...size("t", "TimeIncrement"),
  });
  const channels = Array.from({ length: length("c") }, (_, index) => channelXml(scene, image, index));
  return `<Pixels ID="Pixels:${number}"${sizes}>${channels.join("")}<MetadataOnly/></Pixels>`;
}

function channelXml(scene: SceneDescription, { output, letters, number }: NumberedImage, index: number): string {
  const source = output.view.sources[letters.indexOf("c")];
  // Colour samples that became channels share what is known of their channel.
  const samples = typeof source === "object" && source !== null ? scene.shape[source.sample]! : 1;
  const wavelength = scene.channels[Math.floor(index / samples)]?.emissionWavelengthNanometre ?? null;
  const { label = null, color = "" } = output.channels[index] ?? {};
  const rgb = /^#?([0-9a-fA-F]{6})$/.exec(color)?.[1];
  const known = xmlAttributes({
    Name: label,
    SamplesPerPixel: 1,
    // Red, green, blue and opacity in a signed number of 32 bits.
    Color: rgb === undefined ? null : (Number.parseInt(rgb, 16) << 8) | 0xff,
    ...(wavelength !== null && wavelength > 0 ? { EmissionWavelength: wavelength, EmissionWavelengthUnit: "nm" } : {}),
  });
  return `<Channel ID="Channel:${number}:${index}"${known}/>`;
}

function mapXml(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([name, value]) => `<M${xmlAttributes({ K: name })}>${escapedXml(value)}</M>`).join("");
}

function factsXml(annotations: SharedElements): string {
  const maps = annotations.map((text, id) => `<MapAnnotation ID="${id}"><Value>${text(id)}</Value></MapAnnotation>`);
  return maps.length === 0 ? "" : `<StructuredAnnotations>${maps.join("")}</StructuredAnnotations>`;
}
