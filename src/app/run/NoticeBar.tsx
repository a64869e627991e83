import type { ReactNode } from "react";
import { usePageKeys } from "../keys/usePageKeys.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import type { Notice } from "../state/appState.ts";
import { adviceFor } from "./errorText.ts";

/** Lines at the foot of the window: something that can be taken back, a failure that belongs to no file, what a job found; an update beside it. */
export function NoticeBar() {
  const session = useSession();
  const notice = useApp((state) => state.notice);
  // An update waits until the queue is done.
  const update = useApp((state) => (state.job === null ? state.update : "none"));
  usePageKeys({
    undo: () => {
      if (notice?.kind !== "undo") return false;
      session.store.dispatch({ type: "undo" });
      return true;
    },
  });
  return (
    <div className="notices">
      {update !== "none" && (
        <NoticeLine kind="update" onDismiss={() => session.store.dispatch({ type: "update", update: "none" })}>
          {update === "accepted" ? (
            <p>The new version is loaded as soon as the browser lets it take over: in half a minute at most.</p>
          ) : (
            <>
              <p>A new version of Zarrdrop is here. The queue is kept, and can be gone on with after it is loaded.</p>
              <Button look="quiet" onClick={() => void session.loadUpdate()}>
                Load it
              </Button>
            </>
          )}
        </NoticeLine>
      )}
      {notice !== null && (
        <NoticeLine kind={notice.kind} onDismiss={() => session.store.dispatch({ type: "notice", notice: null })}>
          <NoticeText notice={notice} />
        </NoticeLine>
      )}
    </div>
  );
}

function NoticeText({ notice }: { notice: Notice }) {
  const { store } = useSession();
  switch (notice.kind) {
    case "error":
      return (
        <>
          <Icon name="warning" />
          <p>
            <strong>{notice.error.message}</strong> {adviceFor(notice.error)}
          </p>
        </>
      );
    case "remark":
      return <p>{notice.text}</p>;
    case "undo":
      return (
        <>
          <p>{notice.text}</p>
          <Button look="quiet" onClick={() => store.dispatch({ type: "undo" })}>
            Undo
          </Button>
        </>
      );
  }
}

type NoticeLineProps = { kind: Notice["kind"] | "update"; onDismiss: () => void; children: ReactNode };

function NoticeLine({ kind, onDismiss, children }: NoticeLineProps) {
  return (
    <div className="notice" data-kind={kind} role={kind === "error" ? "alert" : "status"}>
      {children}
      <Button look="icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
