import { useId } from "react";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import { SelectField } from "../parts/SelectField.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import type { QueueItem } from "../state/queue.ts";
import { numberFrom } from "./cellTexts.ts";
import { EditorFrame } from "./EditorFrame.tsx";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

const OF_RDEFS: readonly ParameterKey[] = ["rdefs"];
const MEMBERS = [
  { key: "defaultT", label: "Time point" },
  { key: "defaultZ", label: "Plane (z)" },
] as const;

type RenderingDefaultsEditorProps = { parameter: Parameter; editor: SettingsEditor; item: QueueItem | null };

/** What viewers show first: a time point, a plane, colours or grey. Members of other names, from a file of settings, are kept. */
export function RenderingDefaultsEditor({ parameter, editor, item }: RenderingDefaultsEditorProps) {
  const derived = useDerivedOutput(item, editor.settings, OF_RDEFS)?.metadata.rdefs ?? {};
  const draft = editor.draftOf(parameter);
  const given = draft === null ? editor.settings.rdefs : (JSON.parse(draft) as Record<string, unknown>);
  const error = editor.errorOf(parameter);
  const change = (key: string, value: unknown): void => {
    const { [key]: _before, ...others } = given ?? {};
    const next = value === null ? others : { ...others, [key]: value };
    editor.setValue(parameter, Object.keys(next).length === 0 ? null : next, { draft: JSON.stringify(next) });
  };
  const model = textOf(given?.["model"]);
  return (
    <EditorFrame
      parameter={parameter}
      isGiven={given !== null}
      onReset={() => editor.setValue(parameter, null)}
      error={error}
    >
      {(helpId) => (
        <span className="field-columns">
          {MEMBERS.map(({ key, label }) => (
            <MemberField
              key={key}
              label={label}
              stored={textOf(given?.[key])}
              derived={textOf(derived[key] ?? "none")}
              isWrong={error?.includes(`rdefs.${key}`) === true}
              describedBy={helpId}
              onChange={(text) => change(key, text.trim() === "" ? null : numberFrom(text))}
            />
          ))}
          <SelectField
            label="Colours"
            value={model}
            options={[
              { value: "", label: `${textOf(derived["model"] ?? "none")} (derived)` },
              { value: "color", label: "color" },
              { value: "greyscale", label: "greyscale" },
              ...(["", "color", "greyscale"].includes(model) ? [] : [{ value: model, label: model }]),
            ]}
            onChange={(value) => change("model", value === "" ? null : value)}
          />
        </span>
      )}
    </EditorFrame>
  );
}

function textOf(value: unknown): string {
  return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

type MemberFieldProps = {
  label: string;
  stored: string;
  derived: string;
  isWrong: boolean;
  describedBy: string;
  onChange: (text: string) => void;
};

function MemberField({ label, stored, derived, isWrong, describedBy, onChange }: MemberFieldProps) {
  const id = useId();
  const { props } = useTypedText(stored, onChange);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        {...props}
        id={id}
        className="input"
        inputMode="numeric"
        placeholder={derived}
        aria-invalid={isWrong || undefined}
        aria-describedby={describedBy}
        data-invalid={isWrong || undefined}
      />
    </div>
  );
}
