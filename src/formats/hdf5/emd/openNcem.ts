import { lengthUnit, timeUnit } from "../../../model/units.ts";
import type { ArrayScene, AxisStep } from "../../shared/arrays/arrayReader.ts";
import type { Hdf5Dataset } from "../../shared/hdf5/dataset.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";
import { firstText, numbersOf } from "../../shared/hdf5/values.ts";
import { axisLetters, type NamedAxis } from "../arrays/axisLetters.ts";
import { wholeArray } from "../arrays/wholeArray.ts";
import { walkNodes } from "../arrays/walkNodes.ts";
import type { OpenedArrays } from "../openedArrays.ts";

/** Groups of facts that the format has. */
const FACT_GROUPS = ["microscope", "sample", "user", "comments", "stage"];
/** What the array of a group of data is called: in the format itself, and by programs that build on it. */
const DATA_NAMES = ["data", "datacube", "counted_datacube", "realslice", "diffractionslice"];
/** A group of data: an array, and a dataset for each of its axes. */
const DATA_GROUP = 1;

/**
 * Opens the arrays of an EMD file of the Berkeley kind (NCEM, version 0.2 and what builds on it): each group of data is a scene. Null where
 * there is none.
 * @throws `corrupt`, `limit`, `unsupported-feature`
 */
export async function openNcem(root: Hdf5Node, signal: AbortSignal): Promise<OpenedArrays | null> {
  const scenes: ArrayScene[] = [];
  const facts = await factsOf(root, signal);
  for await (const { node, path } of walkNodes(root, signal)) {
    if (node.isDataset || numbersOf((await node.attributes(signal)).get("emd_group_type"))[0] !== DATA_GROUP) continue;
    const data = await dataOf(node, signal);
    if (data === null) continue;
    const axes: NcemAxis[] = [];
    for (let axis = 0; axis < data.shape.length; axis++)
      axes.push(await axisOf(await node.child(`dim${axis + 1}`, signal), signal));
    scenes.push(sceneOf(path, data, axes, facts));
  }
  if (scenes.length === 0) return null;
  return { format: "emd", formatName: "EMD (NCEM)", attachments: [], notes: [], scenes };
}

async function dataOf(group: Hdf5Node, signal: AbortSignal): Promise<Hdf5Dataset | null> {
  for (const name of DATA_NAMES) {
    const data = (await group.child(name, signal))?.dataset() ?? null;
    if (data?.pixelType != null && data.shape.length >= 2 && !data.shape.includes(0)) return data;
  }
  return null;
}

/** An axis as its dataset tells it: where it begins, and how far its steps are. */
type NcemAxis = NamedAxis & { start: number | null; step: number | null; unit: string | null };

async function axisOf(node: Hdf5Node | null, signal: AbortSignal): Promise<NcemAxis> {
  const dataset = node?.dataset() ?? null;
  if (node === null || dataset === null || dataset.shape.length !== 1)
    return { name: null, start: null, step: null, unit: null };
  const attributes = await node.attributes(signal);
  const [start, next] = numbersOf(await dataset.readValues(signal));
  return {
    name: firstText(attributes.get("name")),
    start: start ?? null,
    step: start === undefined || next === undefined ? null : next - start,
    // "[n_m]": a nanometre.
    unit: firstText(attributes.get("units"))?.replace(/[[\]_\s]/g, "") ?? null,
  };
}

function sceneOf(
  path: string,
  data: Hdf5Dataset,
  axes: readonly NcemAxis[],
  facts: Record<string, string>,
): ArrayScene {
  const { letters } = axisLetters(axes, data.shape);
  const steps: Record<string, AxisStep> = {};
  const own: Record<string, string> = {};
  for (const [at, letter] of letters.entries()) {
    const { name, start, step, unit } = axes[at]!;
    const known = unit === null ? null : letter === "t" ? timeUnit(unit) : lengthUnit(unit);
    if (known !== null && letter !== "c" && step !== null && step > 0) {
      steps[letter] = {
        size: step * known.factor,
        origin: start === null ? null : start * known.factor,
        unit: known.name,
      };
    }
    if (name !== null && name !== "" && name.toLowerCase() !== letter)
      own[`Axis ${letter}`] = unit === null || unit === "" ? name : `${name} (${unit})`;
  }
  return { id: path, name: path, axes: letters, ...wholeArray(data), steps, facts: { ...facts, ...own } };
}

async function factsOf(root: Hdf5Node, signal: AbortSignal): Promise<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const name of FACT_GROUPS) {
    const group = await root.child(name, signal);
    for (const [attribute, values] of (await group?.attributes(signal)) ?? []) {
      const text = values.values.length === 1 ? firstText(values) : numbersOf(values).join(", ");
      if (text !== null && text !== "") facts[`${name}: ${attribute}`] = text;
    }
  }
  return facts;
}
