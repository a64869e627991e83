import { canPickFolders } from "../../browser/pickers.ts";
import { formatPercent, percentOf } from "../figures.ts";
import { usePageKeys } from "../keys/usePageKeys.ts";
import { parameterOf } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { jobProgress } from "../state/jobProgress.ts";
import { statusText } from "../state/statusText.ts";
import { Milestones } from "./Milestones.tsx";
import { NotifyButton } from "./NotifyButton.tsx";
import { PauseButton } from "./PauseButton.tsx";
import { PendingSettings } from "./PendingSettings.tsx";
import { timeLeftText } from "./timeLeftText.ts";
import { planProblemOf } from "../state/planning.ts";
import { canConvert } from "../state/queue.ts";

/** Seconds that are left from which on it is worth to be told of the end. */
const WORTH_A_WORD = 60;

/** How far everything is, where outputs go, and the one action; while it runs, its progress is the lower edge. */
export function ActionBar() {
  const items = useApp((state) => state.items);
  const job = useApp((state) => state.job);
  const settings = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  return (
    <section className="action-bar" aria-label="Output">
      <output className="action-status">{statusText({ job, items, settings, stores })}</output>
      <Milestones />
      {job === null ? <Begin /> : <Underway />}
    </section>
  );
}

function Begin() {
  const session = useSession();
  const items = useApp((state) => state.items);
  const settings = useApp((state) => state.settings);
  const drafts = useApp((state) => state.drafts);
  const stores = useApp((state) => state.stores);
  const ready = items.filter((item) => canConvert(item) && planProblemOf(item, { settings, stores }) === null);
  const canBegin = ready.length > 0 && drafts.size === 0;
  usePageKeys({
    convert: () => {
      if (canBegin) void session.convert();
      return canBegin;
    },
  });
  return (
    <>
      {drafts.size > 0 && (
        <p className="action-wrong">
          <Icon name="warning" />A setting is wrong:{" "}
          {[...drafts.keys()].map((key) => parameterOf(key).label).join(", ")}
        </p>
      )}
      <DestinationChooser />
      <Button look="do" disabled={!canBegin} onClick={() => void session.convert()}>
        {ready.length > 1 ? `Convert ${ready.length}` : "Convert"}
      </Button>
    </>
  );
}

function DestinationChooser() {
  const session = useSession();
  const destination = useApp((state) => state.destination);
  if (!canPickFolders()) {
    return (
      <p className="action-download">
        <Icon name="download" />
        Saved as a download
      </p>
    );
  }
  const folder = destination?.folderName ?? null;
  return (
    <Button look={folder === null ? "plain" : "quiet"} onClick={() => void session.chooseDestination()}>
      <Icon name="folder" />
      {folder === null ? (
        "Choose output folder"
      ) : (
        <>
          <span className="visually-hidden">Choose output folder: </span>
          <span className="action-to">Save to</span>
          <span className="mono cut action-folder">{folder}</span>
          <Icon name="chevronDown" />
        </>
      )}
    </Button>
  );
}

function Underway() {
  const session = useSession();
  const job = useApp((state) => state.job);
  const isLong = useApp(({ pace }) => (pace?.secondsLeft ?? 0) > WORTH_A_WORD);
  return (
    <>
      <PendingSettings />
      <JobMeter />
      {isLong && <NotifyButton />}
      {job !== null && job.parts.size > 1 && (
        <Button look="quiet" onClick={() => session.run.stopAfterThis(!job.stopAfterThis)}>
          {job.stopAfterThis ? "Go on after this one" : "Finish this one, then stop"}
        </Button>
      )}
      <PauseButton />
      <Button look="quiet" onClick={() => session.run.cancel()}>
        Cancel
      </Button>
    </>
  );
}

/** Drawn anew with each figure, and nothing around it is. */
function JobMeter() {
  const job = useApp((state) => state.job);
  const items = useApp((state) => state.items);
  const pace = useApp((state) => state.pace);
  const progress = jobProgress({ job, items, pace, progress: useApp((state) => state.progress) });
  if (progress === null) return null;
  const { bytesDone, bytesTotal, bytesBefore, rate, secondsLeft, toldAt, stage, position, count } = progress;
  const percent = percentOf(bytesDone, bytesTotal);
  return (
    <>
      <progress
        className="meter job-line"
        aria-label="Conversion progress"
        aria-valuetext={formatPercent(bytesDone, bytesTotal)}
        value={percent}
        max={100}
      />
      <p className="job-figures">
        <strong>{percent} %</strong>
        {count > 1 && <span>{`${Math.max(0, position - 1)} of ${count} done`}</span>}
        <span>
          {rate === null && bytesBefore > 0 && `going on at ${formatPercent(bytesBefore, bytesTotal)} · `}
          {stage !== "writing"
            ? stage
            : secondsLeft === null
              ? "estimating"
              : timeLeftText(secondsLeft, new Date(toldAt))}
        </span>
      </p>
    </>
  );
}
