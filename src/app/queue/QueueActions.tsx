import { Button } from "../parts/Button.tsx";
import { BatchReportButtons } from "../run/BatchReportButtons.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { planProblemOf } from "../state/planning.ts";

/** What can be done with several items at once. Nothing is offered that there is nothing for. */
export function QueueActions() {
  const session = useSession();
  const hasDone = useApp(({ items }) => items.some(({ run }) => run.kind === "done"));
  const hasFailed = useApp(({ items }) => items.some(({ run }) => run.kind === "failed"));
  const canRetry = useApp((state) =>
    state.items.some((item) => item.run.kind === "failed" && planProblemOf(item, state) === null),
  );
  const isRunning = useApp(({ job }) => job !== null);
  const marked = useApp((state) => state.marked);
  return (
    <>
      {canRetry && !isRunning && (
        <Button look="quiet" onClick={() => void session.retryFailed()}>
          Retry failed
        </Button>
      )}
      {hasDone && (
        <Button look="quiet" onClick={() => void session.removeDone()}>
          Remove done
        </Button>
      )}
      {(hasDone || hasFailed) && !isRunning && <BatchReportButtons />}
      {marked.length > 1 && (
        <Button look="quiet" onClick={() => void session.remove(...marked)}>
          Remove {marked.length} marked
        </Button>
      )}
    </>
  );
}
