import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

type CheckboxProps = {
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (isSelected: boolean) => void;
  /** What it is for. */
  children: ReactNode;
};

/** The platform's own checkbox; what is seen of it is drawn beside. */
export function Checkbox({ isSelected, isDisabled = false, onChange, children }: CheckboxProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        className="visually-hidden"
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="check-box">
        <Icon name="check" />
      </span>
      {children}
    </label>
  );
}
