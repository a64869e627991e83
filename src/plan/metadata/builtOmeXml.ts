import type { DataType } from "../../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import type { OutputPlan } from "../plan.ts";

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

/**
 * OME-XML (2016-06) for a store of a file that has none of its own: date, objective, microscope, wavelengths, bits that carry data, stage
 * position, and all further facts as a list of names and values. Null where there is nothing that the store's own metadata do not hold, or
 * where OME-XML has no such pixels. `letters`: what each axis of the store is.
 */
export function builtOmeXml(
  description: ImageDescription,
  output: OutputPlan,
  letters: readonly string[],
): string | null {
  const scene = description.scenes[output.scene]!;
  const type = PIXEL_TYPES[output.dtype];
  // What an OME-Zarr says is in the new one's metadata.
  if (type === undefined || description.format === "ome-zarr" || !hasMore(scene)) return null;
  const facts: [string, string][] = Object.entries(scene.facts);
  const date = scene.acquisitionDate;
  const isDate = date !== null && DATE.test(date);
  if (date !== null && !isDate) facts.push(["Acquisition date", date]);
  const instrument = instrumentOf(scene);
  const objective = instrument.includes("<Objective ");
  const image = [
    isDate ? `<AcquisitionDate>${date}</AcquisitionDate>` : "",
    instrument === "" ? "" : '<InstrumentRef ID="Instrument:0"/>',
    objective ? '<ObjectiveSettings ID="Objective:0"/>' : "",
    stageLabel(scene),
    pixels(scene, output, letters, type),
    facts.length === 0 ? "" : '<AnnotationRef ID="Annotation:0"/>',
  ].join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<OME xmlns="${SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMA} ${SCHEMA}/ome.xsd" Creator="Zarrdrop">`,
    instrument === "" ? "" : `<Instrument ID="Instrument:0">${instrument}</Instrument>`,
    `<Image ID="Image:0"${attributes({ Name: output.imageName })}>${image}</Image>`,
    factsXml(facts),
    "</OME>\n",
  ].join("");
}

function hasMore({ acquisitionDate, facts, significantBits, channels }: SceneDescription): boolean {
  const hasEmission = channels.some(({ emissionWavelengthNanometre }) => emissionWavelengthNanometre !== null);
  return acquisitionDate !== null || significantBits !== null || hasEmission || Object.keys(facts).length > 0;
}

/** Microscope and objective, as far as the facts name them. */
function instrumentOf({ facts }: SceneDescription): string {
  const microscope = attributes({ Model: facts["Microscope"] ?? null });
  const objective = attributes({
    Model: facts["Objective"] ?? null,
    Immersion: IMMERSIONS[facts["Immersion"]?.toLowerCase() ?? ""] ?? null,
    LensNA: positive(facts["Numerical aperture"]),
    NominalMagnification: positive(facts["Magnification"] ?? facts["Objective magnification"]),
  });
  return [
    microscope === "" ? "" : `<Microscope${microscope}/>`,
    objective === "" ? "" : `<Objective ID="Objective:0"${objective}/>`,
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
  return Object.keys(place).length === 0 ? "" : `<StageLabel${attributes({ Name: "Stage", ...place })}/>`;
}

function pixels(scene: SceneDescription, output: OutputPlan, letters: readonly string[], type: string): string {
  const [full] = output.levels;
  const length = (letter: string): number => full!.shape[letters.indexOf(letter)] ?? 1;
  const size = (letter: string, name: string): Record<string, string | number | null> => {
    const axis = letters.indexOf(letter);
    const unit = UNITS[output.axes[axis]?.unit ?? ""];
    const step = full!.scale[axis];
    return unit === undefined || step === undefined || !(step > 0) ? {} : { [name]: step, [`${name}Unit`]: unit };
  };
  const sizes = attributes({
    DimensionOrder: "XYZCT",
    Type: type,
    SignificantBits: output.dtype === scene.dtype ? scene.significantBits : null,
    ...Object.fromEntries(["x", "y", "z", "c", "t"].map((letter) => [`Size${letter.toUpperCase()}`, length(letter)])),
    ...size("x", "PhysicalSizeX"),
    ...size("y", "PhysicalSizeY"),
    ...size("z", "PhysicalSizeZ"),
    ...size("t", "TimeIncrement"),
  });
  const channels = Array.from({ length: length("c") }, (_, index) => channelXml(scene, output, letters, index));
  return `<Pixels ID="Pixels:0"${sizes}>${channels.join("")}<MetadataOnly/></Pixels>`;
}

function channelXml(scene: SceneDescription, output: OutputPlan, letters: readonly string[], index: number): string {
  const source = output.view.sources[letters.indexOf("c")];
  // Colour samples that became channels share what is known of their channel.
  const samples = typeof source === "object" && source !== null ? scene.shape[source.sample]! : 1;
  const wavelength = scene.channels[Math.floor(index / samples)]?.emissionWavelengthNanometre ?? null;
  const { label = null, color = "" } = output.channels[index] ?? {};
  const rgb = /^#?([0-9a-fA-F]{6})$/.exec(color)?.[1];
  const known = attributes({
    Name: label,
    SamplesPerPixel: 1,
    // Red, green, blue and opacity in a signed number of 32 bits.
    Color: rgb === undefined ? null : (Number.parseInt(rgb, 16) << 8) | 0xff,
    ...(wavelength !== null && wavelength > 0 ? { EmissionWavelength: wavelength, EmissionWavelengthUnit: "nm" } : {}),
  });
  return `<Channel ID="Channel:0:${index}"${known}/>`;
}

function factsXml(facts: readonly (readonly [string, string])[]): string {
  if (facts.length === 0) return "";
  const pairs = facts.map(([name, value]) => `<M${attributes({ K: name })}>${escaped(value)}</M>`).join("");
  return `<StructuredAnnotations><MapAnnotation ID="Annotation:0"><Value>${pairs}</Value></MapAnnotation></StructuredAnnotations>`;
}

function attributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === null || value === "" ? "" : ` ${name}="${escaped(String(value))}"`))
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for XML: what cannot stand in it is left out, and line ends are kept in attributes too. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
