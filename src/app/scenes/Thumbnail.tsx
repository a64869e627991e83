import { useEffect, useMemo, useRef, useState } from "react";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { itemSize } from "../../model/dtype.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { initialChannels, isColorPicture } from "../stage/channelView.ts";
import { compositeFrame } from "../stage/composite.ts";
import { contrastOf } from "../stage/contrast.ts";
import type { Frame, Quad } from "../stage/frame.ts";
import { readOverview } from "../stage/tileReader.ts";
import { viewOutput, type ViewedImage } from "../stage/viewedImage.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";

/** Planes larger than this (bytes) are not read for a thumbnail. */
const LARGEST_PLANE = 256 * 2 ** 20;
/** Longest edge of a thumbnail in pixels. */
const EDGE = 192;
const MOST_CHANNELS = 3;

/** A small picture of a scene, read when it comes into sight. */
export function Thumbnail({ source, output }: { source: OpenImage; output: OutputPlan }) {
  const { reading } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isSeen = useSeen(canvas);
  const image = useMemo(() => viewOutput(source.description, output), [source, output]);
  const isSmall = image.size.width * image.size.height * itemSize(output.dtype) <= LARGEST_PLANE;
  const thumbnail = {
    owner: source,
    key: `thumbnail ${image.pixelKey}`,
    read: (signal: AbortSignal) => drawThumbnail(reading, source, image, signal),
  };
  const { value } = useRead(isSeen && isSmall ? thumbnail : null);
  useEffect(() => {
    if (value === undefined || canvas.current === null) return;
    canvas.current.width = value.width;
    canvas.current.height = value.height;
    canvas.current.getContext("2d")?.putImageData(value, 0, 0);
  }, [value]);
  return <canvas ref={canvas} className="thumbnail" aria-hidden="true" data-ready={value !== undefined || undefined} />;
}

async function drawThumbnail(
  reading: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  signal: AbortSignal,
): Promise<ImageData> {
  const channels = initialChannels(image.output, image.channelCount);
  const isColor = isColorPicture(image.output, channels);
  const z = Math.floor(image.sizeZ / 2);
  const quads: Quad[] = [];
  let size = { width: 1, height: 1 };
  for (const [index, channel] of channels.entries()) {
    if (!channel.isVisible || quads.length >= MOST_CHANNELS) continue;
    const tile = await readOverview(reading, source, image, { channel: index, z, t: 0 }, signal);
    const scale = Math.min(1, EDGE / Math.max(tile.width, tile.height));
    size = {
      width: Math.max(1, Math.round(tile.width * scale)),
      height: Math.max(1, Math.round(tile.height * scale)),
    };
    const contrast = isColor ? {} : contrastOf([tile.values], image.output.dtype);
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
  return new ImageData(compositeFrame(frame), size.width, size.height);
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
