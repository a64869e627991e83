import type { OutputPlan, Plan } from "../../plan/plan.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** What people call the positions on an axis. */
const WORDS: Record<string, string> = { t: "time point", c: "channel", z: "slice", y: "row", x: "column" };

/** Which part of which image a unit makes, for people: "a.ome.zarr, channel 2, rows 1 to 4096". Positions count from 1. */
export function unitText(plan: Plan, unit: WorkUnit): string {
  const output = plan.outputs[unit.output];
  if (output === undefined) return `output ${unit.output + 1}`;
  const box = unit.owned.find((owned) => owned !== null) ?? null;
  const level = unit.owned.indexOf(box) + unit.firstLevel;
  const parts =
    box === null ? [] : box.start.map((start, axis) => axisText(output, level, axis, start, box.shape[axis]!));
  const stage = level === 0 ? [] : [`resolution level ${level}`];
  return [output.storeName, ...stage, ...parts.filter((text) => text !== null)].join(", ");
}

/** Null where the whole axis is meant. */
function axisText(
  { axes, levels }: OutputPlan,
  level: number,
  axis: number,
  start: number,
  length: number,
): string | null {
  if (length >= levels[level]!.shape[axis]!) return null;
  const { name } = axes[axis]!;
  const word = WORDS[name.toLowerCase()] ?? `position on axis ${name}`;
  if (length === 1) return `${word} ${start + 1}`;
  const plural = WORDS[name.toLowerCase()] === undefined ? word.replace("position", "positions") : `${word}s`;
  return `${plural} ${start + 1} to ${start + length}`;
}
