import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { ErrorKind, ZarrdropError } from "../../model/errors.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { compositeFrame } from "../stage/composite.ts";
import { contrastOf, type Contrasts } from "../stage/contrast.ts";
import type { Frame, Quad } from "../stage/frame.ts";
import { viewOutput, type ViewedImage } from "../stage/viewedImage.ts";
import { readSmall } from "./smallTile.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";

/** Longest edge of a thumbnail in pixels, and of what it is made from. */
const EDGE = 160;
const DRAWN_EDGE = 640;

type ThumbnailProps = {
  source: OpenImage;
  output: OutputPlan;
  /** By channel, where it shares them with others; by its own pixels when nothing is said. */
  contrasts?: Contrasts | null;
  /** There is nothing more urgent to read. */
  mayRead?: boolean;
  onDraw?: (bitmap: ImageBitmap) => void;
  /** What is in the file is to blame: it cannot be shown, and hardly be converted. */
  onFail?: (error: ZarrdropError) => void;
};

/** The fault of something that may be better the next time. */
const PASSING: ReadonlySet<ErrorKind> = new Set(["cancelled", "worker-lost", "memory", "internal"]);

/** A small picture of a scene, read when it comes into sight. */
export function Thumbnail({ source, output, contrasts = null, mayRead = true, onDraw, onFail }: ThumbnailProps) {
  const { reading, reads } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isSeen = useSeen(canvas);
  const image = useMemo(() => viewOutput(source.description, output), [source, output]);
  const thumbnail = {
    owner: source,
    key: `thumbnail ${image.pixelKey}${contrasts === null ? "" : JSON.stringify([...contrasts])}`,
    read: (signal: AbortSignal) => drawThumbnail(reading, source, { image, contrasts }, signal),
  };
  const [isBegun, setIsBegun] = useState(() => reads.get(thumbnail).value !== undefined);
  if (isSeen && mayRead && !isBegun) setIsBegun(true);
  const { value, error } = useRead(isBegun ? thumbnail : null);
  const sayFailure = useEffectEvent((failure: ZarrdropError) => onFail?.(failure));
  useEffect(() => {
    if (error !== null && !PASSING.has(error.kind)) sayFailure(error);
  }, [error]);
  const sayDrawn = useEffectEvent((bitmap: ImageBitmap) => onDraw?.(bitmap));
  useEffect(() => {
    if (value === undefined || canvas.current === null) return;
    canvas.current.width = value.width;
    canvas.current.height = value.height;
    canvas.current.getContext("2d")?.drawImage(value, 0, 0);
    sayDrawn(value);
  }, [value]);
  return <canvas ref={canvas} className="thumbnail" aria-hidden="true" data-ready={value !== undefined || undefined} />;
}

async function drawThumbnail(
  reading: ReadingClient,
  source: OpenImage,
  { image, contrasts }: { image: ViewedImage; contrasts: Contrasts | null },
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const { channels, isColor } = await readSmall(reading, source, image, signal);
  const quads: Quad[] = [];
  let size = { width: 1, height: 1 };
  for (const { index, channel, tile } of channels) {
    const scale = Math.min(1, DRAWN_EDGE / Math.max(tile.width, tile.height));
    size = {
      width: Math.max(1, Math.round(tile.width * scale)),
      height: Math.max(1, Math.round(tile.height * scale)),
    };
    const contrast = isColor ? {} : (contrasts?.get(index) ?? contrastOf([tile.values], image.output.dtype));
    quads.push({
      tile,
      index,
      channel: { ...channel, ...contrast },
      source: { x: 0, y: 0, width: tile.width, height: tile.height },
      target: { x: 0, y: 0, ...size },
      isLabels: image.isLabels,
    });
  }
  const parts = [{ quads, left: 0, right: size.width }];
  const frame: Frame = { ...size, parts, isDifference: false, background: [0, 0, 0] };
  const scale = Math.min(1, EDGE / Math.max(size.width, size.height));
  return createImageBitmap(new ImageData(compositeFrame(frame), size.width, size.height), {
    resizeWidth: Math.max(1, Math.round(size.width * scale)),
    resizeHeight: Math.max(1, Math.round(size.height * scale)),
    resizeQuality: "high",
  });
}

/** True from the moment when an element first comes near the visible part of the page. */
function useSeen(element: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setIsSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return isSeen;
}
