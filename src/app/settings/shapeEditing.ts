import { isFlat } from "../../plan/layout/perLevel.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { textsOfShapes, type CellTexts } from "./cellTexts.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** The cells of a parameter: what was typed and cannot be yet, else its value. */
export function textsFor(editor: SettingsEditor, parameter: Parameter): CellTexts {
  const draft = editor.draftOf(parameter);
  // A draft of these parameters was written by `draftOfTexts`.
  if (draft !== null) return JSON.parse(draft) as CellTexts;
  return textsOfShapes(editor.settings[parameter.key] as number[] | number[][] | null);
}

/** Cells as a draft that `textsFor` reads. */
export function draftOfTexts(texts: CellTexts): string {
  return JSON.stringify(texts);
}

/** Heads of the columns: the names of the image's axes, then numbers for entries that no axis has. */
export function columnsFor(output: OutputPlan | null, texts: CellTexts): string[] {
  const names = output?.axes.map(({ name }) => name) ?? [];
  const count = texts.reduce((most, row) => Math.max(most, row.length), names.length);
  return Array.from({ length: count }, (_, axis) => names[axis] ?? String(axis));
}

/**
 * Chunk and shard shapes after the levels became others, where they are given level by level: `sources` are the numbers of the
 * levels before, in the order of those that there are now.
 */
export function shapesOfLevels(settings: Settings, sources: readonly number[]): Partial<Settings> {
  const follow = (value: number[] | number[][] | null): number[] | number[][] | null =>
    value === null || isFlat(value) ? value : sources.map((source) => value[Math.min(source, value.length - 1)]!);
  return { chunkShape: follow(settings.chunkShape), shardShape: follow(settings.shardShape) };
}
