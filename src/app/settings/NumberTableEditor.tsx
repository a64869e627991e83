import type { ReactNode } from "react";
import type { Parameter } from "../../plan/settings/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { withCells, type CellTexts, type DerivedRow } from "./cellTexts.ts";
import { EditorFrame } from "./EditorFrame.tsx";
import { NumberTable, type CellPlace } from "./NumberTable.tsx";
import { columnsFor } from "./shapeEditing.ts";
import type { SettingsEditor } from "./useSettings.ts";

type NumberTableEditorProps = {
  parameter: Parameter;
  editor: SettingsEditor;
  /** Names the columns by its axes; null while the image cannot be read. */
  output: OutputPlan | null;
  isGiven: boolean;
  /** Head of the column of row heads. */
  corner: string;
  rows: readonly { head: string; name: string; action?: ReactNode }[];
  texts: CellTexts;
  derived: readonly DerivedRow[];
  /** The cell that the parameter's problem is about; null: all of the table. */
  wrong: CellPlace | null;
  /** Buttons beside the one that resets. */
  tools?: ReactNode;
  /** All cells after some were typed over; null: nothing is given any more. */
  onTake: (texts: CellTexts | null) => void;
};

/** A parameter that is a table of numbers, in the frame that all editors have. */
export function NumberTableEditor(props: NumberTableEditorProps) {
  const { parameter, editor, output, isGiven, corner, rows, texts, derived, wrong, tools, onTake } = props;
  const problem = editor.problemOf(parameter);
  return (
    <EditorFrame
      parameter={parameter}
      isGiven={isGiven}
      onReset={() => editor.setValue(parameter, null)}
      error={wrong === null ? (problem?.text ?? null) : null}
      tools={tools}
    >
      {(helpId) => (
        <NumberTable
          label={parameter.label}
          corner={corner}
          columns={columnsFor(output, texts)}
          rows={rows.map((row, at) => ({ ...row, derived: derived[at] }))}
          texts={texts}
          problem={problem}
          wrong={wrong}
          describedBy={helpId}
          onType={(row, column, typed) => onTake(withCells(texts, derived, row, column, typed))}
        />
      )}
    </EditorFrame>
  );
}
