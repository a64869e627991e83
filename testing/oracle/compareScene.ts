import type { SceneDescription } from "../../src/model/image.ts";
import { axisOrders } from "./axisOrders.ts";
import type { OracleScene } from "./oracleRows.ts";
import type { SceneHashes } from "./sceneHashes.ts";

/**
 * A respect in which a file agrees with a reader: `scenes` (their number), `pixels` (shape, dtype, every value), `axes` (their letters),
 * `names` (of channels), `sizes` (Z, Y, X in µm), `reference` (what compatibility mode takes over from BioIO).
 */
export type Aspect = "scenes" | "pixels" | "axes" | "names" | "sizes" | "reference";

/** A respect in which a scene and a reader's do not agree, and how. */
export type Difference = { aspect: Aspect; text: string };

/** Everything in which a scene differs from one reader's; `states`: names and sizes, if that reader says something of them. */
export function compareScene(
  scene: SceneDescription,
  pixels: SceneHashes,
  theirs: OracleScene,
  reader: string,
): { differences: Difference[]; notes: string[]; states: Aspect[] } {
  const differences: Difference[] = [];
  const add = (aspect: Aspect, text: string | null) => {
    if (text !== null) differences.push({ aspect, text: `${scene.id}: ${text}` });
  };
  const compared = comparePixels(scene, pixels, theirs);
  add("pixels", compared.pixels);
  add("axes", compared.axes);
  add("names", compareNames(scene, theirs));
  add("sizes", compareSizes(scene, theirs));
  if (reader.startsWith("bioio_")) add("reference", compareReference(scene, theirs));
  const states: Aspect[] = [];
  if (statesNames(theirs)) states.push("names");
  if (theirs.physicalSize?.some(isStated) === true) states.push("sizes");
  return { differences, notes: compared.notes, states };
}

function comparePixels(
  scene: SceneDescription,
  pixels: SceneHashes,
  theirs: OracleScene,
): { pixels: string | null; axes: string | null; notes: string[] } {
  const none = { axes: null, notes: [] };
  if (theirs.dtype !== null && theirs.dtype !== scene.dtype) {
    return { ...none, pixels: `${scene.dtype}, not ${theirs.dtype}` };
  }
  const orders = axisOrders(scene, theirs);
  if (orders.length === 0) {
    return { ...none, pixels: `${textOf(scene)}, not ${theirs.axes?.join("") ?? ""} ${theirs.shape.join(" × ")}` };
  }
  const order = orders.find((each) => pixels.in(each) === theirs.sha256);
  if (order === undefined) return { ...none, pixels: "other values" };
  return {
    pixels: null,
    axes: order.renamed.length === 0 ? null : order.renamed.join("; "),
    notes: order.isSampleReversed ? ["samples in B, G, R order there"] : [],
  };
}

/** "CYX 2 × 30 × 40 uint16". */
export function textOf({ axes, shape, dtype }: Pick<SceneDescription, "axes" | "shape" | "dtype">): string {
  return `${axes.join("").toUpperCase()} ${shape.join(" × ")} ${dtype}`;
}

/** Names that readers make up where a file has none. */
const MADE_UP = /^(Channel:\d+(:\d+)?|\d+|)$/;

function statesNames({ channelNames }: OracleScene): boolean {
  return channelNames?.some((name) => name !== null && !MADE_UP.test(name)) === true;
}

function compareNames(scene: SceneDescription, theirs: OracleScene): string | null {
  const { channelNames } = theirs;
  if (channelNames === null || !statesNames(theirs)) return null;
  const ours = scene.channels.map(({ name }) => name);
  const isEqual =
    ours.length === channelNames.length &&
    channelNames.every((name, index) => name === null || MADE_UP.test(name) || name === ours[index]);
  return isEqual ? null : `${JSON.stringify(ours)}, not ${JSON.stringify(channelNames)}`;
}

/** No pixel is 0 wide: readers mean that the file does not say. */
function isStated(size: number | null): size is number {
  return size !== null && size > 0;
}

/** Micrometres in a unit; units that lengths come in. */
const MICROMETRES: Record<string, number> = {
  angstrom: 1e-4,
  picometer: 1e-6,
  nanometer: 1e-3,
  micrometer: 1,
  millimeter: 1e3,
  centimeter: 1e4,
  inch: 25_400,
  meter: 1e6,
};

function compareSizes(scene: SceneDescription, { physicalSize }: OracleScene): string | null {
  if (physicalSize === null) return null;
  const wrong: string[] = [];
  for (const [at, letter] of ["z", "y", "x"].entries()) {
    const theirs = physicalSize[at] ?? null;
    const axis = scene.axes.indexOf(letter);
    if (axis < 0) continue;
    const scale = scene.scale[axis]!;
    const ours = scale === null ? null : scale * (MICROMETRES[scene.units[axis] ?? "micrometer"] ?? Number.NaN);
    if (!isStated(theirs)) continue;
    // 1 is what readers say when a file says nothing.
    if (ours === null && theirs === 1) continue;
    if (ours === null || !isNear(ours, theirs)) wrong.push(`${letter} ${ours}, not ${theirs}`);
  }
  return wrong.length === 0 ? null : wrong.join("; ");
}

/** Our `reference` beside what BioIO's reader did report. */
function compareReference({ reference }: SceneDescription, theirs: OracleScene): string | null {
  const wrong: string[] = [];
  const compare = (what: string, ours: unknown, expected: unknown) => {
    if (JSON.stringify(ours) !== JSON.stringify(expected)) {
      wrong.push(`${what} ${JSON.stringify(ours)}, not ${JSON.stringify(expected)}`);
    }
  };
  compare("scene", reference.sceneId, theirs.id);
  compare("axes", reference.axes.join("").toUpperCase(), theirs.axes?.join(""));
  // The oracle asked for names only where there is an axis C.
  if (theirs.channelNames !== null) compare("channel names", reference.channelNames, theirs.channelNames);
  for (const [at, letter] of ["z", "y", "x"].entries()) {
    const axis = reference.axes.indexOf(letter);
    // Readers say 1 for an axis that an image does not have.
    if (axis < 0) continue;
    const expected = theirs.physicalSize?.[at] ?? null;
    const ours = reference.scale[axis]!;
    const isEqual = ours === null || expected === null ? ours === expected : isNear(ours, expected);
    if (!isEqual) wrong.push(`scale of ${letter} ${ours}, not ${expected}`);
  }
  return wrong.length === 0 ? null : wrong.join("; ");
}

/** The last digits depend on the order in which a reader multiplies. */
function isNear(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
