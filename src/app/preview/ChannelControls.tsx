import { memo } from "react";
import { Button } from "../parts/Button.tsx";
import { cssColor, rgbOf, type ChannelView } from "../stage/channelView.ts";
import { ContrastSlider } from "./ContrastSlider.tsx";
import { LOOK_UP_TABLES } from "../stage/lookUpTables.ts";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { useView } from "./useStage.ts";

/** Colour, contrast and visibility of each channel. They change the look here, never what is written. */
export function ChannelControls({ stage, image }: { stage: Stage; image: ViewedImage }) {
  const count = useView(stage, ({ channels }) => channels.length);
  return (
    <ul className="channels" aria-label="Channels">
      {Array.from({ length: count }, (_, index) => (
        <Channel key={index} stage={stage} image={image} index={index} />
      ))}
    </ul>
  );
}

type ChannelProps = { stage: Stage; image: ViewedImage; index: number };

/** Follows its own channel alone, and not its contrast: that changes with every movement of the hand. */
const Channel = memo(function Channel({ stage, image, index }: ChannelProps) {
  const name = useView(stage, ({ channels }) => channels[index]?.name ?? "");
  const color = useView(stage, ({ channels }) => channels[index]?.color ?? BLACK);
  const table = useView(stage, ({ channels }) => channels[index]?.table ?? null);
  const isVisible = useView(stage, ({ channels }) => channels[index]?.isVisible === true);
  const change = (changes: Partial<ChannelView>): void => stage.view.dispatch({ type: "channel", index, changes });
  return (
    <li className="channel" data-hidden={!isVisible || undefined}>
      <button
        type="button"
        className="channel-dot"
        aria-pressed={isVisible}
        onClick={() => change({ isVisible: !isVisible })}
        aria-label={`Show ${name}`}
      >
        <span style={{ background: isVisible ? cssColor(color) : "transparent", borderColor: cssColor(color) }} />
      </button>
      <div className="channel-name">
        <span title={name}>{name}</span>
        {!image.isLabels && (
          <ChannelColor channel={{ name, color, table }} isAlone={image.channelCount === 1} onChange={change} />
        )}
      </div>
      {!image.isLabels && (
        <>
          <ContrastSlider stage={stage} index={index} dtype={image.output.dtype} />
          <Button look="quiet" aria-label={`Auto contrast of ${name}`} onClick={() => stage.measureContrast(index)}>
            Auto
          </Button>
        </>
      )}
    </li>
  );
});

/** Of a channel that is not there any more. */
const BLACK: ChannelView["color"] = [0, 0, 0];

type ChannelColorProps = {
  channel: Pick<ChannelView, "name" | "color" | "table">;
  isAlone: boolean;
  onChange: (changes: Partial<ChannelView>) => void;
};

/** A colour; a channel that is alone can have a look-up table instead. */
function ChannelColor({ channel: { name, color, table }, isAlone, onChange }: ChannelColorProps) {
  return (
    <>
      {isAlone && (
        <select
          className="channel-table"
          aria-label={`Look-up table of ${name}`}
          value={table ?? ""}
          onChange={({ currentTarget: { value } }) =>
            onChange({ table: LOOK_UP_TABLES.find((known) => known === value) ?? null })
          }
        >
          <option value="">one colour</option>
          {LOOK_UP_TABLES.map((known) => (
            <option key={known}>{known}</option>
          ))}
        </select>
      )}
      {table === null && (
        <input
          type="color"
          className="channel-color"
          aria-label={`Colour of ${name}`}
          value={hexOf(color)}
          onChange={(event) => onChange({ color: rgbOf(event.currentTarget.value.slice(1)) })}
        />
      )}
    </>
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
