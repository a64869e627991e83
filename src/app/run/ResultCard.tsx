import { fileInDestination } from "../../browser/destination.ts";
import { downloadBlob } from "../../browser/download.ts";
import type { OutputReport } from "../../plan/job.ts";
import { sweptText } from "../../plan/sweptText.ts";
import { formatBytes, formatChange, formatDuration, plural } from "../figures.ts";
import { verificationText } from "../../plan/verificationText.ts";
import { Button } from "../parts/Button.tsx";
import { CodeBlock } from "../parts/CodeBlock.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSession } from "../sessionContext.ts";
import { archiveName } from "../state/archiveName.ts";
import type { ConversionResult, QueueItem } from "../state/queue.ts";
import { ConvertAgain } from "./ConvertAgain.tsx";
import { StoreMetadata } from "./StoreMetadata.tsx";
import { pythonLines } from "./pythonLines.ts";

type ResultCardProps = {
  item: QueueItem;
  result: ConversionResult;
  /** The store that is looked at instead of the source, or null. */
  openStore: string | null;
  onOpenStore: (storeName: string | null) => void;
};

/** What became of an item: where it is, how large, how long it took, that it was checked, and how to open it. */
export function ResultCard({ item, result, openStore, onOpenStore }: ResultCardProps) {
  const { report, plan } = result;
  const python = pythonLines(plan);
  return (
    <section className="card result" aria-labelledby="result-title">
      <div className="result-head">
        <h2 id="result-title">
          <Icon name="check" />
          Converted{report.outputs.some((output) => output.verification !== null) && " and verified"}
        </h2>
        <Button
          look="quiet"
          onClick={() => {
            const blob = new Blob([JSON.stringify({ report, plan }, null, 2)], { type: "application/json" });
            downloadBlob(blob, `${plan.outputs[0]?.storeName ?? item.name}.report.json`);
          }}
        >
          <Icon name="download" />
          Save report
        </Button>
        <ConvertAgain id={item.id} />
      </div>
      <ul className="result-stores">
        {report.outputs.map((output) => (
          <StoreLine
            key={output.storeName}
            output={output}
            result={result}
            openStore={openStore}
            onOpenStore={onOpenStore}
          />
        ))}
      </ul>
      <Facts item={item} result={result} />
      <p className="result-route">
        <span>
          {report.route} (Zarrdrop {__ZARRDROP_VERSION__})
        </span>
        <CopyButton text={`${report.route} (Zarrdrop ${__ZARRDROP_VERSION__})`} label="Copy route" />
      </p>
      <StoreMetadata result={result} />
      <details className="result-python">
        <summary>Open it in Python</summary>
        <CodeBlock text={python} copyLabel="Copy Python" />
      </details>
    </section>
  );
}

type StoreLineProps = Omit<ResultCardProps, "item"> & { output: OutputReport };

function StoreLine({ output, result, openStore, onOpenStore }: StoreLineProps) {
  const session = useSession();
  const { storeName, skipped, finishedBefore = false, manifest } = output;
  const isOpen = openStore === storeName;
  const isDownload = result.folderName === null;
  return (
    <li>
      <span className="mono result-path">
        {isDownload ? archiveName(result.plan, storeName) : `${result.folderName}/${storeName}`}
      </span>
      {skipped && <span className="muted">was there, left as it is</span>}
      {manifest !== undefined && !isDownload && <span className="muted">with {manifest}</span>}
      {finishedBefore && <span className="muted">finished by an earlier run</span>}
      <span className="result-buttons">
        {isDownload && (
          <Button onClick={() => void session.downloadStore(result, storeName)}>
            <Icon name="download" />
            Download
          </Button>
        )}
        {isDownload && manifest !== undefined && (
          <Button look="quiet" onClick={() => void downloadManifest(result, manifest)}>
            <Icon name="download" />
            Manifest
          </Button>
        )}
        <Button look="quiet" aria-pressed={isOpen} onClick={() => onOpenStore(isOpen ? null : storeName)}>
          <Icon name="eye" />
          {isOpen ? "Back to the source" : "Open result"}
        </Button>
      </span>
    </li>
  );
}

/** It lies in the browser's own folder, beside the store. */
async function downloadManifest({ destination }: ConversionResult, name: string): Promise<void> {
  const file = await fileInDestination(destination, name);
  if (file !== null) downloadBlob(file, name);
}

function Facts({ item, result }: Pick<ResultCardProps, "item" | "result">) {
  const { report } = result;
  const written = report.outputs.filter((output) => !output.skipped);
  const bytes = written.reduce((sum, output) => sum + output.bytesWritten, 0);
  const files = written.reduce((sum, output) => sum + output.filesWritten, 0);
  const clipped = written.reduce((sum, output) => sum + output.clippedValues, 0);
  const swept = written.flatMap((output) => output.swept ?? []);
  const before = item.sourceBytes;
  return (
    <dl className="facts">
      <div>
        <dt>Size</dt>
        <dd>
          {before !== null && `${formatBytes(before)} → `}
          {formatBytes(bytes)}
          {before !== null && before > 0 && <span className="nowrap"> ({formatChange(before, bytes)})</span>}
        </dd>
      </div>
      <div>
        <dt>Files</dt>
        <dd>{plural(files, "file")}</dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>{formatDuration(report.seconds)}</dd>
      </div>
      <div>
        <dt>Verified</dt>
        <dd>{verificationText(report.outputs)}</dd>
      </div>
      <div>
        <dt>Source fingerprint</dt>
        <dd>
          <span
            className="mono"
            title={`SHA-256 over sizes, times and samples of all its files: ${report.sourceFingerprint}`}
          >
            {report.sourceFingerprint.slice(0, 12)}
          </span>
        </dd>
      </div>
      {clipped > 0 && (
        <div>
          <dt>Clipped</dt>
          <dd>{plural(clipped, "value")} did not fit the data type</dd>
        </div>
      )}
      {swept.map((each) => (
        <div key={each.names.join()}>
          <dt>Removed</dt>
          <dd>{sweptText(each)}</dd>
        </div>
      ))}
    </dl>
  );
}
