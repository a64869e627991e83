import { useEffect, useRef } from "react";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { ExistingStores } from "./ExistingStores.tsx";
import { useApp, useSession } from "../sessionContext.ts";

/** Asked before anything is written: what is to become of outputs that are already there. */
export function ExistingDialog() {
  const session = useSession();
  const question = useApp((state) => state.question);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question !== null) dialog.current?.showModal();
    else dialog.current?.close();
  }, [question]);
  const names = question?.names ?? [];
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="existing-title"
      onCancel={(event) => {
        event.preventDefault();
        session.run.answer(null);
      }}
    >
      <h2 id="existing-title">
        {names.length === 1 ? `${names[0]} is already there` : `${plural(names.length, "store")} are already there`}
      </h2>
      <ExistingStores />
      {question?.remarks.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p className="muted">
        Nothing has been written yet. With Replace, the old store stays until the new one is written and checked. Skip
        leaves a whole store as it is.
      </p>
      <div className="dialog-actions">
        {question?.canGoOn && (
          <Button look="do" onClick={() => session.run.answer("resume")}>
            Go on with it
          </Button>
        )}
        <Button look={question?.canGoOn ? "plain" : "do"} onClick={() => session.run.answer("rename")}>
          {names.length === 1 ? "Give a new name" : "Give new names"}
        </Button>
        <Button onClick={() => session.run.answer("replace")}>Replace</Button>
        <Button onClick={() => session.run.answer("skip")}>Skip</Button>
        <Button look="quiet" onClick={() => session.run.answer(null)}>
          Go back
        </Button>
      </div>
    </dialog>
  );
}
