import { memo } from "react";
import { Button } from "../parts/Button.tsx";
import { FindField } from "../parts/FindField.tsx";
import { useFind } from "../parts/useFind.ts";
import { cssColor, isColorPicture, rgbOf, type ChannelView } from "../stage/channelView.ts";
import { LOOK_UP_TABLES } from "../stage/lookUpTables.ts";
import type { Stage } from "../stage/stage.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";
import { ContrastEditor } from "./ContrastEditor.tsx";
import { useView } from "./useStage.ts";

type ChannelListProps = {
  stage: Stage;
  image: ViewedImage;
  /** With contrasts; else names alone. */
  isOpen: boolean;
};

/** From this many channels on they are found by name. */
const MANY = 7;

/** What is shown of each channel, and how. */
export function ChannelList({ stage, image, isOpen }: ChannelListProps) {
  const count = useView(stage, ({ channels }) => channels.length);
  const names = useView(stage, ({ channels }) => channels.map(({ name }) => name).join("\n"));
  const isColor = useView(stage, ({ channels }) => isColorPicture(image.output, channels));
  const { wanted, setWanted, isFound } = useFind();
  const found = names.split("\n").map((name) => isFound(name));
  return (
    <>
      {count >= MANY && isOpen && (
        <FindField label="Find a channel" placeholder="Find a channel" value={wanted} onChange={setWanted} />
      )}
      <ul
        className="channels"
        aria-label="Channels"
        data-open={isOpen || undefined}
        data-count={count >= MANY ? "many" : undefined}
        data-color={isColor || undefined}
      >
        {Array.from({ length: count }, (_, index) =>
          found[index] === true || !isOpen ? (
            <Channel key={index} stage={stage} image={image} index={index} isOpen={isOpen} />
          ) : null,
        )}
      </ul>
    </>
  );
}

type ChannelProps = ChannelListProps & { index: number };

/** Follows its own channel alone, and not its contrast: that changes with every movement of the hand. */
const Channel = memo(function Channel({ stage, image, index, isOpen }: ChannelProps) {
  const name = useView(stage, ({ channels }) => channels[index]?.name ?? "");
  const color = useView(stage, ({ channels }) => channels[index]?.color ?? BLACK);
  const table = useView(stage, ({ channels }) => channels[index]?.table ?? null);
  const isVisible = useView(stage, ({ channels }) => channels[index]?.isVisible === true);
  const change = (changes: Partial<ChannelView>): void => stage.view.dispatch({ type: "channel", index, changes });
  return (
    <li className="channel" data-hidden={!isVisible || undefined}>
      <div className="channel-head">
        <button
          type="button"
          className="channel-dot"
          aria-pressed={isVisible}
          onClick={(event) =>
            event.altKey ? stage.view.dispatch({ type: "solo", index }) : change({ isVisible: !isVisible })
          }
          title="Show or hide; with Alt show it alone"
          aria-label={`Show ${name}`}
        >
          <span style={{ background: isVisible ? cssColor(color) : "transparent", borderColor: cssColor(color) }} />
        </button>
        <span className="channel-name cut" title={name}>
          {name}
        </span>
        {isOpen && (
          <span className="channel-tools">
            <ChannelColor channel={{ name, color, table }} isAlone={image.channelCount === 1} onChange={change} />
            <Button look="quiet" aria-label={`Auto contrast of ${name}`} onClick={() => stage.measureContrast(index)}>
              Auto
            </Button>
          </span>
        )}
      </div>
      {isOpen && <ContrastEditor stage={stage} index={index} dtype={image.output.dtype} />}
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
