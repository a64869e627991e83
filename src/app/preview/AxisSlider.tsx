/** Chooses a slice or a time point: "Z 12 / 31". */
export function AxisSlider(props: {
  axis: "Z" | "T";
  index: number;
  length: number;
  onChange: (index: number) => void;
}) {
  const { axis, index, length, onChange } = props;
  const share = `${(index / Math.max(1, length - 1)) * 100}%`;
  return (
    <div className="slider axis-slider">
      <span className="axis-slider-label" aria-hidden="true">
        {axis} {index + 1} / {length}
      </span>
      <span className="slider-track">
        <span className="slider-fill" style={{ width: share }} />
        <input
          type="range"
          className="slider-input"
          aria-label={axis === "Z" ? "Slice" : "Time point"}
          aria-valuetext={`${index + 1} of ${length}`}
          value={index + 1}
          min={1}
          max={length}
          onChange={(event) => onChange(event.currentTarget.valueAsNumber - 1)}
        />
        <span className="slider-thumb" style={{ left: share }} />
      </span>
    </div>
  );
}
