import { Icon } from "./Icon.tsx";

type FindFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
};

/** A field in which something of a list is looked for. What is found: `useFind`. */
export function FindField({ label, placeholder, value, onChange }: FindFieldProps) {
  return (
    <div className="find">
      <Icon name="find" />
      <input
        className="input"
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
