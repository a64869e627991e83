import { TAG } from "../container/tags.ts";
import type { Series } from "./series.ts";

/** More pages than that are no channels. */
const MOST_CHANNELS = 1000;

/**
 * The names of channels, where the pages of a stack have them (PageName): all of them one of its own, which does not only count
 * ("slice 1", "slice 2"). Null for other series: their pages are a sequence of who knows what.
 */
export async function channelPages({ kind, axes, shape, levels }: Series): Promise<string[] | null> {
  const [count] = shape;
  const [level] = levels;
  if (kind !== "generic" || axes[0] !== "I" || level === undefined || count! < 2 || count! > MOST_CHANNELS) return null;
  const names: string[] = [];
  for (let index = 0; index < count!; index++) {
    const plane = await level.planes.plane(index);
    const name = plane === null ? "" : (await plane.file.text(plane.page, TAG.PageName)).trim();
    if (name === "") return null;
    names.push(name);
  }
  const withoutNumbers = new Set(names.map((name) => name.replaceAll(/\d+/g, "")));
  return new Set(names).size === names.length && withoutNumbers.size > 1 ? names : null;
}
