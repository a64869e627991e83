import type { OpenImage } from "../../browser/readingClient.ts";
import { Thumbnail } from "../scenes/Thumbnail.tsx";
import type { Box } from "../stage/frame.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import samplePicture from "../start/cells.webp";
import type { HelpFacts } from "./helpFacts.ts";

/** What is drawn. `source` null: the sample, of which there is a picture. */
export type Shown = { source: OpenImage | null; image: ViewedImage };

/** Longest edges of a picture, in CSS pixels, and of the finest level where several are drawn. */
const EDGE = 152;
const LEVEL_EDGE = 84;
const MOST_LEVELS = 4;

/** Levels above each other, each as much smaller as it is. */
export function LevelPicture({ shown }: { shown: Shown }) {
  const levels = shown.image.levels.slice(0, MOST_LEVELS).toReversed();
  return (
    <div className="help-levels" aria-hidden="true">
      {levels.map(({ factorX, factorY }, index) => (
        <Picture key={index} shown={shown} edge={LEVEL_EDGE / Math.max(factorX, factorY)} />
      ))}
    </div>
  );
}

/** Chunks of a level over its picture, one of them light; or the chunks of its shard. */
export function ChunkPicture({ shown, facts, isShard }: { shown: Shown; facts: HelpFacts; isShard: boolean }) {
  const { width, height } = shown.image.size;
  const light = isShard ? (facts.shard ?? facts.chunk) : facts.chunk;
  const whole = { x: 0, y: 0, width, height };
  return (
    <div className="help-chunks" aria-hidden="true">
      <Picture shown={shown} edge={EDGE}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" focusable="false">
          <path className="help-veil" fillRule="evenodd" d={outline(whole) + outline(light)} />
          <path className="help-grid" d={gridIn(whole, facts)} />
          {isShard && <path className="help-light" d={gridIn(light, facts)} />}
          <path className="help-light" d={outline(light)} />
        </svg>
      </Picture>
    </div>
  );
}

function Picture({ shown, edge, children }: { shown: Shown; edge: number; children?: React.ReactNode }) {
  const { source, image } = shown;
  const { width, height } = image.size;
  const scale = edge / Math.max(width, height);
  return (
    <div className="help-picture" style={{ width: Math.max(2, width * scale), height: Math.max(2, height * scale) }}>
      {source === null ? <img src={samplePicture} alt="" /> : <Thumbnail source={source} output={image.output} />}
      {children}
    </div>
  );
}

function outline({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** Borders between chunks inside a box. */
function gridIn({ x, y, width, height }: Box, { cell }: HelpFacts): string {
  let path = "";
  for (let at = nextBorder(x, cell.width); at < x + width; at += cell.width) path += `M${at} ${y}v${height}`;
  for (let at = nextBorder(y, cell.height); at < y + height; at += cell.height) path += `M${x} ${at}h${width}`;
  return path;
}

/** The first border after a point; half a pixel off, it is another. */
function nextBorder(from: number, step: number): number {
  return (Math.floor(from / step + 0.01) + 1) * step;
}
