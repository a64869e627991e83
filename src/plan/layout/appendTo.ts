import type { CompressorConfiguration } from "../../model/compressor.ts";
import type { DataType } from "../../model/dtype.ts";
import type { LevelGrid } from "./outputLevels.ts";
import type { OutputPlan, StoreToGrow, TimeRange } from "../plan.ts";
import type { MarkedHierarchy } from "../plannedStore.ts";
import { settingError, shapeText } from "../settings/settingError.ts";
import type { Settings } from "../settings/settings.ts";
import { documentedTimePoints } from "./timeRange.ts";

/** What a store in the destination is, as far as adding time points to it needs: from its own metadata. */
export type ExistingStore = {
  zarrFormat: 2 | 3;
  /** Names of the axes. */
  axes: string[];
  dtype: DataType;
  /** Present for big-endian arrays. */
  byteOrder?: "big";
  compressor: CompressorConfiguration | null;
  levels: LevelGrid[];
};

type Planned = {
  storeName: string;
  axisNames: readonly string[];
  /** Level 0 of the image in output axes. */
  shape: readonly number[];
  timeAxis: number | null;
  dtype: DataType;
};

/**
 * How an image's time points go into a store that is there: at its end, or from `start_T_dest` on. The store's arrays stay and
 * grow; its levels, chunks and shards hold for the new time points too.
 * @throws `setting` for `existing` where the image does not fit the store, and for the time parameters
 */
export function appendTo(
  existing: ExistingStore,
  planned: Planned,
  settings: Settings,
): { grids: LevelGrid[]; time: TimeRange } {
  const { timeAxis } = planned;
  const level0 = existing.levels[0];
  if (timeAxis === null || level0 === undefined) {
    throw refused(planned, "the image has no time axis to be continued");
  }
  if (existing.axes.join() !== planned.axisNames.join()) {
    throw refused(planned, `its axes are ${existing.axes.join(", ")}, the image's ${planned.axisNames.join(", ")}`);
  }
  if (level0.shape.some((size, axis) => axis !== timeAxis && size !== planned.shape[axis])) {
    throw refused(planned, `its shape is ${shapeText(level0.shape)}, the image's ${shapeText(planned.shape)}`);
  }
  if (existing.dtype !== planned.dtype) {
    throw refused(planned, `it holds ${existing.dtype}, the image would be ${planned.dtype}`);
  }
  const before = level0.shape[timeAxis]!;
  if (existing.levels.some((level) => level.shape[timeAxis] !== before)) {
    throw refused(planned, "its levels differ in their number of time points");
  }
  const source = planned.shape[timeAxis]!;
  const destinationStart = settings.startTDest ?? before;
  const range = documentedTimePoints({ ...settings, startTDest: destinationStart }, source, destinationStart + source);
  const after = Math.max(before, destinationStart + range.count);
  return {
    grids: existing.levels.map((level) => ({
      ...level,
      shape: level.shape.map((size, axis) => (axis === timeAxis ? after : size)),
    })),
    time: { axis: timeAxis, ...range, append: { shapes: existing.levels.map(({ shape }) => [...shape]) } },
  };
}

/** A plan that adds time points to a store that is there. */
export type Append = OutputPlan & { time: { append: StoreToGrow } };

/** Whether a plan adds time points to a store that is there; no hierarchy grows. */
export function growsStore(output: OutputPlan | MarkedHierarchy): output is Append {
  return !("layout" in output) && output.time.append !== false;
}

/**
 * The store that a plan adds time points to, as it was before: the other way round of `appendTo`. Null for a plan of a new store, as
 * every hierarchy is.
 * An append that was stopped is planned again from this, whatever became of the store's own metadata, and the plan is the same.
 */
export function storeBefore(output: OutputPlan | MarkedHierarchy): ExistingStore | null {
  if (!growsStore(output)) return null;
  const { zarrFormat, dtype, byteOrder, compressor, axes, levels, time } = output;
  const { shapes } = time.append;
  return {
    zarrFormat,
    axes: axes.map(({ name }) => name),
    dtype,
    ...(byteOrder === "big" ? { byteOrder } : {}),
    compressor,
    levels: levels.map(({ chunkShape, shardShape }, level) => ({ shape: shapes[level]!, chunkShape, shardShape })),
  };
}

function refused(planned: Planned, reason: string): Error {
  return settingError(
    "existing",
    `existing: time points cannot be added to ${planned.storeName}: ${reason}`,
    "Choose another name, or say that the store is to be renamed, replaced or skipped.",
  );
}
