import type { OutputPlan } from "../../plan/plan.ts";
import { formatCount } from "../figures.ts";
import { WideTable } from "../parts/WideTable.tsx";
import { useToldChunks } from "../preview/useChunkWork.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";

/** In the place of the plan's table while it is carried out: of each level, what is written and what was read back. */
export function WorkTable({ output, work }: { output: OutputPlan; work: ChunkWork }) {
  useToldChunks(work);
  return (
    <WideTable label="Levels of the plan" name="Plan">
      <thead>
        <tr>
          <th scope="col">Level</th>
          <th scope="col">Chunks written</th>
          <th scope="col" className="number">
            Read back
          </th>
        </tr>
      </thead>
      <tbody>
        {output.levels.map((level, index) => {
          const { written, checked, total } = work.chunks.level(index);
          return (
            <tr key={level.path}>
              <th scope="row">{level.path}</th>
              <td className="level-written">
                <span className="queue-bar" aria-hidden="true">
                  <span style={{ transform: `scaleX(${written / total})` }} />
                </span>
                {formatCount(written)} of {formatCount(total)}
              </td>
              <td className="number">{formatCount(checked)}</td>
            </tr>
          );
        })}
      </tbody>
    </WideTable>
  );
}
