import { fileInDestination } from "../../browser/destination.ts";
import { downloadBlob } from "../../browser/download.ts";
import type { OutputReport } from "../../plan/job.ts";
import { sweptText } from "../../plan/sweptText.ts";
import { verificationText } from "../../plan/verificationText.ts";
import type { Showing } from "../check/FindingList.tsx";
import { StoreCheckCard } from "../check/StoreCheckCard.tsx";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Facts } from "../parts/Facts.tsx";
import { Fold } from "../parts/Fold.tsx";
import { Icon } from "../parts/Icon.tsx";
import { planLosses } from "../../plan/planNotes.ts";
import { Elsewhere } from "../plan/Elsewhere.tsx";
import { Losses } from "../plan/PlanNotes.tsx";
import { isInStore, type StoredPicture } from "../preview/useStoredPicture.ts";
import { useSession } from "../sessionContext.ts";
import { archiveName } from "../../plan/archiveName.ts";
import type { ConversionResult, QueueItem } from "../state/queue.ts";
import { StoreExplorer } from "../store/StoreExplorer.tsx";
import { ConvertAgain } from "./ConvertAgain.tsx";
import { OpenWith } from "./OpenWith.tsx";

type ResultPaneProps = { item: QueueItem; result: ConversionResult; stored: StoredPicture; showing: Showing };

/** What was written: how it is opened, how it was made, what is in it, and the proof. */
export function ResultPane({ item, result, stored, showing }: ResultPaneProps) {
  const { report, plan } = result;
  const route = `${report.route} (Zarrdrop ${__ZARRDROP_VERSION__})`;
  const wholeStore = report.outputs.find(({ storeName }) => isInStore(stored.storeName, storeName))?.storeName;
  const files = report.outputs.reduce((sum, { filesWritten }) => sum + filesWritten, 0);
  return (
    <section className="panel" aria-label="Result">
      <ul className="result-stores">
        {report.outputs.map((output) => (
          <StoreLine key={output.storeName} output={output} result={result} stored={stored} />
        ))}
      </ul>
      {stored.error !== null && (
        <p className="card problem" data-tone="bad" role="alert">
          {stored.storeName} cannot be opened: {stored.error.message}
        </p>
      )}
      <Losses texts={planLosses(plan)} />
      <OpenWith plan={plan} />
      <section className="panel-part" aria-labelledby="methods-title">
        <h2 id="methods-title">For the methods section</h2>
        <p className="card muted">{route}</p>
        <CopyButton text={route} label="Copy route" />
      </section>
      <ConvertAgain id={item.id} />
      <div>
        {wholeStore !== undefined && (
          <Fold key={wholeStore} title="Look into the store" hint={plural(files, "file")}>
            <StoreExplorer
              owner={result}
              store={{ kind: "written", destination: result.destination, storeName: wholeStore }}
            />
          </Fold>
        )}
        {item.verdict.kind === "ready" && (
          <Fold title="Run elsewhere" hint="command, Dask">
            <Elsewhere item={item} description={item.verdict.image.description} plan={plan} />
          </Fold>
        )}
        <Fold title="Proof in detail" hint="fingerprint, checks" isOpenFirst>
          <Facts rows={proof(result)} />
        </Fold>
      </div>
      {stored.storeName !== null && (
        <StoreCheckCard
          key={stored.storeName}
          owner={result}
          store={{ kind: "written", destination: result.destination, storeName: stored.storeName }}
          showing={stored.picture === null ? null : showing}
        />
      )}
    </section>
  );
}

function StoreLine({ output, result, stored }: Omit<ResultPaneProps, "item" | "showing"> & { output: OutputReport }) {
  const session = useSession();
  const { storeName, skipped, finishedBefore = false, manifest } = output;
  const isOpen = isInStore(stored.storeName, storeName);
  const isDownload = result.folderName === null;
  return (
    <li>
      <span className="mono result-path">
        {isDownload ? archiveName(result.plan, storeName) : `${result.folderName}/${storeName}`}
      </span>
      {skipped && <span className="note">was there, left as it is</span>}
      {manifest !== undefined && !isDownload && <span className="note">with {manifest}</span>}
      {finishedBefore && <span className="note">finished by an earlier run</span>}
      <span className="result-tools">
        {/* Of a single one it is offered on the picture. */}
        {isDownload && result.report.outputs.length > 1 && (
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
        <Button look="quiet" aria-pressed={isOpen} onClick={() => stored.show(isOpen ? null : storeName)}>
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

function proof({ report }: ConversionResult): [string, React.ReactNode][] {
  const written = report.outputs.filter((output) => !output.skipped);
  const clipped = written.reduce((sum, output) => sum + output.clippedValues, 0);
  const empty = written.reduce((sum, output) => sum + output.emptyChunks, 0);
  return [
    ["Verified", verificationText(report.outputs)],
    [
      "Source fingerprint",
      <span
        key="fingerprint"
        className="mono"
        title={`SHA-256 over sizes, times and samples of all its files: ${report.sourceFingerprint}`}
      >
        {report.sourceFingerprint.slice(0, 12)}
      </span>,
    ],
    ...(empty > 0 ? [["Empty", `${plural(empty, "chunk")} left out`] as [string, string]] : []),
    ...(clipped > 0 ? [["Clipped", `${plural(clipped, "value")} did not fit the data type`] as [string, string]] : []),
    ...written.flatMap((output) =>
      output.swept === undefined
        ? []
        : [[`Removed from ${output.storeName}`, sweptText(output.swept)] as [string, string]],
    ),
  ];
}
