import { formatBytes, plural } from "../figures.ts";
import type { ChunkUnder } from "./chunkUnder.ts";
import { formatValue, type Readout } from "./readout.ts";

/** What is said of the place that keys point to. */
export type Pointed = {
  /** Where that is, and what is there. */
  place: string;
  /** What is stored of its chunk; empty where that is not known, or not shown. */
  stored: string;
};

/** Sentences for who hears them; null beside the image. */
export function pointedText(
  readout: Readout | null,
  chunk: { under: ChunkUnder; stored: number | null } | null,
): Pointed | null {
  if (readout === null) return null;
  const values = readout.values.map(
    ({ name, value }) => `${name === "" ? "value" : name} ${value === null ? "not read yet" : formatValue(value)}`,
  );
  const sentences = [readout.place.replace(/ {2,}/g, ", "), values.join(", ")];
  if (chunk === null) return { place: sentenced(sentences), stored: "" };
  const { name, level, bytes, path, shardName, perShard } = chunk.under;
  sentences.push(`Chunk ${name.replace("·", ", ")} of level ${level}, ${formatBytes(bytes)} in memory`);
  if (shardName !== null) sentences.push(`In shard ${shardName.replace("·", ", ")} of ${plural(perShard, "chunk")}`);
  sentences.push(`File ${path}`);
  return { place: sentenced(sentences), stored: storedSentence(bytes, chunk.stored) };
}

function sentenced(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => `${part}.`)
    .join(" ");
}

function storedSentence(bytes: number, stored: number | null): string {
  if (stored === null) return "";
  if (stored === 0) return "It holds nothing and is left out.";
  return `Stored ${formatBytes(stored)}, ${(bytes / stored).toFixed(1)} times less.`;
}
