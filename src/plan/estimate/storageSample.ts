import type { CompressorConfiguration } from "../../model/compressor.ts";
import type { OutputPlan, Plan } from "../plan.ts";

/** Bytes that went through a step of the conversion, and the seconds that one thread took for it. */
export type Pace = { seconds: number; bytes: number };

/** A chunk that was encoded as the conversion would. */
export type MeasuredChunk = {
  level: 0 | 1;
  /** Its place along the channel axis: channels differ in what becomes of them more than anything else does. */
  channel: number;
  /** Which chunk of level 1 was measured at the same place as which of level 0. */
  place: number;
  /** Bytes of its pixels, without what reaches beyond the array. */
  pixelBytes: number;
  /** Bytes of it that would be stored, for each compressor; 0 where it holds nothing and would be left out. */
  storedBytes: number[];
};

/** What was measured of an image, before anything is written; plain data. */
export type StorageSample = {
  chunks: MeasuredChunk[];
  /** Bytes of the metadata of one output. */
  documentBytes: number;
  /** Whole native blocks of the source. */
  read: Pace;
  /** Pixels of a level that became the next one. */
  resample: Pace;
  /** Pixels that were encoded and decoded again, for each compressor. */
  encode: Pace[];
};

/** What is to be measured: a few outputs of a plan, and the compressors that are compared; null: none. */
export type StorageQuestion = {
  outputs: OutputPlan[];
  compressors: (CompressorConfiguration | null)[];
};

/** Of a plate or a slide with many scenes so many are looked at, spread evenly. */
const MOST_OUTPUTS = 6;

/** The outputs that stand for all of a plan. */
export function sampledOutputs({ outputs }: Pick<Plan, "outputs">): OutputPlan[] {
  const count = Math.min(MOST_OUTPUTS, outputs.length);
  return Array.from({ length: count }, (_, at) => outputs[Math.floor(((at + 0.5) * outputs.length) / count)]!);
}
