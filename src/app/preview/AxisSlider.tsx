import { useEffect, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";

type AxisSliderProps = {
  axis: "z" | "t";
  index: number;
  length: number;
  /** Where that is: "1.5 µm"; null where the image does not say. */
  place: string | null;
  onChange: (index: number) => void;
  /** True while what is shown is not whole: playing waits for it. */
  isBusy: () => boolean;
};

/** Milliseconds between two pictures. */
const BEAT = 125;
/** Steps up to which each has a mark. */
const MOST_MARKS = 25;

/** Chooses a slice or a time point, or plays them. */
export function AxisSlider({ axis, index, length, place, onChange, isBusy }: AxisSliderProps) {
  const share = `${(index / Math.max(1, length - 1)) * 100}%`;
  const name = axis === "z" ? "Slice" : "Time point";
  const [isPlaying, setIsPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      if (!isBusy()) onChange((index + 1) % length);
    }, BEAT);
    return () => clearInterval(timer);
  });
  const text = `${index + 1} of ${length}`;
  return (
    <div className="axis-slider">
      <Button
        look="icon"
        aria-label={isPlaying ? `Stop playing ${axis}` : `Play ${axis}`}
        onClick={() => setIsPlaying(!isPlaying)}
      >
        <Icon name={isPlaying ? "pause" : "play"} />
      </Button>
      <span aria-hidden="true">{axis}</span>
      <span className="slider-track">
        {length <= MOST_MARKS &&
          Array.from({ length }, (_, mark) => (
            <i key={mark} className="slider-mark" style={{ left: `${(mark / Math.max(1, length - 1)) * 100}%` }} />
          ))}
        <input
          type="range"
          className="slider-input"
          aria-label={name}
          aria-valuetext={place === null ? text : `${text}, ${place}`}
          value={index + 1}
          min={1}
          max={length}
          onChange={(event) => onChange(event.currentTarget.valueAsNumber - 1)}
        />
        <span className="slider-thumb" style={{ left: share }} />
      </span>
      <span className="axis-place" aria-hidden="true">
        {place !== null && `${place} · `}
        {text}
      </span>
    </div>
  );
}
