import type { ArrayScene, AxisStep } from "../../shared/arrays/arrayReader.ts";
import type { Hdf5Dataset } from "../../shared/hdf5/dataset.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { lengthUnit } from "../../../model/units.ts";
import { isObject, type JsonObject } from "../../../model/untrustedJson.ts";
import { objectIn, textIn } from "../../../zarr/json.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import type { OpenedArrays } from "../openedArrays.ts";
import { jsonIn } from "./jsonIn.ts";

/** Where Velox keeps its images, each in a group of its own. */
const IMAGES = "Data/Image";
/** Metres are shown in a unit in which pixels of electron microscopes are neither tiny nor huge. */
const NANOMETRE = 1e-9;

/** Whether a file's root is that of a Velox file. */
export async function isVelox(root: Hdf5Node, signal: AbortSignal): Promise<boolean> {
  const format = textIn(await jsonIn(await root.child("Version", signal), signal), "format");
  return format === "Velox" || format === "DevelopersKit";
}

/**
 * Opens the images of a Velox EMD file: each is a scene, its frames time points. They are stored with the frames as the last axis.
 * @throws `corrupt`, `unsupported-feature`
 */
export async function openVelox(root: Hdf5Node, signal: AbortSignal): Promise<OpenedArrays> {
  const images = await root.child(IMAGES, signal);
  const titles = await titlesOf(root, signal);
  const scenes: ArrayScene[] = [];
  const notes: string[] = [];
  for (const name of (await images?.names(signal)) ?? []) {
    const group = await images!.child(name, signal);
    const data = (await group?.child("Data", signal))?.dataset() ?? null;
    if (data?.pixelType == null || data.shape.length !== 3 || data.shape.includes(0)) {
      notes.push(`The image ${titles.get(name) ?? name} is stored in a way that is not known and is left out.`);
      continue;
    }
    const metadata = await frameMetadata(await group!.child("Metadata", signal), signal);
    scenes.push(sceneOf(name, titles.get(name) ?? name, data, metadata));
  }
  if ((await root.child("Data/SpectrumStream", signal)) !== null) notes.push("Spectra are not carried over.");
  const hasThumbnail = (await root.names(signal)).some((name) => name.startsWith("Thumbnail"));
  return { format: "emd", formatName: "Velox EMD", attachments: hasThumbnail ? ["Thumbnail"] : [], notes, scenes };
}

/** What images are called: by the detector or the operation that made them. */
async function titlesOf(root: Hdf5Node, signal: AbortSignal): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  const operations = await root.child("Operations", signal);
  for (const kind of (await operations?.names(signal)) ?? []) {
    const group = await operations!.child(kind, signal);
    for (const name of (await group?.names(signal)) ?? []) {
      const operation = await jsonIn(await group!.child(name, signal), signal);
      const own = textIn(operation, "detector") ?? textIn(operation, "cameraName") ?? kind.replace(/Operation$/, "");
      for (const [member, value] of Object.entries(operation)) {
        const image = typeof value === "string" ? /^\/Data\/Image\/([^/]+)$/.exec(value)?.[1] : undefined;
        if (image === undefined) continue;
        // Beside its result an operation may name what it began with.
        const title = /^(?:dataPath|imageOutputPath)$/.test(member)
          ? own
          : `${own}, ${member.replace(/(?:Data)?Path$/, "")}`;
        if (!titles.has(image)) titles.set(image, title);
      }
    }
  }
  return titles;
}

/** The JSON of the first frame: a column of bytes, filled up with NUL. */
async function frameMetadata(node: Hdf5Node | null, signal: AbortSignal): Promise<JsonObject> {
  try {
    const dataset = node?.dataset() ?? null;
    if (dataset === null || dataset.shape.length !== 2 || dataset.type.bytes !== 1 || dataset.shape[1] === 0) return {};
    const bytes = await dataset.readStored({ start: [0, 0], shape: [dataset.shape[0]!, 1] }, signal);
    const end = bytes.indexOf(0);
    const value: unknown = JSON.parse(new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)));
    return isObject(value) ? value : {};
  } catch (error) {
    // Without its metadata an image is still an image.
    if (error instanceof SyntaxError || isAboutContent(error)) return {};
    throw error;
  }
}

function sceneOf(id: string, name: string, data: Hdf5Dataset, metadata: JsonObject): ArrayScene {
  const [rows, columns, frames] = data.shape as [number, number, number];
  const isSeries = frames > 1;
  const [blockRows, blockColumns, blockFrames] = data.chunkShape ?? [1, columns, frames];
  const result = objectIn(metadata, "BinaryResult");
  return {
    id,
    name,
    axes: isSeries ? ["t", "y", "x"] : ["y", "x"],
    // Asked before.
    dtype: data.pixelType!.dtype,
    levels: [
      {
        shape: isSeries ? [frames, rows, columns] : [rows, columns],
        outer: 0,
        order: isSeries ? [2, 0, 1] : [0, 1],
        open: async () => data,
      },
    ],
    blockShape: isSeries ? [blockFrames!, blockRows!, blockColumns!] : [blockRows!, blockColumns!],
    channels: [{ name: textIn(result, "Detector"), color: null, window: null, emissionWavelengthNanometre: null }],
    steps: stepsOf(metadata, result),
    acquisitionDate: dateOf(objectIn(objectIn(metadata, "Acquisition"), "AcquisitionStartDatetime")),
    facts: factsOf(metadata, result),
  };
}

/** Pixels are counted in metres; those of diffraction patterns and Fourier transforms have other units and no size. */
function stepsOf(metadata: JsonObject, result: JsonObject): Record<string, AxisStep> {
  const [size, offset] = [objectIn(result, "PixelSize"), objectIn(result, "Offset")];
  const step = (length: string, axis: "x" | "y"): AxisStep => {
    const unit = lengthUnit(textIn(result, `PixelUnit${axis.toUpperCase()}`) ?? "");
    const value = numberIn(size, length);
    if (unit?.name !== "meter" || value === null || value <= 0) return { size: null, unit: null };
    const origin = numberIn(offset, axis);
    const inNanometres = (metres: number): number => (metres * unit.factor) / NANOMETRE;
    return { size: inNanometres(value), origin: origin === null ? null : inNanometres(origin), unit: "nanometer" };
  };
  return { x: step("width", "x"), y: step("height", "y"), t: { size: frameSeconds(metadata, result), unit: "second" } };
}

/** Seconds from frame to frame: of a scan, or the exposure of the camera. */
function frameSeconds(metadata: JsonObject, result: JsonObject): number | null {
  const detector = objectIn(objectIn(metadata, "Detectors"), `Detector-${textIn(result, "DetectorIndex") ?? ""}`);
  const seconds = numberIn(objectIn(metadata, "Scan"), "FrameTime") ?? numberIn(detector, "ExposureTime");
  return seconds !== null && seconds > 0 ? seconds : null;
}

function dateOf(start: JsonObject): string | null {
  const seconds = numberIn(start, "DateTime");
  if (seconds === null || seconds <= 0 || seconds > 4e9) return null;
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, "Z");
}

function factsOf(metadata: JsonObject, result: JsonObject): Record<string, string> {
  const [instrument, optics, scan] = [
    objectIn(metadata, "Instrument"),
    objectIn(metadata, "Optics"),
    objectIn(metadata, "Scan"),
  ];
  const facts: Record<string, string> = {};
  const put = (name: string, text: string | null, unit = ""): void => {
    if (text !== null && text !== "0") facts[name] = `${text}${unit}`;
  };
  put(
    "Instrument",
    [textIn(instrument, "Manufacturer"), textIn(instrument, "InstrumentModel")]
      .filter((part) => part !== null)
      .join(" "),
  );
  put("Acceleration voltage", textIn(optics, "AccelerationVoltage"), " V");
  put("Nominal magnification", textIn(optics, "NominalMagnification"));
  put("Camera length", textIn(optics, "CameraLength"), " m");
  put("Dwell time", textIn(scan, "DwellTime"), " s");
  put("Detector", textIn(result, "Detector"));
  if (facts["Instrument"] === "") delete facts["Instrument"];
  return facts;
}

/** Numbers stand in these metadata as texts. */
function numberIn(parent: JsonObject, name: string): number | null {
  const value = parent[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
