import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";

/** Chooses a slice or a time point: "Z 12 / 31". */
export function AxisSlider(props: {
  axis: "Z" | "T";
  index: number;
  length: number;
  onChange: (index: number) => void;
}) {
  const { axis, index, length, onChange } = props;
  const name = axis === "Z" ? "Slice" : "Time point";
  return (
    <Slider
      className="slider axis-slider"
      aria-label={name}
      value={index + 1}
      minValue={1}
      maxValue={length}
      onChange={(value) => onChange(value - 1)}
    >
      <span className="axis-slider-label">
        {axis} {index + 1} / {length}
      </span>
      <SliderTrack className="slider-track">
        <span className="slider-fill" style={{ width: `${(index / Math.max(1, length - 1)) * 100}%` }} />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </Slider>
  );
}
