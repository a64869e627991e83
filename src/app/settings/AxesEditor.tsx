import { useId } from "react";
import { parameterOf, type ParameterKey } from "../../plan/parameters.ts";
import { SPACE_UNITS, TIME_UNITS } from "../../plan/units.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import type { QueueItem } from "../state/queue.ts";
import { AXIS_COLUMNS, columnOf, withEntry, type AxisColumn } from "./axisColumns.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

const OF_AXES: readonly ParameterKey[] = ["axesNames", "axesTypes", "axesUnits", "physicalPixelSize"];

/** Name, type, unit and pixel size of each axis, a row per axis; what is left empty is as the file says. */
export function AxesEditor({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const id = useId();
  const output = useDerivedOutput(item, editor.settings, OF_AXES);
  if (output === null) return null;
  const columns = AXIS_COLUMNS.map((key) => columnOf(editor, parameterOf(key), output));
  const change = (column: AxisColumn, axis: number, text: string): void => {
    const next = withEntry(column, axis, text);
    editor.setValue(column.parameter, next.value, { draft: next.draft });
  };
  const general = columns.filter(({ problem }) => problem !== null && problem.at[0] === undefined);
  return (
    <fieldset className="field editor" aria-labelledby={`${id}-label`}>
      <span className="field-head field-head-wrapped">
        <span className="field-label" id={`${id}-label`}>
          Axes
        </span>
        <code className="field-name">{columns.map(({ parameter }) => parameter.name).join(" ")}</code>
      </span>
      <div className="number-table">
        <table className="axes-table" aria-label="Axes">
          <thead>
            <tr>
              {columns.map(({ parameter, head, isGiven }) => (
                <th key={parameter.key} scope="col" className={parameter.key} title={parameter.name}>
                  <span className="column-head">
                    {head}
                    {isGiven && (
                      <Button
                        look="icon"
                        aria-label={`Reset ${parameter.label} to derived`}
                        onPress={() => editor.setValue(parameter, null)}
                      >
                        <Icon name="retry" />
                      </Button>
                    )}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {output.axes.map(({ name, type }, axis) => {
            const wrong = columns.filter(({ problem }) => problem?.at[0] === axis);
            return (
              <tbody key={name}>
                <tr>
                  {columns.map((column) => {
                    const shared = {
                      label: `${column.head} of axis ${name}`,
                      stored: column.texts[axis] ?? "",
                      derived: column.derived[axis] ?? "",
                      isWrong: wrong.includes(column) || general.includes(column),
                      describedBy: wrong.includes(column) ? `${id}-wrong-${axis}` : `${id}-help`,
                      onChange: (text: string) => change(column, axis, text),
                    };
                    return (
                      <td key={column.parameter.key}>
                        {column.parameter.key === "axesTypes" ? (
                          <TypeCell {...shared} />
                        ) : (
                          <TextCell
                            {...shared}
                            isNumber={column.parameter.key === "physicalPixelSize"}
                            list={column.parameter.key === "axesUnits" ? unitList(id, type) : undefined}
                          />
                        )}
                      </td>
                    );
                  })}
                </tr>
                {wrong.length > 0 && (
                  <tr>
                    <td id={`${id}-wrong-${axis}`} className="field-error" colSpan={columns.length}>
                      {wrong.map(({ problem }) => problem?.text).join(" ")}
                    </td>
                  </tr>
                )}
              </tbody>
            );
          })}
        </table>
      </div>
      <UnitList id={unitList(id, "space")!} units={SPACE_UNITS} />
      <UnitList id={unitList(id, "time")!} units={TIME_UNITS} />
      {general.map(({ parameter, problem }) => (
        <span key={parameter.key} className="field-error">
          {problem?.text}
        </span>
      ))}
      <span id={`${id}-help`} className="field-help">
        The size is that of a step along the axis, in its unit (“none” for no unit). What is left empty is as the file
        says.
      </span>
    </fieldset>
  );
}

type CellProps = {
  label: string;
  stored: string;
  derived: string;
  isWrong: boolean;
  describedBy: string;
  onChange: (text: string) => void;
};

function TextCell(props: CellProps & { isNumber: boolean; list: string | undefined }) {
  const { label, stored, derived, isWrong, describedBy, isNumber, list, onChange } = props;
  const typed = useTypedText(stored, onChange);
  return (
    <input
      {...typed.props}
      className={isNumber ? "input cell number" : "input cell"}
      type="text"
      inputMode={isNumber ? "decimal" : "text"}
      aria-label={label}
      aria-invalid={isWrong || undefined}
      aria-describedby={describedBy}
      data-invalid={isWrong || undefined}
      placeholder={derived}
      list={list}
    />
  );
}

const TYPES = ["time", "channel", "space", "none"];

function TypeCell({ label, stored, derived, isWrong, describedBy, onChange }: CellProps) {
  const value = stored === "" ? derived : stored;
  return (
    <span className="select">
      <select
        className="cell"
        aria-label={label}
        aria-invalid={isWrong || undefined}
        aria-describedby={describedBy}
        data-invalid={isWrong || undefined}
        data-derived={stored === "" || undefined}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {[...TYPES, ...(TYPES.includes(value) ? [] : [value])].map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Units to choose from; any other spelling that OME-Zarr's names can be made of may be typed. */
function UnitList({ id, units }: { id: string; units: readonly string[] }) {
  return (
    <datalist id={id}>
      {units.map((unit) => (
        <option key={unit} value={unit}>
          {unit}
        </option>
      ))}
    </datalist>
  );
}

function unitList(id: string, type: string | null): string | undefined {
  return type === "space" || type === "time" ? `${id}-units-${type}` : undefined;
}
