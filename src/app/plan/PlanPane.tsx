import { levelFiles } from "../../plan/layout/cost.ts";
import type { LevelPlan, OutputPlan, PlanNote } from "../../plan/plan.ts";
import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import { formatBytes, formatCount, formatShape, plural } from "../figures.ts";
import { unitSymbol } from "../stage/scaleBar.ts";
import { SelectField } from "../parts/SelectField.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Planned } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";
import { AboutImage } from "./AboutImage.tsx";
import { Elsewhere } from "./Elsewhere.tsx";
import { compressorText } from "../../plan/layout/compressorPlan.ts";

type PlanPaneProps = {
  item: QueueItem;
  planned: Planned;
  /** Index of the output that is looked at. */
  viewed: number;
  onView: (output: number) => void;
};

/** What will be written, level by level, and what will be lost or changed on the way. */
export function PlanPane({ item, planned, viewed, onView }: PlanPaneProps) {
  if (planned.error !== null) {
    return (
      <section className="card problem" data-tone="bad" role="alert">
        <h2>
          <Icon name="warning" />
          {item.name} cannot be converted with these settings
        </h2>
        <p className="problem-what">{planned.error.message}</p>
        <p className="muted">{planned.error.details.advice ?? "Change the setting, or reset it."}</p>
      </section>
    );
  }
  const { plan } = planned;
  const output = plan.outputs[Math.min(viewed, plan.outputs.length - 1)];
  if (output === undefined) return null;
  const notes = [...plan.notes, ...output.notes];
  return (
    <section className="card plan" aria-labelledby="plan-title">
      <div className="card-head">
        <h2 id="plan-title">Plan</h2>
        {plan.outputs.length > 1 && (
          <SelectField
            label="Output"
            hideLabel
            value={String(plan.outputs.indexOf(output))}
            options={plan.outputs.map((each, index) => ({ value: String(index), label: each.storeName }))}
            onChange={(value) => onView(Number(value))}
          />
        )}
      </div>
      <PlanTable output={output} />
      <p className="plan-sum">
        {plan.outputs.length > 1 && `${plural(plan.outputs.length, "store")}: `}
        {formatBytes(plan.cost.pixelBytes)} before compression, {plural(plan.cost.files, "file")} at most, about{" "}
        {formatBytes(plan.cost.memoryBytes)} of memory for {plural(plan.cost.workers, "worker")}, beside the open page
      </p>
      {plan.cost.memoryRemark !== null && <p className="problem-what">{plan.cost.memoryRemark}</p>}
      <Notes notes={notes} />
      {item.verdict.kind === "ready" && (
        <>
          <AboutImage description={item.verdict.image.description} scene={output.scene} />
          <Elsewhere description={item.verdict.image.description} plan={plan} />
        </>
      )}
    </section>
  );
}

function PlanTable({ output }: { output: OutputPlan }) {
  const axes = output.axes.map((axis) => axis.name).join(" ");
  const hasShards = output.levels.some((level) => level.shardShape !== null);
  return (
    <>
      <p className="plan-name">
        <strong className="mono">{output.storeName}</strong>
        <span className="muted">
          {[
            `OME-Zarr ${output.ngffVersion}`,
            output.dtype,
            compressorText(output.compressor),
            `axes ${axes}`,
            ...pixelSizeText(output),
          ].join(" · ")}
        </span>
      </p>
      {/* A wide table is scrolled with the keyboard too, for which it must take the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="table-scroll" tabIndex={0} aria-label="Levels of the plan">
        <table className="table" aria-label="Plan">
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col">Shape</th>
              <th scope="col">Chunk</th>
              {hasShards && <th scope="col">Shard</th>}
              <th scope="col" className="number">
                Files
              </th>
              <th scope="col" className="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {output.levels.map((level) => (
              <LevelRow key={level.path} level={level} output={output} hasShards={hasShards} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** "pixel 0.1625 × 0.1625 × 0.5 µm", or nothing where the file says no size. */
function pixelSizeText(output: OutputPlan): string[] {
  const space = ["x", "y", "z"].flatMap((name) => {
    const axis = output.axes.findIndex((each) => each.name.toLowerCase() === name);
    return axis < 0 || output.axes[axis]!.unit === null ? [] : [axis];
  });
  const units = new Set(space.map((axis) => output.axes[axis]!.unit));
  if (space.length === 0 || units.size > 1) return [];
  const sizes = space.map((axis) => Number(output.levels[0]!.scale[axis]!.toPrecision(4)));
  return [`pixel ${sizes.join(" × ")} ${unitSymbol([...units][0]!)}`];
}

function LevelRow({ level, output, hasShards }: { level: LevelPlan; output: OutputPlan; hasShards: boolean }) {
  return (
    <tr>
      <th scope="row">{level.path}</th>
      <td>{formatShape(level.shape)}</td>
      <td>{formatShape(level.chunkShape)}</td>
      {hasShards && <td>{level.shardShape === null ? "none" : formatShape(level.shardShape)}</td>}
      <td className="number">{formatCount(levelFiles(level))}</td>
      <td className="number">{formatBytes(sizeOfShape(level.shape) * itemSize(output.dtype))}</td>
    </tr>
  );
}

const NOTE_ICONS = { information: "info", change: "info", loss: "warning" } as const;
const NOTE_WORDS = { information: "Note", change: "Changed", loss: "Lost" } as const;

function Notes({ notes }: { notes: readonly PlanNote[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="notes">
      {notes.map((note, index) => (
        <li key={index} data-severity={note.severity}>
          <Icon name={NOTE_ICONS[note.severity]} />
          <span>
            <strong>{NOTE_WORDS[note.severity]}:</strong> {note.text}
          </span>
        </li>
      ))}
    </ul>
  );
}
