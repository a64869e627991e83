import { useMemo, useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useSession } from "../sessionContext.ts";
import { tilesOf } from "../stage/imageTiles.ts";
import type { Picture } from "../stage/stageStatus.ts";
import { viewImage } from "../stage/viewedImage.ts";

/** Labels that lie over a picture, and which of them are hidden. */
export type LabelOverlay = {
  names: readonly string[];
  hidden: ReadonlySet<string>;
  toggle: (name: string) => void;
  /** What the stage draws. */
  shown: readonly Picture[];
};

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** The labels of an image as they will be written: all are seen at first. */
export function useLabelOverlay(source: OpenImage, labels: readonly OutputPlan[]): LabelOverlay {
  const { reading } = useSession();
  const [hidden, setHidden] = useState(NOTHING_HIDDEN);
  const shown = useMemo(
    () =>
      labels
        .filter(({ imageName }) => !hidden.has(imageName))
        .map((output): Picture => {
          const image = viewImage(output, true);
          return { image, tiles: tilesOf(reading, source, image) };
        }),
    [labels, hidden, reading, source],
  );
  const toggle = (name: string): void => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  return { names: labels.map(({ imageName }) => imageName), hidden, toggle, shown };
}
