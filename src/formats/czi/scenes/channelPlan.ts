import type { DataType } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { ABSENT, type Entries } from "../container/entries.ts";
import { commonDataType, pixelTypeOf, type PixelType } from "../container/pixelType.ts";
import type { OuterAxis } from "./planeKeys.ts";

/** A channel of the image as it is stored: a channel of the file, or one of its colour samples. */
export type StoredChannel = { channel: number; sample: number };

/**
 * What becomes of channels and colour samples:
 * - `plain`: channels as in the file; with `samples` > 1 every pixel has that many, on an axis of their own;
 * - `mixed`: the file has gray and colour channels; each colour sample becomes a channel. `stored` has an entry per channel.
 */
export type ChannelPlan = { kind: "plain"; samples: number } | { kind: "mixed"; stored: readonly StoredChannel[] };

/**
 * Decides about the channels of a scene and the data type that holds all of them exactly.
 * @throws `unsupported-feature` where there is none, or where one channel is gray here and coloured there; `limit`
 */
export function planChannels(
  entries: Entries,
  base: readonly number[],
  outer: readonly OuterAxis[],
  file: string,
  notes: string[],
): { channels: ChannelPlan; dtype: DataType } {
  const axis = outer.find(({ letter }) => letter === "c");
  if (axis !== undefined && axis.length > LIMITS.channels) {
    throw new ZarrdropError("limit", `${file} claims to have ${axis.length} channels, which is too many.`, { file });
  }
  const column = entries.coordinates.get("C");
  const samples = new Map<number, number>();
  const types = new Set<PixelType>();
  for (const index of base) {
    // Entries whose pixels cannot be decoded were refused before.
    const type = pixelTypeOf(entries.pixelType[index]!)!;
    types.add(type);
    const coordinate = column?.[index] ?? ABSENT;
    const channel = axis === undefined || coordinate === ABSENT ? 0 : coordinate - axis.start;
    const known = samples.get(channel);
    if (known !== undefined && known !== type.samples) {
      throw new ZarrdropError("unsupported-feature", `${file} has a channel that is partly gray and partly coloured.`, {
        file,
        technical: `channel ${channel}`,
      });
    }
    samples.set(channel, type.samples);
  }
  const dtype = commonDataType([...types].map((type) => type.dtype));
  const names = [...types].map(({ name }) => name).join(", ");
  if (dtype === null) {
    throw new ZarrdropError("unsupported-feature", `${file} mixes kinds of pixels that fit into no common type.`, {
      file,
      technical: names,
    });
  }
  if (new Set([...types].map((type) => type.dtype)).size > 1) {
    notes.push(
      `The channels are stored with different types of pixels (${names}); all became ${dtype}, which holds them exactly.`,
    );
  }
  const distinct = new Set(samples.values());
  if (distinct.size < 2) return { channels: { kind: "plain", samples: samples.values().next().value ?? 1 }, dtype };
  notes.push("Gray and colour channels are stored together; red, green and blue became channels of their own.");
  const stored: StoredChannel[] = [];
  for (let channel = 0; channel < (axis?.length ?? 1); channel++) {
    for (let sample = 0; sample < (samples.get(channel) ?? 1); sample++) stored.push({ channel, sample });
  }
  return { channels: { kind: "mixed", stored }, dtype };
}
