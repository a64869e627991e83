import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { QueueItem } from "../state/queue.ts";
import { valuesFromTexts, type CellTexts, type DerivedRow } from "./cellTexts.ts";
import { NumberTableEditor } from "./NumberTableEditor.tsx";
import { draftOfTexts, textsFor } from "./shapeEditing.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

/** A shape of shards stays: it says what the factors are. */
const OF_FACTOR: readonly ParameterKey[] = ["shardFactor"];

type ShardFactorEditorProps = { parameter: Parameter; editor: SettingsEditor; item: QueueItem | null };

/** How many chunks a shard has along each axis, at every level. */
export function ShardFactorEditor({ parameter, editor, item }: ShardFactorEditorProps) {
  const output = useDerivedOutput(item, editor.settings, OF_FACTOR);
  const derived = output === null ? [] : [derivedFactors(output)];
  const given = textsFor(editor, parameter);
  const texts = given.length === 0 ? [] : [alignRight(given[0]!, derived[0]?.values.length ?? 0)];
  const at = editor.problemOf(parameter)?.at[0];
  // Where fewer factors are given than there are axes, they belong to the last ones.
  const shift = editor.draftOf(parameter) === null ? (texts[0]?.length ?? 0) - (given[0]?.length ?? 0) : 0;
  const wrong = at === undefined ? null : { row: 0, column: at + shift };
  const take = (next: CellTexts | null): void =>
    editor.setValue(parameter, next === null ? null : valuesFromTexts(next)[0], {
      draft: draftOfTexts(next ?? []),
      also: { shardShape: null },
    });
  return (
    <NumberTableEditor
      parameter={parameter}
      editor={editor}
      output={output}
      isGiven={given.length > 0}
      corner="Level"
      rows={[{ head: "all", name: "all levels" }]}
      texts={texts}
      derived={derived}
      wrong={wrong}
      onTake={take}
    />
  );
}

function alignRight(texts: readonly string[], count: number): readonly string[] {
  return [...Array.from({ length: Math.max(0, count - texts.length) }, () => "1"), ...texts];
}

/** Chunks per shard as the shards are: "1–4" where levels differ, "none" without shards. */
function derivedFactors({ levels, axes }: OutputPlan): DerivedRow {
  const shown = axes.map((_, axis) => {
    const factors = levels.map(({ shardShape, chunkShape }) =>
      shardShape === null ? null : shardShape[axis]! / chunkShape[axis]!,
    );
    const known = factors.filter((factor) => factor !== null);
    if (known.length === 0) return "none";
    const [least, most] = [Math.min(...known), Math.max(...known)];
    return least === most ? String(least) : `${least}–${most}`;
  });
  return { shown, values: axes.map(() => 1) };
}
