import { plural } from "../figures.ts";
import { Segments } from "../parts/Segments.tsx";
import type { PlateLook } from "./usePlate.ts";

type WellHeadProps = {
  look: PlateLook;
  /** How many fields of the well are taken. */
  taken: number;
  /** Null: only fields can be looked at. */
  onGo: ((place: PlateLook["place"]) => void) | null;
};

/** Which well it is, and from how near it is looked at. */
export function WellHead({ look: { current, place }, taken, onGo }: WellHeadProps) {
  const { name, fields, missing } = current;
  return (
    <div className="well-sum">
      {onGo !== null && (
        <Segments
          label="Look at"
          value={place}
          options={[
            { value: "plate", label: "Plate" },
            { value: "field", label: "Field" },
          ]}
          onChange={onGo}
        />
      )}
      <p>
        <b>{name}</b>{" "}
        <span className="muted">
          {taken === fields.length ? plural(fields.length, "field") : `${taken} of ${plural(fields.length, "field")}`}
          {missing !== null && `, ${missing}`}
        </span>
      </p>
    </div>
  );
}
