import { useEffect, useRef } from "react";
import type { StoreContents } from "../../plan/storeContents.ts";
import type { StoreValidation } from "../../plan/storeValidation.ts";
import type { StoreToCheck } from "../../protocol/api.ts";
import { formatBytes, formatCount, plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useStoreContents } from "../store/useStoreContents.ts";
import { FindingList, type Showing } from "./FindingList.tsx";
import { checkText } from "./checkText.ts";
import { useStoreCheck, type StoreCheck } from "./useStoreCheck.ts";

type StoreCheckProps = {
  owner: object;
  store: StoreToCheck;
  /** Null: there is no picture of it. */
  showing: Showing | null;
};

/** Whether a store is what an OME-Zarr has to be: asked for by a button, with a list of what is wrong. */
export function StoreCheckCard({ owner, store, showing }: StoreCheckProps) {
  const check = useStoreCheck(owner, store);
  const { result, error, isRunning } = check;
  const { value: contents = null } = useStoreContents(owner, store);
  // Before anybody asks for more, what the metadata are worth is said.
  const isMetadataBad = result === null && contents !== null && (contents.isUnfinished || contents.counts.error > 0);
  const isBad = error !== null || result?.valid === false || isMetadataBad;
  const tone = isBad ? "bad" : result === null && contents === null ? "none" : "good";
  const heading = useVerdictFocus(isRunning);
  return (
    <section className="panel-part store-check" aria-labelledby="check-title" data-tone={isRunning ? "none" : tone}>
      <div className="store-check-head">
        <h2 id="check-title" ref={heading} tabIndex={-1} aria-live="polite">
          {!isRunning && tone !== "none" && <Icon name={tone === "good" ? "check" : "warning"} />}
          {isRunning || tone === "none" ? "Check this store" : verdictText(check, contents)}
        </h2>
        <CheckActions check={check} />
      </div>
      <div aria-live="polite">
        {isRunning && <p className="muted">{progressText(check)}</p>}
        {!isRunning && result === null && error === null && (
          <p className="muted">
            {contents !== null && <b>{metadataText(contents)}. </b>}
            The metadata are held against the specification. A check looks at every file, too, and decodes chunks of
            each level and channel. Nothing is changed.
          </p>
        )}
        {!isRunning && error !== null && <p>{error.message}</p>}
        {!isRunning && result !== null && <p className="muted">{factsText(result)}</p>}
      </div>
      {!isRunning && result !== null && (
        <FindingList result={result} arrays={contents?.arrays ?? []} showing={showing} />
      )}
    </section>
  );
}

/**
 * For the heading with the verdict: it takes the focus when a check ends, if the button that had it went away with that. The keyboard goes on
 * from there, and a screen reader says the verdict.
 */
function useVerdictFocus(isRunning: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !isRunning && document.activeElement === document.body) heading.current?.focus();
    wasRunning.current = isRunning;
  }, [isRunning]);
  return heading;
}

function CheckActions({ check }: { check: StoreCheck }) {
  const { result, error, isRunning, depth, start, stop } = check;
  if (isRunning) {
    return (
      <Button onClick={stop}>
        <Icon name="stop" />
        Stop
      </Button>
    );
  }
  if (result === null) {
    return (
      <span className="store-check-buttons">
        <Button onClick={() => start("sample")}>
          <Icon name="check" />
          {error === null ? "Check" : "Check again"}
        </Button>
        <Button look="quiet" onClick={() => start("whole")}>
          Check every chunk
        </Button>
      </span>
    );
  }
  const { decoded, damaged, present } = result.chunks;
  const hasMore = depth === "sample" && decoded + damaged < present;
  return (
    <span className="store-check-buttons">
      {hasMore && (
        <Button look="quiet" onClick={() => start("whole")}>
          Check every chunk
        </Button>
      )}
      <CopyButton text={checkText(result)} label="Copy result" />
    </span>
  );
}

const INCOMPLETE = "Incomplete: its conversion has not ended";

/** "3 levels, 2 notes": of the metadata alone. */
function metadataText({ levels, counts }: StoreContents): string {
  const notes = counts.warning + counts.information;
  const parts = [plural(levels, "level"), ...(counts.error > 0 ? [plural(counts.error, "error")] : [])];
  return [...parts, notes === 0 ? "no notes" : plural(notes, "note")].join(", ");
}

function verdictText({ result, error }: StoreCheck, contents: StoreContents | null): string {
  if (error !== null) return "The store could not be checked";
  if (result === null) {
    if (contents === null) return "";
    if (contents.isUnfinished) return INCOMPLETE;
    return `${contents.counts.error > 0 ? "Not valid" : "Valid"} OME-Zarr ${contents.ngffVersion ?? ""}`.trimEnd();
  }
  const { counts, state } = result;
  if (state === "incomplete") return INCOMPLETE;
  if (!result.valid) return `${state === "damaged" ? "Damaged" : "Not valid"}: ${plural(counts.error, "error")}`;
  return counts.warning === 0 ? "A valid OME-Zarr" : `A valid OME-Zarr, with ${plural(counts.warning, "warning")}`;
}

function progressText({ progress, depth }: StoreCheck): string {
  if (progress === null) return "Reading the metadata…";
  const what = depth === "whole" ? "every chunk" : "a sample of the chunks";
  return `Looking at files and ${what}: ${plural(progress.files, "file")}, ${plural(progress.chunks, "chunk")} decoded so far`;
}

function factsText({ ngffVersion, zarrFormat, images, labels, files, bytes, chunks }: StoreValidation): string {
  const { total, present, decoded } = chunks;
  const version = [
    ngffVersion === null ? "" : `OME-Zarr ${ngffVersion}`,
    zarrFormat === null ? "" : `Zarr v${zarrFormat}`,
  ];
  const parts = [
    version.filter((text) => text !== "").join(", "),
    images === 0 ? "" : plural(images, "image"),
    labels === 0 ? "" : plural(labels, "label image"),
    files === 0 ? "" : `${plural(files, "file")}, ${formatBytes(bytes)}`,
    total === 0 ? "" : `${formatCount(decoded)} of ${plural(present, "chunk")} decoded`,
    present === total ? "" : `${plural(total - present, "chunk")} absent`,
  ];
  return parts.filter((text) => text !== "").join(" · ");
}
