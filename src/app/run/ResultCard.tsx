import { formatBytes, formatChange, formatCount, formatDuration, plural } from "../figures.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { ConversionResult, QueueItem } from "../state/queue.ts";
import { pythonLines } from "./pythonLines.ts";

/** What became of an item: where it is, how large, how long it took, that it was checked, and how to open it. */
export function ResultCard({ item, result }: { item: QueueItem; result: ConversionResult }) {
  const { report, plan, folderName } = result;
  const written = report.outputs.filter((output) => !output.skipped);
  const bytes = written.reduce((sum, output) => sum + output.bytesWritten, 0);
  const files = written.reduce((sum, output) => sum + output.filesWritten, 0);
  const python = pythonLines(plan.outputs.map((output) => output.storeName));
  return (
    <section className="card result" aria-labelledby="result-title">
      <h2 id="result-title">
        <Icon name="check" />
        Done
      </h2>
      <dl className="facts">
        <div>
          <dt>Where</dt>
          <dd className="mono">
            {report.outputs.map((output) => (
              <div key={output.storeName}>
                {folderName === null ? "" : `${folderName}/`}
                {output.storeName}
                {output.skipped && " (was there, left as it is)"}
              </div>
            ))}
          </dd>
        </div>
        <div>
          <dt>Size</dt>
          <dd>
            {item.sourceBytes !== null && `${formatBytes(item.sourceBytes)} → `}
            {formatBytes(bytes)}
            {item.sourceBytes !== null && item.sourceBytes > 0 && ` (${formatChange(item.sourceBytes, bytes)})`}
            {`, ${plural(files, "file")}`}
          </dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd>{formatDuration(report.seconds)}</dd>
        </div>
        <div>
          <dt>Verified</dt>
          <dd>{verificationText(result)}</dd>
        </div>
      </dl>
      <p className="result-route">
        <span>{report.route}</span>
        <CopyButton text={report.route} label="Copy route" />
      </p>
      <details className="result-python">
        <summary>Open it in Python</summary>
        <pre>{python}</pre>
        <CopyButton text={python} label="Copy Python" />
      </details>
    </section>
  );
}

function verificationText({ report }: ConversionResult): string {
  let checked = 0;
  let total = 0;
  for (const { verification } of report.outputs) {
    checked += verification?.checkedChunks ?? 0;
    total += verification?.totalChunks ?? 0;
  }
  if (total === 0) return "not asked for";
  return checked === total
    ? `all ${formatCount(total)} chunks read back and compared`
    : `${formatCount(checked)} of ${formatCount(total)} chunks read back and compared`;
}
