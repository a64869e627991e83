import { useEffect, useId, useMemo, useRef, type ReactNode } from "react";
import { formatCount, formatShape, plural } from "../figures.ts";
import type { ChunkWork } from "../stage/chunkWork.ts";
import { LADDER_RIM } from "../stage/ladder.ts";
import { layOutLadder, type LadderDirection, type Rung } from "../stage/ladderLayout.ts";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { useToldChunks } from "./useChunkWork.ts";
import { useStatus, useView } from "./useStage.ts";

type LadderProps = {
  stage: Stage;
  image: ViewedImage;
  work: ChunkWork | null;
  direction: LadderDirection;
  /** What the levels come to; null: it stands elsewhere. */
  figure: ReactNode;
};

/**
 * The levels above each other: which is shown, by zoom or because it was chosen, what of the image is seen, and what is written of it and read
 * back. The platform's own radio buttons lie over the drawing, which is the stage's.
 */
export function LadderView({ stage, image, work, direction, figure }: LadderProps) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const name = useId();
  const chosen = useView(stage, (view) => view.level);
  const { level: shown } = useStatus(stage);
  const layout = useMemo(() => layOutLadder(image, direction), [image, direction]);
  useEffect(() => stage.attachLadder(host.current!, canvas.current!, direction), [stage, direction]);
  const choose = (level: number | "auto"): void => stage.view.dispatch({ type: "level", level });
  return (
    <div className="float ladder" data-direction={direction} role="radiogroup" aria-label="Pyramid level">
      <div
        ref={host}
        className="ladder-drawing"
        style={pixels({
          "--drawn-width": layout.width + 2 * LADDER_RIM,
          "--drawn-height": layout.height + 2 * LADDER_RIM,
        })}
      >
        <canvas ref={canvas} className="ladder-canvas" aria-hidden="true" />
        {layout.rungs
          .toSorted((a, b) => a.level - b.level)
          .map((rung) => (
            <label
              key={rung.level}
              className="ladder-level"
              data-shown={rung.level === shown || undefined}
              data-chosen={rung.level === chosen || undefined}
              title={titleOf(image, rung.level)}
              style={pixels({
                "--left": rung.slot.x + LADDER_RIM,
                "--top": rung.slot.y + LADDER_RIM,
                "--width": rung.slot.width,
                "--height": rung.slot.height,
              })}
            >
              <input
                type="radio"
                name={name}
                className="visually-hidden"
                aria-label={titleOf(image, rung.level)}
                checked={chosen === rung.level}
                onChange={() => choose(rung.level)}
                // Pressed again, it lets the zoom choose.
                onClick={() => chosen === rung.level && choose("auto")}
              />
              <span className="ladder-chip" aria-hidden="true">
                L{rung.level}
              </span>
              {direction === "up" && !rung.isSmall && rung.level > 0 && (
                <RungNames rung={rung} image={image} left={rung.x} />
              )}
            </label>
          ))}
      </div>
      <div className="ladder-words">
        {figure}
        <LadderCaption image={image} shown={shown} work={work} />
      </div>
      <label className="ladder-auto">
        <input type="radio" name={name} checked={chosen === "auto"} onChange={() => choose("auto")} />
        By zoom
      </label>
    </div>
  );
}

/** How large the level is that is shown; of what is converted, how many chunks are written, and then how many were read back. */
function LadderCaption({ image, shown, work }: { image: ViewedImage; shown: number; work: ChunkWork | null }) {
  useToldChunks(work);
  const size = image.levels[shown];
  if (work === null || work.chunks.version === 0) {
    return (
      <p className="ladder-caption">
        <b>L{shown}</b>
        <span>{size !== undefined && formatShape([size.width, size.height])}</span>
      </p>
    );
  }
  const { written, checked, total } = work.chunks.sums();
  const isAllWritten = written === total;
  return (
    <>
      <p className="ladder-caption">
        <b>{isAllWritten ? plural(image.levels.length, "level") : "Written"}</b>
        <span>
          {formatCount(isAllWritten ? checked : written)} of {formatCount(total)}
        </span>
      </p>
      <ul className="ladder-legend">
        {work.state === "running" && !isAllWritten && <li data-mark="busy">being written</li>}
        {(checked > 0 || isAllWritten) && <li data-mark="good">read back, equal</li>}
      </ul>
    </>
  );
}

/** Variables of the style sheet: where there is a finger it lays levels out by itself. */
function pixels(lengths: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, `${length}px`]));
}

/** What stands beside a level: its number, and how much smaller it is. */
function RungNames({ rung, image, left }: { rung: Rung; image: ViewedImage; left: number }) {
  const factor = Math.round(Math.max(image.levels[rung.level]!.factorX, image.levels[rung.level]!.factorY));
  return (
    <span aria-hidden="true" className="ladder-names" style={{ left: -left, right: -left }}>
      <b>L{rung.level}</b>
      <span>1:{factor}</span>
    </span>
  );
}

function titleOf({ levels }: ViewedImage, level: number): string {
  const { width, height } = levels[level]!;
  return `Level ${level}: ${formatShape([width, height])}`;
}
