import type { OutputReport } from "../../plan/job.ts";
import { formatBytes, formatChange, formatCount, formatDuration } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Figures, splitUnit } from "../parts/Figures.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { StoredPicture } from "../preview/useStoredPicture.ts";
import { useEstimate } from "../plan/useEstimate.ts";
import { useSession } from "../sessionContext.ts";
import { comparedBytes, type ConversionResult, type QueueItem } from "../state/queue.ts";
import { saveReport } from "./saveReport.ts";

type ResultBarProps = {
  item: QueueItem;
  result: ConversionResult;
  stored: StoredPicture;
  /** The channels are wanted in its place. */
  onShowDock: () => void;
};

/** What became of an item, on the picture of what was stored: that it was checked, how large, how many files, how long. */
export function ResultBar({ item, result, stored, onShowDock }: ResultBarProps) {
  const session = useSession();
  const { report, plan, folderName } = result;
  const estimate = useEstimate(item, plan);
  const written = report.outputs.filter((output) => !output.skipped);
  const bytes = written.reduce((sum, output) => sum + output.bytesWritten, 0);
  const files = written.reduce((sum, output) => sum + output.filesWritten, 0);
  const [first] = report.outputs;
  const before = comparedBytes(item) ?? 0;
  const isVerified = report.outputs.some((output) => output.verification !== null);
  return (
    <section className="float result-bar" aria-labelledby="result-title">
      <div className="result-head">
        <span className="verdict-sign good">
          <Icon name="check" />
        </span>
        <div>
          <h2 id="result-title">{isVerified ? "Stored, and read back by an independent reader" : "Stored"}</h2>
          <p className="note">{proofText(report.outputs)}</p>
        </div>
        <Button look="icon" aria-label="Show the channels instead" onClick={onShowDock}>
          <Icon name="chevronDown" />
        </Button>
      </div>
      <div className="result-line">
        <Figures
          figures={[
            {
              ...splitUnit(formatBytes(bytes)),
              says: before > 0 ? `${formatChange(before, bytes)} from ${formatBytes(before)}` : "written",
              ...plannedText(estimate && formatBytes(estimate.bytes)),
            },
            {
              value: formatCount(files),
              says: files === 1 ? "file" : "files",
              planned: `planned at most ${formatCount(plan.cost.files)}`,
            },
            {
              ...splitUnit(formatDuration(report.seconds)),
              says: isVerified ? "write and check" : "to write",
              ...plannedText(estimate && formatDuration(estimate.seconds)),
            },
          ]}
        />
        <div className="result-buttons">
          {first !== undefined && folderName === null && report.outputs.length === 1 && (
            <Button onClick={() => void session.downloadStore(result, first.storeName)}>
              <Icon name="download" />
              Download
            </Button>
          )}
          {first !== undefined && folderName !== null && (
            <CopyButton text={`${folderName}/${first.storeName}`} label="Copy path" />
          )}
          <Button look="quiet" onClick={() => saveReport(item, result)}>
            <Icon name="download" />
            Save report
          </Button>
        </div>
      </div>
      <p className="note">
        {stored.picture === null ? (
          stored.storeName === null ? (
            "You are looking at the source."
          ) : (
            (stored.error?.message ?? "")
          )
        ) : (
          <>
            You are looking at the <b>stored file</b>, read from disk.
          </>
        )}
      </p>
    </section>
  );
}

/** What was measured before, where it was. */
function plannedText(text: string | null): { planned?: string } {
  return text === null ? {} : { planned: `planned ≈ ${text}` };
}

/** Who looked, and at how much; in detail it stands with the result. */
function proofText(outputs: readonly OutputReport[]): string {
  const verified = outputs.flatMap(({ verification }) => (verification === null ? [] : [verification]));
  const [first] = verified;
  if (first === undefined) return "It was not read back, as the settings say.";
  const checked = verified.reduce((sum, { checkedChunks }) => sum + checkedChunks, 0);
  const total = verified.reduce((sum, { totalChunks }) => sum + totalChunks, 0);
  const which = checked === total ? `all ${formatCount(total)}` : `${formatCount(checked)} of ${formatCount(total)}`;
  return `${first.reader} read ${which} chunks, equal to what was written.`;
}
