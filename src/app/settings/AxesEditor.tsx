import { useId, useState } from "react";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import { parameterOf } from "../../plan/settings/parameters.ts";
import { rulesFor } from "../../plan/rulesFor.ts";
import { SPACE_UNITS, TIME_UNITS } from "../../plan/metadata/units.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import type { QueueItem } from "../state/queue.ts";
import { AXIS_COLUMNS, columnOf, setColumn, withEntry } from "./axisColumns.ts";
import { useDerivedOutput } from "./useDerivedOutput.ts";
import type { SettingsEditor } from "./useSettings.ts";

const OF_AXES: readonly ParameterKey[] = [
  "axesNames",
  "axesTypes",
  "axesUnits",
  "physicalPixelSize",
  "sceneCorrections",
];
/** For the correction of one scene what is said of all is what is derived. */
const OF_SCENE: readonly ParameterKey[] = ["sceneCorrections"];

/**
 * Name, type, unit and pixel size of each axis, a row per axis; what is left empty is as the file says. In files of several scenes unit
 * and size can be corrected for one of them.
 */
export function AxesEditor({ editor, item }: { editor: SettingsEditor; item: QueueItem | null }) {
  const id = useId();
  const description = item?.verdict.kind === "ready" ? item.verdict.image.description : null;
  const scenes =
    description === null
      ? []
      : rulesFor(editor.settings)
          .numberedScenes(description)
          .map((at) => description.scenes[at]!);
  const [chosen, setChosen] = useState<number | null>(null);
  const scene = chosen !== null && chosen < scenes.length ? chosen : null;
  const output = useDerivedOutput(item, editor.settings, scene === null ? OF_AXES : OF_SCENE, { scene });
  if (output === null) return null;
  const columns = AXIS_COLUMNS.map((key) => columnOf(editor, key, scene, output));
  const general = columns.filter(({ problem, wrong }) => problem !== null && wrong === null);
  // What is wrong with the correction of a scene that is not shown.
  const elsewhere = columns.some(({ problem }) => problem !== null)
    ? null
    : editor.errorOf(parameterOf("sceneCorrections"));
  return (
    <fieldset className="field editor" aria-labelledby={`${id}-label`}>
      <span className="field-head field-head-wrapped">
        <span className="field-label" id={`${id}-label`}>
          Axes
        </span>
        <code className="field-name">
          {scene === null
            ? columns.map(({ parameter }) => parameter.name).join(" ")
            : parameterOf("sceneCorrections").name}
        </code>
      </span>
      {(scenes.length > 1 || editor.settings.sceneCorrections !== null) && (
        <SelectField
          label="Axes of"
          value={scene === null ? "" : String(scene)}
          options={[
            { value: "", label: "All scenes" },
            ...scenes.map(({ name, id: sceneId }, number) => ({
              value: String(number),
              label: `${name || sceneId}${editor.settings.sceneCorrections?.[number] === undefined ? "" : " (corrected)"}`,
            })),
          ]}
          onChange={(value) => setChosen(value === "" ? null : Number(value))}
        />
      )}
      <div className="number-table">
        <table className="axes-table" aria-label="Axes">
          <thead>
            <tr>
              {columns.map(({ key, parameter, head, texts }) => (
                <th key={key} scope="col" className={key} title={parameter.name}>
                  <span className="column-head">
                    {head}
                    {texts.length > 0 && (
                      <Button
                        look="icon"
                        aria-label={`Reset ${parameter.label} to derived`}
                        onClick={() => setColumn(editor, key, scene, null)}
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
            const wrong = columns.filter((column) => column.wrong === axis);
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
                      isDisabled: !column.isEditable,
                      onChange: (text: string) => setColumn(editor, column.key, scene, withEntry(column, axis, text)),
                    };
                    return (
                      <td key={column.key}>
                        {column.key === "axesTypes" ? (
                          <TypeCell {...shared} />
                        ) : (
                          <TextCell
                            {...shared}
                            isNumber={column.key === "physicalPixelSize"}
                            list={column.key === "axesUnits" ? unitList(id, type) : undefined}
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
      {elsewhere !== null && <span className="field-error">{elsewhere}</span>}
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
  isDisabled: boolean;
  describedBy: string;
  onChange: (text: string) => void;
};

function TextCell(props: CellProps & { isNumber: boolean; list: string | undefined }) {
  const { label, stored, derived, isWrong, isDisabled, describedBy, isNumber, list, onChange } = props;
  const typed = useTypedText(stored, onChange);
  return (
    <input
      {...typed.props}
      className={isNumber ? "input cell number" : "input cell"}
      type="text"
      inputMode={isNumber ? "decimal" : "text"}
      disabled={isDisabled}
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

function TypeCell({ label, stored, derived, isWrong, isDisabled, describedBy, onChange }: CellProps) {
  const value = stored === "" ? derived : stored;
  return (
    <span className="select">
      <select
        className="cell"
        disabled={isDisabled}
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
