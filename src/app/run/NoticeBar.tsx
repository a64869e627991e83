import { usePageKeys } from "../keys/usePageKeys.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { adviceFor } from "./errorText.ts";

/** A line at the foot of the window: something that can be taken back, a failure that belongs to no file, what a job found. */
export function NoticeBar() {
  const session = useSession();
  const notice = useApp((state) => state.notice);
  usePageKeys({
    undo: () => {
      if (notice?.kind !== "undo") return false;
      session.store.dispatch({ type: "undo" });
      return true;
    },
  });
  const close = (): void => session.store.dispatch({ type: "notice", notice: null });
  const isRunning = useApp((state) => state.job !== null);
  // An update waits until the queue is done.
  if (notice === null || (notice.kind === "update" && isRunning)) return null;
  return (
    <div className="notice" data-kind={notice.kind} role={notice.kind === "error" ? "alert" : "status"}>
      {notice.kind === "error" && (
        <p>
          <strong>{notice.error.message}</strong> {adviceFor(notice.error)}
        </p>
      )}
      {notice.kind === "remark" && <p>{notice.text}</p>}
      {notice.kind === "undo" && (
        <>
          <p>{notice.text}</p>
          <Button look="quiet" onClick={() => session.store.dispatch({ type: "undo" })}>
            Undo
          </Button>
        </>
      )}
      {notice.kind === "update" && (
        <>
          <p>A new version of Zarrdrop is here. The queue is kept, and can be gone on with after it is loaded.</p>
          <Button look="quiet" onClick={() => session.loadUpdate()}>
            Load it
          </Button>
        </>
      )}
      <Button look="icon" aria-label="Dismiss" onClick={close}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
