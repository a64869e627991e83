import { useState } from "react";
import { isFlat } from "../../plan/layout/perLevel.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { LevelPlan } from "../../plan/plan.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Segments } from "../parts/Segments.tsx";
import type { Problem } from "../state/appState.ts";
import type { QueueItem } from "../state/queue.ts";
import { derivedRow, valuesFromTexts, type CellTexts, type DerivedRow } from "./cellTexts.ts";
import type { CellPlace } from "./NumberTable.tsx";
import { NumberTableEditor } from "./NumberTableEditor.tsx";
import { draftOfTexts, textsFor } from "./shapeEditing.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** Without its own chunks an image's shards may not fit, so that they are derived together. */
const OF_CHUNKS: readonly ParameterKey[] = ["chunkShape", "shardShape", "shardFactor"];
/** A factor stays: it says what the shards are. */
const OF_SHARDS: readonly ParameterKey[] = ["shardShape"];

const SPREADS = [
  { value: "same", label: "All levels" },
  { value: "each", label: "Each level" },
] as const;

type Spread = (typeof SPREADS)[number]["value"];

type ChunkShapesEditorProps = { parameter: Parameter; editor: SettingsEditor; item: QueueItem | null };

/** Chunks or shards: one shape for all levels, or a row per level. */
export function ChunkShapesEditor({ parameter, editor, item }: ChunkShapesEditorProps) {
  const isShards = parameter.key === "shardShape";
  const output = useDerivedOutput(item, editor.settings, isShards ? OF_SHARDS : OF_CHUNKS);
  const all = output?.levels.map((level) => (isShards ? derivedShard(level) : derivedRow(level.chunkShape))) ?? [];
  const texts = textsFor(editor, parameter);
  const [chosen, setChosen] = useState<Spread>(() => (isAlike(all) ? "same" : "each"));
  const spread = texts.length === 0 ? chosen : spreadOf(editor, parameter, texts, chosen);
  const derived = spread === "same" ? all.slice(0, 1) : all;
  const wrong = placeOf(editor.problemOf(parameter), spread);

  const take = (next: CellTexts | null, nextSpread: Spread = spread): void => {
    const values = next === null ? null : valuesFromTexts(next);
    setChosen(nextSpread);
    editor.setValue(parameter, nextSpread === "same" ? (values?.[0] ?? null) : values, {
      draft: draftOfTexts(next ?? []),
      // Shards are given by their shape or by a factor.
      also: isShards ? { shardFactor: null } : {},
    });
  };
  const change = (next: Spread): void => {
    if (next === spread) return;
    setChosen(next);
    if (texts.length === 0) return;
    take(next === "same" ? texts.slice(0, 1) : Array.from({ length: Math.max(1, all.length) }, () => texts[0]!), next);
  };
  const count = Math.max(texts.length, derived.length);
  return (
    <NumberTableEditor
      parameter={parameter}
      editor={editor}
      output={output}
      isGiven={texts.length > 0}
      corner="Level"
      rows={Array.from({ length: count }, (_, level) => ({
        head: spread === "same" ? "all" : String(level),
        name: spread === "same" ? "all levels" : `level ${level}`,
        ...(level > 0 && level >= all.length ? { action: removeRow(level) } : {}),
      }))}
      texts={texts}
      derived={derived}
      wrong={wrong}
      tools={<Segments label={`${parameter.label} for`} value={spread} options={SPREADS} onChange={change} />}
      onTake={take}
    />
  );

  /** For rows that no level of the image has. */
  function removeRow(level: number) {
    return (
      <Button
        look="icon"
        aria-label={`Remove ${parameter.label.toLowerCase()} of level ${level}`}
        onClick={() => take(texts.filter((_, each) => each !== level))}
      >
        <Icon name="close" />
      </Button>
    );
  }
}

/** A level without shards gets shards of one chunk as soon as a part of their shape is given. */
function derivedShard({ shardShape, chunkShape }: LevelPlan): DerivedRow {
  return shardShape === null ? { shown: chunkShape.map(() => "none"), values: chunkShape } : derivedRow(shardShape);
}

function isAlike(rows: readonly DerivedRow[]): boolean {
  return rows.every(({ shown }) => shown.join() === rows[0]!.shown.join());
}

/** Whether what is given is one shape; of what was typed and cannot be yet only the editor knows. */
function spreadOf(editor: SettingsEditor, parameter: Parameter, texts: CellTexts, chosen: Spread): Spread {
  if (editor.draftOf(parameter) !== null) return texts.length > 1 ? "each" : chosen;
  const value = editor.settings[parameter.key] as number[] | number[][];
  return isFlat(value) ? "same" : "each";
}

/** A shape for all levels has its axis as the last index of what is wrong; the level before it, if any, is only where it showed. */
function placeOf(problem: Problem | null, spread: Spread): CellPlace | null {
  const [first, second] = problem?.at ?? [];
  if (first === undefined) return null;
  return spread === "same" ? { row: 0, column: second ?? first } : { row: first, column: second ?? null };
}
