import { useRef, type PointerEvent } from "react";
import { isInteger, type DataType } from "../../model/dtype.ts";
import { cssColor, type ChannelView } from "../stage/channelView.ts";
import { formatValue } from "../stage/readout.ts";
import type { Stage } from "../stage/stage.ts";
import { useView } from "./useStage.ts";
import { movedEnd, nearerEnd, valueAt, type RangeEnd } from "./valueRange.ts";

type ContrastSliderProps = {
  stage: Stage;
  /** Which channel it is of. */
  index: number;
  dtype: DataType;
};

/**
 * Which values are black and white. Keyboard and screen reader have two of the platform's own sliders; the platform has none with two ends for the
 * pointer, which moves the end that is nearer.
 */
export function ContrastSlider({ stage, index, dtype }: ContrastSliderProps) {
  const channel = useView(stage, ({ channels }) => channels[index]);
  return channel === undefined ? null : (
    <ChannelContrast channel={channel} dtype={dtype} onChange={(range) => stage.setContrast(index, range)} />
  );
}

type ChannelContrastProps = {
  channel: ChannelView;
  dtype: DataType;
  onChange: (range: { start: number; end: number }) => void;
};

function ChannelContrast({ channel, dtype, onChange }: ChannelContrastProps) {
  const { minimum, maximum, start, end, name, color, isMeasured } = channel;
  const inputs = { start: useRef<HTMLInputElement>(null), end: useRef<HTMLInputElement>(null) };
  const dragged = useRef<RangeEnd | null>(null);
  const step = isInteger(dtype) ? 1 : (maximum - minimum) / 1000 || 1;
  const share = (value: number): string => `${((value - minimum) / (maximum - minimum || 1)) * 100}%`;
  const pointTo = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const value = valueAt((event.clientX - left) / width, { minimum, maximum, step });
    dragged.current ??= nearerEnd(channel, value);
    inputs[dragged.current].current?.focus({ preventScroll: true });
    onChange(movedEnd(channel, dragged.current, value));
  };
  const endOf = (which: RangeEnd, label: string) => (
    <>
      <input
        ref={inputs[which]}
        type="range"
        className="slider-input"
        aria-label={label}
        aria-valuetext={isMeasured ? formatValue(channel[which]) : "not measured"}
        value={channel[which]}
        min={minimum}
        max={maximum}
        step={step}
        onChange={(event) => onChange(movedEnd(channel, which, event.currentTarget.valueAsNumber))}
      />
      <span className="slider-thumb" style={{ left: share(channel[which]) }} />
    </>
  );
  return (
    <fieldset className="slider" aria-label={`Contrast of ${name}`}>
      <span className="slider-value">{isMeasured ? formatValue(start) : "–"}</span>
      <span
        className="slider-track slider-range"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // Else the focus would go elsewhere after it was put onto the end.
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          pointTo(event);
        }}
        onPointerMove={(event) => dragged.current !== null && pointTo(event)}
        onLostPointerCapture={() => (dragged.current = null)}
      >
        <span
          className="slider-fill"
          style={{ left: share(start), right: `calc(100% - ${share(end)})`, background: cssColor(color) }}
        />
        {endOf("start", "Black")}
        {endOf("end", "White")}
      </span>
      <span className="slider-value">{isMeasured ? formatValue(end) : "–"}</span>
    </fieldset>
  );
}
