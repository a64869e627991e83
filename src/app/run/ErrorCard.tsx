import type { WireError } from "../../protocol/errorTransfer.ts";
import { Button } from "../parts/Button.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { CodeBlock } from "../parts/CodeBlock.tsx";
import { FileNames } from "../parts/FileNames.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSession } from "../sessionContext.ts";
import type { QueueItem, Verdict } from "../state/queue.ts";
import { isStoreSource } from "../check/storeSource.ts";
import { adviceFor, detailsText, safetyFor } from "./errorText.ts";

/** A failure: what happened, what is safe, what to do, and the details to copy. */
export function ErrorCard({ item, error }: { item: QueueItem; error: WireError }) {
  const session = useSession();
  const details = detailsText(item, error);
  const hasConverted = item.run.kind === "failed";
  return (
    <section className="card problem" data-tone="bad" role="alert">
      <h2>
        <Icon name="warning" />
        {hasConverted ? `${item.name} was not converted` : `${item.name} cannot be read`}
      </h2>
      <p>{error.message}</p>
      <dl className="problem-facts">
        <dt>What is safe</dt>
        <dd>{safetyFor(error, hasConverted)}</dd>
        <dt>What to do</dt>
        <dd>{adviceFor(error)}</dd>
      </dl>
      <div className="problem-actions">
        {hasConverted && (
          <Button onClick={() => void session.convert([item.id])}>
            <Icon name="retry" />
            Try again
          </Button>
        )}
        <CopyButton text={details} label="Copy details" />
      </div>
      <details className="problem-details">
        <summary>Details</summary>
        <CodeBlock text={details} copyLabel={null} />
      </details>
    </section>
  );
}

/** Something dropped that is no image, or only a part of one. */
export function RefusalCard({
  item,
  verdict,
}: {
  item: QueueItem;
  verdict: Verdict & { kind: "skipped" | "companion" };
}) {
  const isPart = verdict.kind === "companion";
  const isStore = isStoreSource(item.source);
  return (
    <section className="card problem" data-tone="warning" role="alert">
      <h2>
        <Icon name="info" />
        {isPart ? `${item.name} ${isStore ? "is not whole" : "needs other files"}` : `${item.name} was skipped`}
      </h2>
      <p>{verdict.reason}</p>
      {isPart && <FileNames files={verdict.files} />}
      <p className="muted">
        {isPart && isStore
          ? "Copy the store again from where it is whole. Check says what else is wrong with it."
          : isPart
            ? "Drop the whole folder of the acquisition, or all its files together."
            : "If this is a microscopy image, its format is not known here yet. Nothing else in the queue is affected."}
      </p>
    </section>
  );
}
