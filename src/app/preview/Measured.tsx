import { useEffect, useRef, type ReactNode } from "react";
import type { Covered, Size } from "../stage/camera.ts";

/** What lies on the picture, and how large it is: scale bar and values are drawn beside it, and the whole image fits there. */
export function Measured(props: { className: string; onSize: (size: Size) => void; children: ReactNode }) {
  const { className, onSize, children } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const [{ inlineSize: width, blockSize: height }] = entry!.borderBoxSize as unknown as [ResizeObserverSize];
      onSize({ width, height });
    });
    observer.observe(place.current!);
    return () => {
      observer.disconnect();
      onSize({ width: 0, height: 0 });
    };
  }, [onSize]);
  return (
    <div ref={place} className={className}>
      {children}
    </div>
  );
}

/** Pixels from the edge of the picture to what lies on it (`--inset`), and as much again behind it. */
const INSET = 12;

/** What is hidden where tools lie at the head of a picture, levels in its corner, and channels at its foot. */
export function coveredBy({ foot, tools, corner }: { foot: Size; tools: Size; corner: Size }): Covered {
  const withInset = (length: number): number => (length === 0 ? 0 : length + INSET);
  return {
    foot: foot.height,
    head: withInset(tools.height),
    corner: { width: withInset(corner.width), height: withInset(corner.height) },
  };
}
