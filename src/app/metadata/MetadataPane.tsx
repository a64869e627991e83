import { useState } from "react";
import type { ImageDescription } from "../../model/image.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { Facts } from "../parts/Facts.tsx";
import { Fold } from "../parts/Fold.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Segments } from "../parts/Segments.tsx";
import { WideTable } from "../parts/WideTable.tsx";
import { plural } from "../figures.ts";
import { metadataRows, type MetadataRow } from "./metadataRows.ts";

/** What the file says of itself, and what the store will say: to see before converting that it was understood. */
export function MetadataPane({ description, output }: { description: ImageDescription; output: OutputPlan | null }) {
  const [shown, setShown] = useState<"all" | "changed">("all");
  if (output === null) return null;
  const rows = metadataRows(description, output);
  const changed = rows.filter((row) => row.isChanged);
  const scene = description.scenes[output.scene];
  return (
    <section className="panel" aria-label="Metadata">
      <div className="panel-head">
        <span className="chip">
          <Icon name="check" />
          {rows.length - changed.length} carried over
        </span>
        {changed.length > 0 && <span className="chip">{changed.length} changed</span>}
        <Segments
          label="Rows"
          value={shown}
          options={[
            { value: "all", label: "All" },
            { value: "changed", label: "Changed" },
          ]}
          onChange={setShown}
        />
      </div>
      <WideTable label="Metadata row by row" name="Metadata in the file and in the store" className="metadata-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">What</span>
            </th>
            <th scope="col">In the file</th>
            <th scope="col">Will be written</th>
          </tr>
        </thead>
        <tbody>
          {(shown === "all" ? rows : changed).map((row) => (
            <Row key={row.name} row={row} />
          ))}
        </tbody>
      </WideTable>
      {description.attachments.length > 0 && (
        <p className="card hint">
          <Icon name="warning" />
          <span>
            <strong>
              {plural(description.attachments.length, "thing")} in the file that OME-Zarr has no place for:
            </strong>{" "}
            {description.attachments.join(", ")}
          </span>
        </p>
      )}
      {scene !== undefined && Object.keys(scene.facts).length > 0 && (
        <Fold title="Everything else in the file" hint={plural(Object.keys(scene.facts).length, "entry", "entries")}>
          <Facts rows={Object.entries(scene.facts)} />
        </Fold>
      )}
    </section>
  );
}

function Row({ row: { name, before, after, isChanged, colors } }: { row: MetadataRow }) {
  return (
    <tr data-changed={isChanged || undefined}>
      <th scope="row">{name}</th>
      <td>
        <Value text={before} color={colors?.before ?? null} />
      </td>
      <td>
        <Value text={after} color={colors?.after ?? null} />
        {isChanged && <span className="visually-hidden"> (changed)</span>}
      </td>
    </tr>
  );
}

function Value({ text, color }: { text: string | null; color: string | null }) {
  if (text === null) return <span className="note">not said</span>;
  return (
    <>
      {color !== null && <i className="color-dot" style={{ background: `#${color}` }} />}
      {text}
    </>
  );
}
