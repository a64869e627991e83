import { useRef, useState, useSyncExternalStore, type PointerEvent } from "react";
import { isInteger, type DataType } from "../../model/dtype.ts";
import { cssColor, type ChannelView } from "../stage/channelView.ts";
import { formatValue } from "../stage/readout.ts";
import type { Histogram } from "../stage/histogram.ts";
import type { Stage } from "../stage/stage.ts";
import { HistogramView } from "./HistogramView.tsx";
import { useView } from "./useStage.ts";
import { movedEnd, nearerEnd, valueAt, type RangeEnd } from "./valueRange.ts";

type ContrastEditorProps = {
  stage: Stage;
  /** Which channel it is of. */
  index: number;
  dtype: DataType;
};

/**
 * Which values are black and white, on how often they occur. Keyboard and screen reader have two of the platform's own sliders; the platform
 * has none with two ends for the pointer, which moves the end that is nearer.
 */
export function ContrastEditor({ stage, index, dtype }: ContrastEditorProps) {
  const channel = useView(stage, ({ channels }) => channels[index]);
  const { store } = stage.overviews;
  const histogram = useSyncExternalStore(store.subscribe, () => store.get().histograms[index] ?? null);
  return channel === undefined ? null : (
    <ChannelContrast
      channel={channel}
      histogram={histogram}
      dtype={dtype}
      onChange={(range) => stage.setContrast(index, range)}
      onReset={() => stage.measureContrast(index)}
    />
  );
}

type ChannelContrastProps = {
  channel: ChannelView;
  histogram: Histogram | null;
  dtype: DataType;
  onChange: (range: { start: number; end: number }) => void;
  onReset: () => void;
};

function ChannelContrast({ channel, histogram, dtype, onChange, onReset }: ChannelContrastProps) {
  const { minimum, maximum, start, end, name, color, isMeasured } = channel;
  const inputs = { start: useRef<HTMLInputElement>(null), end: useRef<HTMLInputElement>(null) };
  const dragged = useRef<RangeEnd | null>(null);
  const step = isInteger(dtype) ? 1 : (maximum - minimum) / 1000 || 1;
  const shareOf = (value: number): number => (value - minimum) / (maximum - minimum || 1);
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
      <span className="contrast-end" style={{ left: `${shareOf(channel[which]) * 100}%` }} />
    </>
  );
  return (
    <fieldset className="contrast" aria-label={`Contrast of ${name}`}>
      <span className="contrast-fields">
        <ValueField
          label={`Black of ${name}`}
          value={start}
          isKnown={isMeasured}
          onChange={(value) => onChange({ start: Math.min(value, end), end })}
        />
        <ValueField
          label={`White of ${name}`}
          value={end}
          isKnown={isMeasured}
          onChange={(value) => onChange({ start, end: Math.max(value, start) })}
        />
      </span>
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
        onDoubleClick={onReset}
      >
        <HistogramView histogram={histogram} color={cssColor(color)} />
        <span className="contrast-outside" style={{ left: 0, width: `${Math.max(0, shareOf(start)) * 100}%` }} />
        <span className="contrast-outside" style={{ right: 0, width: `${Math.max(0, 1 - shareOf(end)) * 100}%` }} />
        {endOf("start", "Black")}
        {endOf("end", "White")}
      </span>
    </fieldset>
  );
}

type ValueFieldProps = { label: string; value: number; isKnown: boolean; onChange: (value: number) => void };

/** A value that can be typed; it holds when the field is left, or with Enter. */
function ValueField({ label, value, isKnown, onChange }: ValueFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (): void => {
    const number = Number(typed);
    if (typed !== null && typed.trim() !== "" && Number.isFinite(number)) onChange(number);
    setTyped(null);
  };
  return (
    <input
      className="contrast-field"
      aria-label={label}
      inputMode="decimal"
      size={5}
      value={typed ?? (isKnown ? formatValue(value) : "–")}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key === "Escape") setTyped(null);
      }}
      onBlur={take}
    />
  );
}
