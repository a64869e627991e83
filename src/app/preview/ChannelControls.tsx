import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { isInteger, type DataType } from "../../model/dtype.ts";
import { Button } from "../parts/Button.tsx";
import { cssColor, rgbOf, type ChannelView } from "./channelView.ts";
import { formatValue } from "./readout.ts";
import type { ViewAction } from "./viewState.ts";

type ChannelControlsProps = {
  channels: readonly ChannelView[];
  dtype: DataType;
  dispatch: (action: ViewAction) => void;
  onAuto: (index: number) => void;
};

/** Colour, contrast and visibility of each channel. They change the look here, never what is written. */
export function ChannelControls({ channels, dtype, dispatch, onAuto }: ChannelControlsProps) {
  return (
    <ul className="channels" aria-label="Channels">
      {channels.map((channel, index) => (
        <li key={index} className="channel" data-hidden={!channel.isVisible || undefined}>
          <ToggleButton
            className="channel-dot"
            isSelected={channel.isVisible}
            onChange={(isVisible) => dispatch({ type: "channel", index, changes: { isVisible } })}
            aria-label={`Show ${channel.name}`}
          >
            <span
              style={{
                background: channel.isVisible ? cssColor(channel.color) : "transparent",
                borderColor: cssColor(channel.color),
              }}
            />
          </ToggleButton>
          <label className="channel-name">
            <span title={channel.name}>{channel.name}</span>
            <input
              type="color"
              className="channel-color"
              aria-label={`Colour of ${channel.name}`}
              value={hexOf(channel.color)}
              onChange={(event) => {
                const color = rgbOf(event.currentTarget.value.slice(1));
                dispatch({ type: "channel", index, changes: { color } });
              }}
            />
          </label>
          <ContrastSlider channel={channel} dtype={dtype} index={index} dispatch={dispatch} />
          <Button look="quiet" aria-label={`Auto contrast of ${channel.name}`} onPress={() => onAuto(index)}>
            Auto
          </Button>
        </li>
      ))}
    </ul>
  );
}

type ContrastSliderProps = Pick<ChannelControlsProps, "dtype" | "dispatch"> & { channel: ChannelView; index: number };

function ContrastSlider({ channel, dtype, index, dispatch }: ContrastSliderProps) {
  const { minimum, maximum, start, end, name } = channel;
  const step = isInteger(dtype) ? 1 : (maximum - minimum) / 1000 || 1;
  const share = (value: number): number => ((value - minimum) / (maximum - minimum || 1)) * 100;
  return (
    <Slider
      className="slider"
      aria-label={`Contrast of ${name}`}
      value={[start, end]}
      minValue={minimum}
      maxValue={maximum}
      step={step}
      onChange={([from, to]) => dispatch({ type: "channel", index, changes: { start: from!, end: to! } })}
    >
      <span className="slider-value">{formatValue(start)}</span>
      <SliderTrack className="slider-track">
        <span
          className="slider-fill"
          style={{ left: `${share(start)}%`, right: `${100 - share(end)}%`, background: cssColor(channel.color) }}
        />
        <SliderThumb index={0} className="slider-thumb" aria-label="Black" />
        <SliderThumb index={1} className="slider-thumb" aria-label="White" />
      </SliderTrack>
      <span className="slider-value">{formatValue(end)}</span>
    </Slider>
  );
}

function hexOf(color: ChannelView["color"]): string {
  return `#${color
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
