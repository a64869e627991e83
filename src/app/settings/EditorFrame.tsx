import { useId, type ReactNode } from "react";
import type { Parameter } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";

type EditorFrameProps = {
  parameter: Parameter;
  /** Something is given: it can be derived again. */
  isGiven: boolean;
  onReset: () => void;
  /** Buttons beside the one that resets. */
  tools?: ReactNode;
  /** What is wrong as a whole; what is wrong in one place stands there. */
  error: string | null;
  children: (helpId: string) => ReactNode;
};

/** What the editors of lists and shapes have around them: name, *Reset to derived*, what it means or what is wrong. */
export function EditorFrame({ parameter, isGiven, onReset, tools, error, children }: EditorFrameProps) {
  const id = useId();
  return (
    <fieldset className="field editor" aria-labelledby={`${id}-label`}>
      <span className="field-head">
        <span className="field-label" id={`${id}-label`}>
          {parameter.label}
        </span>
        <code className="field-name">{parameter.name}</code>
      </span>
      {(tools !== undefined || isGiven) && (
        <span className="editor-tools">
          {tools}
          {isGiven && (
            <span className="editor-reset">
              <Button look="quiet" aria-label={`Reset to derived: ${parameter.label}`} onClick={onReset}>
                Reset to derived
              </Button>
            </span>
          )}
        </span>
      )}
      {children(`${id}-help`)}
      <span id={`${id}-help`} className={error === null ? "field-help" : "field-error"}>
        {error ?? parameter.meaning}
      </span>
    </fieldset>
  );
}
