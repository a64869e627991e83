import type { Covered } from "../stage/camera.ts";
import type { Stage } from "../stage/stage.ts";
import { Icon } from "../parts/Icon.tsx";
import { useView } from "./useStage.ts";

type SplitHandleProps = { stage: Stage; covered: Covered; captions: { left: string; right: string } };

/** Steps of the handle over the width of the view. */
const STEPS = 200;

/** The border between two pictures, to be moved by pointer and keys; or what their difference is called. */
export function SplitHandle({ stage, covered: { head, foot }, captions: { left, right } }: SplitHandleProps) {
  const handle = useView(stage, (view) => view.handle);
  const comparedAs = useView(stage, (view) => view.comparedAs);
  const isOtherSeen = useView(stage, (view) => view.isOtherSeen);
  const style: Record<string, string> = { "--head": `${head}px`, "--hidden": `${foot}px` };
  if (comparedAs !== "handle") {
    const seen = isOtherSeen ? right : left;
    return (
      <div className="split" style={style}>
        <p className="stage-caption stage-caption-whole">
          {comparedAs === "blink" ? seen : `Difference of ${left} and ${right}`}
        </p>
      </div>
    );
  }
  const place = `${handle * 100}%`;
  return (
    <div className="split" style={style}>
      <p className="stage-caption stage-caption-left" style={{ left: place }}>
        {left}
      </p>
      <p className="stage-caption stage-caption-right" style={{ left: place }}>
        {right}
      </p>
      <span className="split-line" style={{ left: place }} />
      <span className="split-sign" style={{ left: place }} aria-hidden="true">
        <Icon name="leftRight" />
      </span>
      <input
        type="range"
        className="split-input"
        aria-label="Border between the pictures"
        aria-valuetext={`${Math.round(handle * 100)} % ${left}`}
        min={0}
        max={STEPS}
        value={Math.round(handle * STEPS)}
        onChange={(event) => stage.view.dispatch({ type: "handle", at: event.currentTarget.valueAsNumber / STEPS })}
      />
    </div>
  );
}
