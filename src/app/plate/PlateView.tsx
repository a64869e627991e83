import { useMemo, type ReactNode } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Segments } from "../parts/Segments.tsx";
import { useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import { PlateMap } from "./PlateMap.tsx";
import type { PlateLook } from "./usePlate.ts";
import type { PlateContrast } from "../stage/contrast.ts";
import { boxText, isWellChosen, taken, type PlateWells, type Well } from "./plateWells.ts";

type PlateViewProps = {
  item: QueueItem;
  image: OpenImage;
  outputs: ReadonlyMap<number, OutputPlan>;
  look: PlateLook;
  contrast: PlateContrast;
  onLook: (well: Well) => void;
  /** Lies at the foot. */
  foot: ReactNode;
};

/** Which wells of a plate are converted. */
export function PlateView(props: PlateViewProps) {
  const { item, image, outputs, look, contrast, onLook, foot } = props;
  const { plate, current, point, sharesContrast, shareContrast } = look;
  const session = useSession();
  const count = image.description.scenes.length;
  const chosen = useMemo(
    () => new Set(item.scenes ?? Array.from({ length: count }, (_, index) => index)),
    [item.scenes, count],
  );
  const choose = (next: number[]): void =>
    session.store.dispatch({ type: "scenes", id: item.id, scenes: next.length === count ? null : next });
  const wells = plate.wells.filter((well) => isWellChosen(well, chosen) !== false);
  const missing = plate.wells.filter((well) => well.missing !== null).length;
  return (
    <section className="preview plate-view" aria-label="Plate">
      <div className="plate-bar">
        <p>
          <b>
            {wells.length} of {plate.wells.length}
          </b>{" "}
          wells<span className="muted">{rangeOf(plate, wells)}</span>
        </p>
        <Button look="link" disabled={chosen.size === count} onClick={() => choose(taken(plate.wells, chosen, false))}>
          All
        </Button>
        <Button look="link" onClick={() => choose(taken([current], chosen, false))}>
          Only {current.name}
        </Button>
        <p className="muted plate-hint">Draw a rectangle to take wells; with Shift they are added.</p>
      </div>
      <div className="plate-room">
        <PlateMap
          plate={plate}
          image={image}
          outputs={outputs}
          chosen={chosen}
          contrast={contrast}
          current={current}
          onPoint={point}
          onChoose={choose}
          onLook={onLook}
        />
        <p className="plate-legend muted">
          Each well shows its first field.
          {missing > 0 && ` ${plural(missing, "well")} without all pictures (!).`}
        </p>
        <div className="plate-contrast">
          <span className="muted">Contrast</span>
          <Segments
            label="Contrast of the wells"
            value={sharesContrast ? "shared" : "own"}
            options={[
              { value: "shared", label: "Shared by all" },
              { value: "own", label: "Each its own" },
            ]}
            onChange={(value) => shareContrast(value === "shared")}
          />
        </div>
      </div>
      <div className="stage-foot">{foot}</div>
    </section>
  );
}

function rangeOf(plate: PlateWells, wells: readonly Well[]): string {
  const text = wells.length < plate.wells.length ? boxText(plate, wells) : null;
  return text === null ? "" : ` (${text})`;
}
