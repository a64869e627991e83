import { useEffect, useId, useMemo, useRef } from "react";
import { formatShape } from "../figures.ts";
import { LADDER_RIM } from "../stage/ladder.ts";
import { layOutLadder, type Rung } from "../stage/ladderLayout.ts";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { useStatus, useView } from "./useStage.ts";

/**
 * The levels above each other: which is shown, by zoom or because it was chosen, and what of the image is seen. The platform's own radio
 * buttons lie over the drawing, which is the stage's.
 */
export function LadderView({ stage, image }: { stage: Stage; image: ViewedImage }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const name = useId();
  const chosen = useView(stage, (view) => view.level);
  const { level: shown } = useStatus(stage);
  const layout = useMemo(() => layOutLadder(image), [image]);
  useEffect(() => stage.attachLadder(host.current!, canvas.current!), [stage]);
  const choose = (level: number | "auto"): void => stage.view.dispatch({ type: "level", level });
  const size = image.levels[shown];
  return (
    <div className="float ladder" role="radiogroup" aria-label="Pyramid level">
      <div
        ref={host}
        className="ladder-drawing"
        style={pixels({
          "--drawn-width": layout.width + 2 * LADDER_RIM,
          "--drawn-height": layout.height + 2 * LADDER_RIM,
        })}
      >
        <canvas ref={canvas} className="ladder-canvas" aria-hidden="true" />
        {layout.rungs.toReversed().map((rung) => (
          <label
            key={rung.level}
            className="ladder-level"
            data-shown={rung.level === shown || undefined}
            title={titleOf(image, rung.level)}
            style={pixels({
              "--left": rung.x + LADDER_RIM,
              "--top": rung.y + LADDER_RIM,
              "--width": rung.width,
              "--height": rung.height,
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
            {!rung.isSmall && rung.level > 0 && <RungNames rung={rung} image={image} left={rung.x} />}
          </label>
        ))}
      </div>
      <p className="ladder-caption">
        <b>L{shown}</b>
        <span>{size !== undefined && formatShape([size.width, size.height])}</span>
      </p>
      <label className="ladder-auto">
        <input type="radio" name={name} checked={chosen === "auto"} onChange={() => choose("auto")} />
        By zoom
      </label>
    </div>
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
