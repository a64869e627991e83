import { useId } from "react";

type SelectFieldProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  isDisabled?: boolean;
  /** The label is there for screen readers only. */
  hideLabel?: boolean;
  description?: string | undefined;
  error?: string | null;
};

/** A choice among few: the platform's own control, which every keyboard and every screen reader knows. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const id = useId();
  const { label, value, options, onChange, isDisabled = false, hideLabel = false, description, error = null } = props;
  return (
    <div className="field" data-invalid={error !== null || undefined}>
      <label className={hideLabel ? "visually-hidden" : "field-label"} htmlFor={id}>
        {label}
      </label>
      <span className="select">
        <select
          id={id}
          value={value}
          disabled={isDisabled}
          aria-invalid={error !== null || undefined}
          aria-describedby={error !== null || description !== undefined ? `${id}-help` : undefined}
          // The options are all of type Value, so what was chosen is one.
          onChange={(event) => onChange(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
      {(error !== null || description !== undefined) && (
        <span id={`${id}-help`} className={error === null ? "field-help" : "field-error"}>
          {error ?? description}
        </span>
      )}
    </div>
  );
}
