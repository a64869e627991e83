import { absentPlanesNotes } from "./absentPlanes.ts";
import { isFloat, isInteger, itemSize } from "../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import { imagesOf } from "../model/imagesOf.ts";
import type { ExistingStore } from "./layout/appendTo.ts";
import type { AxisLayout } from "./layout/axes.ts";
import type { OutputPlan, PlanNote } from "./plan.ts";
import type { OutputDraft, PlanningRules } from "./planningRules.ts";
import type { Layout, Settings } from "./settings/settings.ts";

/** Sentences about the whole job: what the reader saw, what is not carried over. `layout`: that of the stores, as it came out. */
export function jobNotes(
  description: ImageDescription,
  { carriesOmeXml }: PlanningRules,
  settings: Pick<Settings, "layout" | "compatibility">,
  layout: Layout,
): PlanNote[] {
  const notes: PlanNote[] = description.notes.map((text) => ({ severity: "information", text }));
  if (description.attachments.length > 0) {
    notes.push({
      severity: "loss",
      text: `Attached pictures are not converted: ${description.attachments.join(", ")}.`,
    });
  }
  const { plate } = description;
  const isOne = imagesOf(description.scenes).length === 1;
  if (
    plate !== undefined &&
    isOne &&
    layout !== "plate" &&
    settings.layout === "auto" &&
    settings.compatibility === "none"
  ) {
    notes.push({
      severity: "change",
      text: `${plate.name === "" ? "The plate" : `The plate “${plate.name}”`} is not written as one: its only image becomes an image of its own, without well and field. With layout plate it stays a plate.`,
    });
  }
  if (!carriesOmeXml && description.omeXml !== null) {
    notes.push({ severity: "loss", text: "The OME-XML of the file is not kept: bioio-conversion does not write it." });
  }
  return notes;
}

/**
 * Adds to `output.notes` what is lost, changed or worth knowing about this store.
 * @param isAlone the source has no other scene
 * @param existing the store that time points are added to, or null for a new one
 */
export function noteOutput(
  scene: SceneDescription,
  output: OutputPlan,
  { layout, rules }: OutputDraft,
  settings: Settings,
  { isAlone, existing }: { isAlone: boolean; existing: ExistingStore | null },
): void {
  const add = (severity: PlanNote["severity"], text: string): void => {
    output.notes.push({ severity, text });
  };
  noteAxes(scene, output, layout, add);
  noteTime(scene, output, existing, add);
  noteDtype(output, add);
  if (existing === null) noteSingleLevel(output, layout, add);
  output.notes.push(...absentPlanesNotes(scene, isAlone));
  for (const text of rules.losses(scene, output, settings)) add("loss", text);
  output.levels.forEach((level, index) => {
    const previous = output.levels[index - 1];
    if (previous !== undefined && level.shape.some((size, axis) => size > previous.shape[axis]!)) {
      add("information", `Level ${index} is larger than level ${index - 1}: viewers expect the largest level first.`);
    }
  });
}

type Add = (severity: PlanNote["severity"], text: string) => void;

function noteAxes(scene: SceneDescription, output: OutputPlan, layout: AxisLayout, add: Add): void {
  for (const source of output.view.sources) {
    if (source === null || typeof source === "number") continue;
    const letter = scene.axes[source.sample]!;
    const count = scene.shape[source.sample]!;
    add(
      "change",
      letter === "s"
        ? `The ${count} samples of each pixel become channels.`
        : `Axis ${letter.toUpperCase()} (${count}) becomes channels: OME-Zarr has no such axis.`,
    );
  }
  if (layout.part !== "") {
    add(
      "change",
      layout.part.includes("M")
        ? `This store holds one part of the scene (${layout.part}): its mosaic tiles are not stitched.`
        : `This store holds one part of the scene (${layout.part}): OME-Zarr has no axis for it.`,
    );
  }
  const merged = (axis: number): boolean =>
    output.view.sources.some((source) => typeof source === "object" && source?.channel === axis);
  const order = scene.axes.filter(
    (letter, axis) => layout.letters.includes(letter) && (output.view.sources.includes(axis) || merged(axis)),
  );
  const written = layout.letters.filter((letter) => order.includes(letter));
  if (order.join() !== written.join()) {
    add("change", `The axes are put in the order ${written.join(", ")} (the file has ${order.join(", ")}).`);
  }
}

function noteTime(scene: SceneDescription, output: OutputPlan, existing: ExistingStore | null, add: Add): void {
  const { axis } = output.time;
  if (axis === null) return;
  const source = scene.shape[scene.axes.indexOf("t")]!;
  const { sourceStart, destinationStart, count } = output.time;
  const left = source - count;
  if (left > 0) {
    add(
      "loss",
      `Time points ${sourceStart} to ${sourceStart + count - 1} are converted; ${left} of ${source} are left out.`,
    );
  }
  if (existing !== null) {
    noteAppend(existing.levels[0]!.shape[axis]!, destinationStart, destinationStart + count, add);
    return;
  }
  const empty = output.levels[0]!.shape[axis]! - count;
  if (empty > 0) {
    add(
      "change",
      `${empty} of the ${output.levels[0]!.shape[axis]} time points of the store stay empty: ` +
        `${destinationStart} to ${destinationStart + count - 1} are filled.`,
    );
  }
  output.levels.forEach((level, index) => {
    if (level.shape[axis]! < output.levels[0]!.shape[axis]!) {
      add("loss", `Level ${index} holds the first ${level.shape[axis]} time points only.`);
    }
  });
}

/** Planes of more pixels are too much to load for a look at the whole. */
const LARGE_PLANE = 2048 * 2048;

function noteSingleLevel({ levels }: OutputPlan, { letters }: AxisLayout, add: Add): void {
  if (levels.length !== 1) return;
  const [height, width] = ["y", "x"].map((letter) => levels[0]!.shape[letters.indexOf(letter)] ?? 1) as [
    number,
    number,
  ];
  if (height * width <= LARGE_PLANE) return;
  add(
    "information",
    `There is one level only: viewers load whole planes of ${width} × ${height} pixels even for a small view. With smaller levels (num_levels) they do not.`,
  );
}

/** Time points `start` to `end` (exclusive) go into a store that has `before` of them. */
function noteAppend(before: number, start: number, end: number, add: Add): void {
  const overwritten = Math.min(before, end);
  if (start < before) add("loss", `${timePoints(start, overwritten)} of the store that is there is written over.`);
  if (end > before) {
    add("information", `${timePoints(Math.max(start, before), end)} is added to the store that is there.`);
  }
  if (start > before) {
    add("change", `${timePoints(before, start)} stays empty: the store ends before it, what is added comes after it.`);
  }
}

/** Subject of a sentence in the singular, whatever the number: "Time point 3", "The range of time points 3 to 5". */
function timePoints(start: number, end: number): string {
  return end - start === 1 ? `Time point ${start}` : `The range of time points ${start} to ${end - 1}`;
}

function noteDtype(output: OutputPlan, add: Add): void {
  if (output.cast === "none") return;
  const { sourceDtype, dtype } = output;
  const narrower =
    itemSize(dtype) < itemSize(sourceDtype) ||
    (isFloat(sourceDtype) && !isFloat(dtype)) ||
    (isInteger(sourceDtype) && isInteger(dtype) && sourceDtype.startsWith("u") !== dtype.startsWith("u"));
  const how =
    output.cast === "saturate"
      ? "values out of range become the nearest possible one, and are counted"
      : "values out of range wrap around";
  add(
    narrower ? "loss" : "change",
    `Pixels are stored as ${dtype} instead of ${sourceDtype}${narrower ? `: ${how}` : ""}.`,
  );
}
