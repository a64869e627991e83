import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { QueueItem } from "../state/queue.ts";
import { valuesFromTexts, type CellTexts, type DerivedRow } from "./cellTexts.ts";
import { EditorFrame } from "./EditorFrame.tsx";
import { NumberTableEditor } from "./NumberTableEditor.tsx";
import { draftOfTexts } from "./shapeEditing.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

const OF_TRANSFORM: readonly ParameterKey[] = ["rootTransform"];

type RootTransformEditorProps = { parameter: Parameter; editor: SettingsEditor; item: QueueItem | null };

/** A scale for the whole image, a number per axis. Another transform, from a file of settings, is shown as it is. */
export function RootTransformEditor({ parameter, editor, item }: RootTransformEditorProps) {
  const output = useDerivedOutput(item, editor.settings, OF_TRANSFORM);
  const ones = output?.axes.map(() => 1) ?? [];
  const derived: DerivedRow[] = output === null ? [] : [{ shown: ones.map(() => "none"), values: ones }];
  const draft = editor.draftOf(parameter);
  const given = editor.settings.rootTransform;
  const own = given === null ? [] : scaleTexts(given);
  const texts = draft === null ? own : (JSON.parse(draft) as CellTexts);
  const problem = editor.problemOf(parameter);
  const at = problem?.at[0];
  const take = (next: CellTexts | null): void => {
    const scale = next === null ? [] : valuesFromTexts(next)[0]!;
    const bad = scale.findIndex((step) => typeof step !== "number");
    editor.setValue(parameter, next === null ? null : { type: "scale", scale }, {
      draft: draftOfTexts(next ?? []),
      refused:
        bad < 0
          ? null
          : {
              text: `root_transform: scale[${bad}] is not a number, got “${scale[bad]}” Give a number above 0.`,
              at: [bad],
            },
    });
  };
  const isGiven = given !== null || draft !== null;
  if (texts === null) {
    return (
      <EditorFrame
        parameter={parameter}
        isGiven={isGiven}
        onReset={() => editor.setValue(parameter, null)}
        error={problem?.text ?? null}
      >
        {() => <code className="as-it-is">{JSON.stringify(given)}</code>}
      </EditorFrame>
    );
  }
  return (
    <NumberTableEditor
      parameter={parameter}
      editor={editor}
      output={output}
      isGiven={isGiven}
      corner="Part"
      rows={[{ head: "scale", name: "scale" }]}
      texts={texts}
      derived={derived}
      wrong={at === undefined ? null : { row: 0, column: at }}
      onTake={take}
    />
  );
}

/** The cells of a scale; null for any other transform. */
function scaleTexts(transform: Record<string, unknown>): CellTexts | null {
  const { type, scale, ...rest } = transform;
  const isScale = type === "scale" && Array.isArray(scale) && Object.keys(rest).length === 0;
  return isScale && scale.every((step) => ["number", "string"].includes(typeof step)) ? [scale.map(String)] : null;
}
