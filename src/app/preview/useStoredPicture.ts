import { useMemo, useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";
import type { ConversionResult } from "../state/queue.ts";
import { storedAs, storeLabels, storeOutput } from "./storeOutput.ts";

/** A store that was written, to be looked at in the place of its source. */
export type StoredPicture = {
  /** Its name, of one of several images in a store its path; null: the source is looked at. */
  storeName: string | null;
  show: (storeName: string | null) => void;
  /** Null until it is open. */
  picture: {
    source: OpenImage;
    output: OutputPlan;
    labels: readonly OutputPlan[];
    /** Of the output in the plan. */
    index: number;
  } | null;
  error: ZarrdropError | null;
};

/**
 * The store of the output that is looked at, read back from the disk, as soon as there is one; or another one, or none, as the person chose.
 * @param result null: nothing was written
 * @param viewed index of the output that is looked at
 * @param image what was written from
 */
export function useStoredPicture(result: ConversionResult | null, viewed: number, image: OpenImage): StoredPicture {
  const { reading } = useSession();
  const [chosen, show] = useState<{ storeName: string | null; of: ConversionResult | null; viewed: number } | null>(
    null,
  );
  const outputs = result?.report.outputs ?? [];
  const planned = result?.plan.outputs[Math.min(viewed, result.plan.outputs.length - 1)]?.storeName ?? "";
  const isWritten = outputs.some(({ storeName: root }) => isInStore(planned, root));
  const written = isWritten ? planned : (outputs[0]?.storeName ?? null);
  const isChosen = chosen !== null && chosen.of === result && chosen.viewed === viewed;
  const storeName = isChosen ? chosen.storeName : written;
  const { value, error } = useRead<OpenImage>(
    result === null || storeName === null
      ? null
      : {
          owner: result,
          key: `image ${storeName}`,
          read: (signal) => reading.openStore(result.destination, storeName, signal),
          release: (opened) => reading.close(opened),
        },
  );
  const picture = useMemo(() => {
    if (value === undefined || value === image || result === null) return null;
    const index = result.plan.outputs.findIndex((output) => output.storeName === storeName);
    const output = storeOutput(value.description);
    const asPlanned = result.plan.outputs[index];
    const shown = asPlanned === undefined ? output : storedAs(output, asPlanned);
    return { source: value, output: shown, labels: storeLabels(value.description), index };
  }, [value, image, result, storeName]);
  return { storeName, show: (next) => show({ storeName: next, of: result, viewed }), picture, error };
}

/** Whether a path is that of a store, or of an image in it. */
export function isInStore(path: string | null, storeName: string): boolean {
  return path === storeName || path?.startsWith(`${storeName}/`) === true;
}
