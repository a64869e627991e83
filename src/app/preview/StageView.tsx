import { useEffect, useRef, useSyncExternalStore } from "react";
import { Waiting } from "../parts/Waiting.tsx";
import type { Covered } from "../stage/camera.ts";
import type { Stage } from "../stage/stage.ts";
import { SplitHandle } from "./SplitHandle.tsx";
import { useStatus } from "./useStage.ts";

type StageViewProps = {
  stage: Stage;
  label: string;
  /** What of it is hidden by what lies on it. */
  covered: Covered;
  /** What is seen at both sides of the handle; null: one picture. */
  captions: { left: string; right: string } | null;
};

/** The place of the picture: it fills its container. What is drawn there, and what pointer, wheel and keys do, is the stage's. */
export function StageView({ stage, label, covered, captions }: StageViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => stage.attach(host.current!), [stage]);
  return (
    <div className="stage-frame">
      <div
        ref={host}
        className="stage"
        // An application: it takes the focus and the keys that `viewer-keys` names.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-roledescription="image viewer"
        aria-label={label}
        aria-describedby="viewer-keys"
      />
      <PointedText stage={stage} />
      {captions !== null && <SplitHandle stage={stage} covered={covered} captions={captions} />}
      <div className="stage-message">
        <StageMessage stage={stage} />
      </div>
    </div>
  );
}

/** What keys point to, for who hears it. What is stored of the chunk is known later, and said then by itself. */
function PointedText({ stage }: { stage: Stage }) {
  const { said } = stage.pointing;
  const pointed = useSyncExternalStore(said.subscribe, said.get);
  return (
    <p className="visually-hidden" aria-live="polite">
      <span>{pointed?.place}</span> <span>{pointed?.stored}</span>
    </p>
  );
}

/** What is missing in the picture, and why. */
function StageMessage({ stage }: { stage: Stage }) {
  const { failure, isCut, isBusy, rough, level } = useStatus(stage);
  if (failure !== null) return <p>This part cannot be shown: {failure} Converting may still work.</p>;
  if (isCut) return <p>Level {level} is shown around the middle only. Zoom in, or choose a coarser level.</p>;
  if (!isBusy) return null;
  if (rough !== null) return <p>Rough: {Math.max(1, Math.round(rough * 100))} % of the image is read.</p>;
  return <Waiting text={level === 0 ? "Reading…" : `Computing level ${level}…`} />;
}
