import { canPickFolders } from "../../browser/pickers.ts";
import { formatBytes, formatPercent, percentOf, plural } from "../figures.ts";
import { parameterOf } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Milestones } from "./Milestones.tsx";
import { NotifyButton } from "./NotifyButton.tsx";
import { PauseButton } from "./PauseButton.tsx";
import { PendingSettings } from "./PendingSettings.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { jobProgress, statusText } from "../state/jobProgress.ts";
import { timeLeftText } from "./timeLeftText.ts";
import { planItem } from "../state/planning.ts";
import { canConvert } from "../state/queue.ts";

/** Seconds that are left from which on it is worth to be told of the end. */
const WORTH_A_WORD = 60;

/** Where outputs go, what it comes to, and the button that starts it; while it runs, how far it is. */
export function ActionBar() {
  const session = useSession();
  const items = useApp((state) => state.items);
  const job = useApp((state) => state.job);
  const shared = useApp((state) => state.settings);
  const drafts = useApp((state) => state.drafts);
  const stores = useApp((state) => state.stores);
  const isLong = useApp(({ pace }) => (pace?.secondsLeft ?? 0) > WORTH_A_WORD);
  const plans = items.filter((item) => canConvert(item)).map((item) => planItem(item, shared, stores)?.plan ?? null);
  const usable = plans.filter((plan) => plan !== null);
  const outputs = usable.reduce((sum, plan) => sum + plan.outputs.length, 0);
  const bytes = usable.reduce((sum, plan) => sum + plan.cost.pixelBytes, 0);
  return (
    <section className="action-bar" aria-label="Output">
      <DestinationChooser isDisabled={job !== null} />
      <div className="action-middle">
        <output className="action-status">{statusText({ job, items })}</output>
        {job !== null ? (
          <JobMeter />
        ) : (
          outputs > 0 && (
            <p className="muted">
              {drafts.size > 0 && (
                <strong className="action-wrong">
                  A setting is wrong: {[...drafts.keys()].map((key) => parameterOf(key).label).join(", ")}.{" "}
                </strong>
              )}
              {plural(outputs, "store")}, {formatBytes(bytes)} before compression
            </p>
          )
        )}
      </div>
      <Milestones />
      <PendingSettings />
      <div className="action-buttons">
        {job === null ? (
          <Button
            look="primary"
            disabled={usable.length === 0 || drafts.size > 0}
            onClick={() => void session.convert()}
          >
            Convert
          </Button>
        ) : (
          <>
            {job.parts.size > 1 && (
              <Button look="quiet" onClick={() => session.run.stopAfterThis(!job.stopAfterThis)}>
                {job.stopAfterThis ? "Go on after this one" : "Finish this one, then stop"}
              </Button>
            )}
            {isLong && <NotifyButton />}
            <PauseButton />
            <Button onClick={() => session.run.cancel()}>Cancel</Button>
          </>
        )}
      </div>
    </section>
  );
}

function DestinationChooser({ isDisabled }: { isDisabled: boolean }) {
  const session = useSession();
  const destination = useApp((state) => state.destination);
  if (!canPickFolders()) {
    return (
      <p className="action-destination">
        <Icon name="download" />
        <span>Saved as a download</span>
      </p>
    );
  }
  return (
    <div className="action-destination">
      <Button disabled={isDisabled} onClick={() => void session.chooseDestination()}>
        <Icon name="folder" />
        Choose output folder
      </Button>
      <span className="action-folder" title={destination?.folderName ?? undefined}>
        {destination?.folderName ?? <span className="muted">not chosen yet</span>}
      </span>
    </div>
  );
}

/** Drawn anew with each figure, and nothing around it is. */
function JobMeter() {
  const job = useApp((state) => state.job);
  const items = useApp((state) => state.items);
  const pace = useApp((state) => state.pace);
  const progress = jobProgress({ job, items, pace, progress: useApp((state) => state.progress) });
  if (progress === null) return null;
  const { bytesDone, bytesTotal, rate, secondsLeft, stage, toldAt, bytesBefore } = progress;
  const percent = percentOf(bytesDone, bytesTotal);
  return (
    <div className="job-meter">
      <progress
        className="job-bar"
        aria-label="Conversion progress"
        aria-valuetext={formatPercent(bytesDone, bytesTotal)}
        value={percent}
        max={100}
      />
      <p className="muted">
        {[
          `${percent} %`,
          ...(rate === null && bytesBefore > 0 ? [`going on at ${formatPercent(bytesBefore, bytesTotal)}`] : []),
          ...(rate === null ? [] : [`${formatBytes(rate)}/s`]),
          stage !== "writing"
            ? stage
            : secondsLeft === null
              ? "estimating"
              : timeLeftText(secondsLeft, new Date(toldAt)),
        ].join(" · ")}
      </p>
    </div>
  );
}
