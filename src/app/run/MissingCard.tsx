import { FileNames } from "../parts/FileNames.tsx";
import { Icon } from "../parts/Icon.tsx";
import { FileActions } from "../start/FileActions.tsx";
import type { Verdict } from "../state/queue.ts";

/** An image of an earlier visit whose files did not come back by themselves: which, why, and what to do. */
export function MissingCard({ name, verdict }: { name: string; verdict: Verdict & { kind: "missing" } }) {
  return (
    <section className="card problem" data-tone="warning" role="alert">
      <h2>
        <Icon name="info" />
        {name} is wanted again
      </h2>
      <p>{verdict.reason}</p>
      <FileNames files={verdict.wanted.flatMap(({ files }) => files)} />
      <p className="muted">Choose or drop it again, with all its files: what was written of it is gone on with.</p>
      <div className="problem-actions">
        <FileActions isFirst={false} />
      </div>
    </section>
  );
}
