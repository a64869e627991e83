import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import { plural } from "../figures.ts";
import { commandOf } from "../keys/shortcuts.ts";
import { Icon } from "../parts/Icon.tsx";
import { SceneThumbnail } from "../scenes/SceneThumbnail.tsx";
import type { OutputPlan } from "../../plan/plan.ts";
import type { PlateContrast } from "../stage/contrast.ts";
import {
  boxBetween,
  isWellChosen,
  shownBox,
  taken,
  toggled,
  wellsInBox,
  type PlateWells,
  type Well,
} from "./plateWells.ts";

type PlateMapProps = {
  plate: PlateWells;
  image: OpenImage;
  /** By scene (`useSceneOutputs`). */
  outputs: ReadonlyMap<number, OutputPlan>;
  chosen: ReadonlySet<number>;
  contrast: PlateContrast;
  /** The well that is pointed to. */
  current: Well;
  onPoint: (well: Well) => void;
  onChoose: (scenes: number[]) => void;
  /** The current well is to be looked into. */
  onLook: (well: Well) => void;
};

type Place = { row: number; column: number };

/** A plate from above: each well with its first field. A press takes wells or leaves them out, a rectangle takes all in it, heads take rows and columns. */
export function PlateMap(props: PlateMapProps) {
  const { plate, image, outputs, chosen, contrast, current, onPoint, onChoose, onLook } = props;
  const grid = useRef<HTMLTableElement>(null);
  const [drag, setDrag] = useState<{ from: Place; to: Place } | null>(null);
  const box = shownBox(plate);
  const rows = indices(box.fromRow, box.toRow);
  const columns = indices(box.fromColumn, box.toColumn);
  // Large plates have 1,536 wells: each is looked up, not looked for.
  const wellAt = useMemo(() => new Map(plate.wells.map((well) => [`${well.row} ${well.column}`, well])), [plate]);
  const dragged = new Set(drag === null ? [] : wellsInBox(plate, boxBetween(drag.from, drag.to)));

  const onPointerDown = (event: PointerEvent): void => {
    const at = placeOf(event.target);
    if (at === null || event.button !== 0) return;
    setDrag({ from: at, to: at });
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag === null) return;
    const at = placeOf(document.elementFromPoint(event.clientX, event.clientY));
    if (at !== null && (at.row !== drag.to.row || at.column !== drag.to.column)) setDrag({ ...drag, to: at });
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (drag === null) return;
    setDrag(null);
    const wells = wellsInBox(plate, boxBetween(drag.from, drag.to));
    const isPress = drag.from.row === drag.to.row && drag.from.column === drag.to.column;
    if (!isPress) onChoose(taken(wells, chosen, event.shiftKey));
    else if (wells[0] !== undefined) {
      onPoint(wells[0]);
      if (isOnBox(event.target)) onChoose(toggled(wells, chosen));
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const command = commandOf("plate", event);
    if (command === null) return;
    event.preventDefault();
    if (command === "toggle") return onChoose(toggled([current], chosen));
    if (command === "look") return onLook(current);
    if (command === "all") return onChoose(taken(plate.wells, chosen, false));
    const next = neighbour(plate, current, command);
    if (next === null) return;
    onPoint(next);
    if (event.shiftKey) onChoose(taken([current, next], chosen, true));
    grid.current?.querySelector<HTMLElement>(`[data-row="${next.row}"][data-column="${next.column}"]`)?.focus();
  };

  const head = (wells: readonly Well[], name: string, kind: "Row" | "Column") => {
    const isOn = wells.length > 0 && wells.every((well) => isWellChosen(well, chosen) === true);
    return (
      <button
        type="button"
        className="plate-head"
        aria-pressed={isOn}
        aria-label={`${kind} ${name}`}
        disabled={wells.length === 0}
        onClick={() => onChoose(toggled(wells, chosen))}
      >
        {name}
      </button>
    );
  };
  return (
    <table
      ref={grid}
      className="plate"
      // A grid is a table whose cells can be used.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
      role="grid"
      tabIndex={-1}
      aria-label="Wells"
      aria-multiselectable="true"
      style={{ ["--plate-columns" as string]: columns.length }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr>
          <td className="plate-corner">
            <span className="visually-hidden">Rows and columns</span>
          </td>
          {columns.map((column) => (
            <th scope="col" key={column}>
              {head(
                plate.wells.filter((well) => well.column === column),
                plate.columns[column]!,
                "Column",
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">
              {head(
                plate.wells.filter((well) => well.row === row),
                plate.rows[row]!,
                "Row",
              )}
            </th>
            {columns.map((column) => {
              const well = wellAt.get(`${row} ${column}`);
              return well === undefined ? (
                <td
                  key={column}
                  data-row={row}
                  data-column={column}
                  aria-label={`${plate.rows[row]}${plate.columns[column]}, no images`}
                >
                  <span className="well" data-empty="true" />
                </td>
              ) : (
                <WellCell
                  key={column}
                  well={well}
                  isChosen={isWellChosen(well, chosen)}
                  isCurrent={well === current}
                  isDragged={dragged.has(well)}
                  picture={
                    <SceneThumbnail image={image} output={outputs.get(well.fields[0]!) ?? null} contrast={contrast} />
                  }
                  onDoubleClick={() => onLook(well)}
                />
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type WellCellProps = {
  well: Well;
  isChosen: boolean | "some";
  isCurrent: boolean;
  isDragged: boolean;
  picture: React.ReactNode;
  onDoubleClick: () => void;
};

function WellCell({ well, isChosen, isCurrent, isDragged, picture, onDoubleClick }: WellCellProps) {
  const { row, column, name, fields, missing } = well;
  const state = isChosen === true ? "taken" : isChosen === "some" ? "taken in part" : "left out";
  const says = [name, plural(fields.length, "field"), state, ...(missing === null ? [] : [missing])].join(", ");
  return (
    <td
      data-row={row}
      data-column={column}
      aria-selected={isChosen !== false}
      aria-label={says}
      title={says}
      tabIndex={isCurrent ? 0 : -1}
      onDoubleClick={onDoubleClick}
    >
      <span className="well" data-current={isCurrent || undefined} data-dragged={isDragged || undefined}>
        {picture}
        <span className="well-box" data-chosen={isChosen}>
          {isChosen === true ? <Icon name="check" /> : isChosen === "some" && <Icon name="minus" />}
        </span>
        {missing !== null && (
          <span className="well-missing">
            <Icon name="warning" />
          </span>
        )}
      </span>
    </td>
  );
}

function indices(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("td[data-row]") : null;
  return cell === null ? null : { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]) };
}

function isOnBox(target: EventTarget): boolean {
  return target instanceof Element && target.closest(".well-box") !== null;
}

/** The next well with images in a direction; null where there is none. */
function neighbour({ wells }: PlateWells, from: Place, to: "left" | "right" | "up" | "down"): Well | null {
  const isAlong = to === "left" || to === "right" ? "column" : "row";
  const across = isAlong === "column" ? "row" : "column";
  const sign = to === "left" || to === "up" ? -1 : 1;
  return wells
    .filter((well) => well[across] === from[across] && (well[isAlong] - from[isAlong]) * sign > 0)
    .reduce<Well | null>(
      (best, well) => (best === null || (well[isAlong] - best[isAlong]) * sign < 0 ? well : best),
      null,
    );
}
