import { levelFiles } from "../../plan/layout/cost.ts";
import { compressorText } from "../../plan/layout/compressorPlan.ts";
import type { StorageEstimate } from "../../plan/estimate/estimateStorage.ts";
import type { LevelPlan, OutputPlan, Plan } from "../../plan/plan.ts";
import { pathInStore } from "../../plan/plannedStore.ts";
import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import { formatBytes, formatCount, plural } from "../figures.ts";
import { unitSymbol } from "../stage/scaleBar.ts";
import { axisAt } from "../stage/viewedImage.ts";
import { AddedLabelsList } from "../labels/AddedLabelsList.tsx";
import { LabelsSection } from "../labels/LabelsSection.tsx";
import { Facts } from "../parts/Facts.tsx";
import { Fold } from "../parts/Fold.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { WideTable } from "../parts/WideTable.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Planned } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";
import { Elsewhere } from "./Elsewhere.tsx";
import { PlanFigures } from "./PlanFigures.tsx";
import { PlanNotes } from "./PlanNotes.tsx";
import { WorkTable } from "./WorkTable.tsx";
import { shapeText } from "./shapeText.ts";
import { useEstimate } from "./useEstimate.ts";

type PlanPaneProps = {
  item: QueueItem;
  planned: Planned;
  /** Index of the output that is looked at. */
  viewed: number;
  onView: (output: number) => void;
  work: ChunkWork | null;
};

/** What will be written, level by level, and what will be lost or changed on the way. */
export function PlanPane({ item, planned, viewed, onView, work }: PlanPaneProps) {
  const estimate = useEstimate(item, planned.plan);
  if (planned.error !== null) {
    return (
      <>
        <p className="muted">There is no plan with these settings.</p>
        <AddedLabelsList item={item} />
      </>
    );
  }
  const { plan } = planned;
  const output = plan.outputs[Math.min(viewed, plan.outputs.length - 1)];
  if (output === undefined) return null;
  return (
    <section className="panel" aria-label="What will be written">
      <OutputName plan={plan} output={output} onView={onView} />
      <PlanFigures item={item} plan={plan} estimate={estimate} />
      {work === null || item.run.kind !== "running" ? (
        <PlanTable output={output} estimate={estimate} />
      ) : (
        <WorkTable output={output} work={work} />
      )}
      <Facts rows={planFacts(plan, output, estimate)} />
      {plan.cost.memoryRemark !== null && (
        <p className="plan-remark">
          <Icon name="warning" />
          {plan.cost.memoryRemark}
        </p>
      )}
      <WhyShards output={output} />
      <PlanNotes plan={plan} output={output} />
      {item.verdict.kind === "ready" && <LabelsSection item={item} description={item.verdict.image.description} />}
      {item.verdict.kind === "ready" && (
        <Fold title="Run elsewhere" hint="command, Dask">
          <Elsewhere item={item} description={item.verdict.image.description} plan={plan} />
        </Fold>
      )}
    </section>
  );
}

function OutputName({ plan, output, onView }: { plan: Plan; output: OutputPlan; onView: (output: number) => void }) {
  if (plan.outputs.length > 1) {
    return (
      <SelectField
        label={
          plan.hierarchy === undefined
            ? `Output, of ${plural(plan.outputs.length, "store")}`
            : `Image, of ${formatCount(plan.outputs.length)} in ${plan.hierarchy.storeName}`
        }
        value={String(plan.outputs.indexOf(output))}
        options={plan.outputs.map((each, index) => ({ value: String(index), label: imageLabel(plan, each) }))}
        onChange={(value) => onView(Number(value))}
      />
    );
  }
  const [, stem, ending] = /^(.*?)((?:\.ome)?\.zarr)?$/.exec(output.storeName)!;
  return (
    <h2 className="plan-name">
      {stem}
      <span className="muted">{ending}</span>
    </h2>
  );
}

/** Its store's name, or its path in the store that holds all of them. */
function imageLabel({ hierarchy }: Plan, output: OutputPlan): string {
  const path = hierarchy === undefined ? output.storeName : pathInStore(hierarchy, output).slice(1);
  return path === "" ? output.imageName : path;
}

type TableProps = { output: OutputPlan; estimate: StorageEstimate | null };

function PlanTable({ output, estimate }: TableProps) {
  const hasShards = output.levels.some((level) => level.shardShape !== null);
  return (
    <WideTable label="Levels of the plan" name="Plan">
      <thead>
        <tr>
          <th scope="col">Level</th>
          <th scope="col">Shape</th>
          <th scope="col" className="number">
            Chunks
          </th>
          {hasShards && (
            <th scope="col" className="number">
              Shards
            </th>
          )}
          <th scope="col" className="number">
            {estimate === null ? "Size" : "≈\u00a0Size"}
          </th>
        </tr>
      </thead>
      <tbody>
        {output.levels.map((level, index) => (
          <LevelRow
            key={level.path}
            level={level}
            output={output}
            hasShards={hasShards}
            ratio={estimate?.ratios[index] ?? null}
          />
        ))}
      </tbody>
    </WideTable>
  );
}

type LevelRowProps = {
  level: LevelPlan;
  output: OutputPlan;
  hasShards: boolean;
  /** What becomes of a byte of its pixels; null: not measured. */
  ratio: number | null;
};

function LevelRow({ level, output, hasShards, ratio }: LevelRowProps) {
  const bytes = sizeOfShape(level.shape) * itemSize(output.dtype);
  return (
    <tr>
      <th scope="row">{level.path}</th>
      <td>{shapeText(output, level.shape)}</td>
      <td className="number">{formatCount(levelFiles({ ...level, shardShape: null }))}</td>
      {hasShards && <td className="number">{level.shardShape === null ? "–" : formatCount(levelFiles(level))}</td>}
      {/* The column's head says that it is about so much. */}
      <td className="number">{ratio === null ? "–" : formatBytes(bytes * ratio)}</td>
    </tr>
  );
}

function planFacts(plan: Plan, output: OutputPlan, estimate: StorageEstimate | null): [string, string][] {
  const [first] = output.levels;
  const stored = estimate === null ? "" : ` → ≈\u00a0${formatBytes(bytesOfChunk(output) * (estimate.ratios[0] ?? 1))}`;
  const { memoryBytes, workers } = plan.cost;
  return [
    ["Axes", `${output.axes.map((axis) => axis.name).join(" ")} · ${output.dtype}`],
    ...(first === undefined
      ? []
      : [
          ["Every chunk", `${shapeText(output, first.chunkShape)} · ${formatBytes(bytesOfChunk(output))}${stored}`] as [
            string,
            string,
          ],
        ]),
    ...(first === undefined || first.shardShape === null
      ? []
      : [["Every shard", shapeText(output, first.shardShape)] as [string, string]]),
    ["Format", `OME-Zarr ${output.ngffVersion} · ${compressorText(output.compressor)}`],
    // Of a single level nothing is made smaller.
    ...(output.levels.length > 1 ? [["Made smaller by", output.resampling.method] as [string, string]] : []),
    ...pixelSize(output),
    ["Memory", `about ${formatBytes(memoryBytes)} for ${plural(workers, "worker")}, beside the open page`],
  ];
}

function bytesOfChunk({ levels, dtype }: OutputPlan): number {
  return sizeOfShape(levels[0]?.chunkShape ?? []) * itemSize(dtype);
}

/** "0.1625 × 0.1625 × 0.5 µm", or nothing where the file says no size. */
function pixelSize(output: OutputPlan): [string, string][] {
  const space = ["x", "y", "z"].flatMap((name) => {
    const axis = axisAt(output, name);
    return axis < 0 || output.axes[axis]!.unit === null ? [] : [axis];
  });
  const units = new Set(space.map((axis) => output.axes[axis]!.unit));
  if (space.length === 0 || units.size > 1) return [];
  const sizes = space.map((axis) => Number(output.levels[0]!.scale[axis]!.toPrecision(4)));
  return [["Pixel", `${sizes.join(" × ")} ${unitSymbol([...units][0]!)}`]];
}

/** Only where there are fewer files for it. */
function WhyShards({ output }: { output: OutputPlan }) {
  const chunks = output.levels.reduce((sum, level) => sum + levelFiles({ ...level, shardShape: null }), 0);
  const files = output.levels.reduce((sum, level) => sum + levelFiles(level), 0);
  if (files === chunks) return null;
  return (
    <p className="card hint">
      <Icon name="info" />
      <span>
        <strong>Why shards?</strong> {plural(chunks, "chunk")} would be as many files. Packed in shards they are{" "}
        {formatCount(files)}, and a viewer still reads one chunk.
      </span>
    </p>
  );
}
