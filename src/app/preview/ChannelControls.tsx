import type { DataType } from "../../model/dtype.ts";
import { Button } from "../parts/Button.tsx";
import { cssColor, rgbOf, type ChannelView } from "./channelView.ts";
import { ContrastSlider } from "./ContrastSlider.tsx";
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
          <button
            type="button"
            className="channel-dot"
            aria-pressed={channel.isVisible}
            onClick={() => dispatch({ type: "channel", index, changes: { isVisible: !channel.isVisible } })}
            aria-label={`Show ${channel.name}`}
          >
            <span
              style={{
                background: channel.isVisible ? cssColor(channel.color) : "transparent",
                borderColor: cssColor(channel.color),
              }}
            />
          </button>
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
          <ContrastSlider
            channel={channel}
            dtype={dtype}
            onChange={(changes) => dispatch({ type: "channel", index, changes })}
          />
          <Button look="quiet" aria-label={`Auto contrast of ${channel.name}`} onClick={() => onAuto(index)}>
            Auto
          </Button>
        </li>
      ))}
    </ul>
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
