import { halvedLevelShapes } from "../../plan/layout/levelShapes.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import { parameterOf, type Parameter } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { QueueItem } from "../state/queue.ts";
import { derivedRow, valuesFromTexts, type CellTexts, type DerivedRow } from "./cellTexts.ts";
import { NumberTableEditor } from "./NumberTableEditor.tsx";
import { draftOfTexts, shapesOfLevels, textsFor } from "./shapeEditing.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

const SHAPES: readonly ParameterKey[] = ["levelShapes", "chunkShape", "shardShape", "shardFactor"];

type LevelShapesEditorProps = { parameter: Parameter; editor: SettingsEditor; item: QueueItem | null };

/** The shape of each level, a row per level; while none is given, adding and removing changes the number of levels. */
export function LevelShapesEditor({ parameter, editor, item }: LevelShapesEditorProps) {
  const { settings } = editor;
  const texts = textsFor(editor, parameter);
  const isGiven = texts.length > 0;
  // What num_levels makes of the image; where shapes are given as many levels as those, and the next.
  const output = useDerivedOutput(item, settings, SHAPES, { levels: isGiven ? texts.length + 1 : null });
  const derived = output?.levels.map(({ shape }) => derivedRow(shape)) ?? [];
  const count = isGiven ? texts.length : derived.length;
  const at = editor.problemOf(parameter)?.at ?? [];
  const wrong = at[0] === undefined ? null : { row: at[0], column: at[1] ?? null };

  const take = (next: CellTexts | null, sources: readonly number[] | null = null): void =>
    editor.setValue(parameter, next === null ? null : valuesFromTexts(next), {
      draft: draftOfTexts(next ?? []),
      also: sources === null ? {} : shapesOfLevels(settings, sources),
    });
  const setCount = (next: number, sources: readonly number[]): void =>
    editor.setValue(parameterOf("numLevels"), next, { also: shapesOfLevels(settings, sources) });
  const levels = Array.from({ length: count }, (_, level) => level);
  const add = (): void => {
    const sources = [...levels, count - 1];
    if (isGiven) take([...texts, smaller(texts.at(-1)!, derived)], sources);
    else setCount(count + 1, sources);
  };
  const remove = (level: number): void => {
    const sources = levels.filter((each) => each !== level);
    if (!isGiven && level === count - 1) {
      setCount(count - 1, sources);
      return;
    }
    const rows = isGiven ? texts : derived.map(({ shown }) => shown);
    take(
      rows.filter((_, each) => each !== level),
      sources,
    );
  };
  return (
    <NumberTableEditor
      parameter={parameter}
      editor={editor}
      output={output}
      isGiven={isGiven}
      corner="Level"
      rows={levels.map((level) => ({
        head: String(level),
        name: `level ${level}`,
        ...(count > 1 && level > 0 ? { action: <RemoveLevel level={level} onRemove={() => remove(level)} /> } : {}),
      }))}
      texts={texts}
      derived={derived}
      wrong={wrong}
      tools={
        count > 0 && (
          <Button look="quiet" onClick={add}>
            <Icon name="plus" />
            Add level
          </Button>
        )
      }
      onTake={take}
    />
  );
}

function RemoveLevel({ level, onRemove }: { level: number; onRemove: () => void }) {
  return (
    <Button look="icon" aria-label={`Remove level ${level}`} onClick={onRemove}>
      <Icon name="close" />
    </Button>
  );
}

/** A row for the level after `last`: half as large along the axes that num_levels halves. */
function smaller(last: readonly string[], [full, next]: readonly DerivedRow[]): string[] {
  const isHalved = last.map((_, axis) => full?.values[axis] !== next?.values[axis]);
  const sizes = last.map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size))) return [...last];
  return halvedLevelShapes(sizes, isHalved, 2)[1]!.map(String);
}
