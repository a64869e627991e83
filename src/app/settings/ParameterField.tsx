import { useId } from "react";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { textFromValue } from "../../plan/settings/parameterText.ts";
import type { Parameter } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { Icon } from "../parts/Icon.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import type { SettingsEditor } from "./useSettings.ts";

type ParameterFieldProps = {
  parameter: Parameter;
  editor: SettingsEditor;
  label: string;
  /** What holds where nothing is given; shown in the empty field. */
  derived: string;
};

/** The control of one parameter, by its kind. */
export function ParameterField({ parameter, editor, label, derived }: ParameterFieldProps) {
  const { kind } = parameter;
  const value = editor.settings[parameter.key];
  if (kind.kind === "boolean" && DEFAULT_SETTINGS[parameter.key] !== null) {
    return (
      <div className="field">
        <Checkbox isSelected={value === true} onChange={(isOn) => editor.setValue(parameter, isOn)}>
          {label}
        </Checkbox>
        <span className="field-help">{parameter.meaning}</span>
      </div>
    );
  }
  if (kind.kind === "boolean" || kind.kind === "choice") {
    const values = kind.kind === "boolean" ? ["yes", "no"] : kind.values;
    const isDerivable = DEFAULT_SETTINGS[parameter.key] === null;
    return (
      <SelectField
        label={label}
        value={value === null ? "" : textFromValue(parameter, value)}
        options={[
          ...(isDerivable ? [{ value: "", label: "Derived" }] : []),
          ...values.map((name) => ({ value: name, label: name })),
        ]}
        description={parameter.meaning}
        error={editor.errorOf(parameter)}
        onChange={(text) => editor.setText(parameter, text)}
      />
    );
  }
  return <TextParameter parameter={parameter} editor={editor} label={label} derived={derived} />;
}

function TextParameter({ parameter, editor, label, derived }: ParameterFieldProps) {
  const id = useId();
  const stored = editor.draftOf(parameter) ?? textFromValue(parameter, editor.settings[parameter.key]);
  const { text, forget, props } = useTypedText(stored, (typed) => editor.setText(parameter, typed));
  const error = editor.errorOf(parameter);
  return (
    <div className="field" data-invalid={error !== null || undefined}>
      <span className="field-head">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <code className="field-name">{parameter.name}</code>
      </span>
      <span className="field-row">
        <input
          {...props}
          id={id}
          className="input"
          type="text"
          inputMode={parameter.kind.kind === "integer" ? "numeric" : "text"}
          placeholder={derived}
          aria-invalid={error !== null || undefined}
          aria-describedby={`${id}-help`}
        />
        {text !== "" && (
          <Button
            look="icon"
            aria-label={`Reset ${label} to derived`}
            onClick={() => {
              forget();
              editor.setText(parameter, "");
            }}
          >
            <Icon name="retry" />
          </Button>
        )}
      </span>
      <span id={`${id}-help`} className={error === null ? "field-help" : "field-error"}>
        {error ?? parameter.meaning}
      </span>
    </div>
  );
}
