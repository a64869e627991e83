import { memo, useMemo, useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useSession } from "../sessionContext.ts";
import { AxisSlider } from "./AxisSlider.tsx";
import { ChannelControls } from "./ChannelControls.tsx";
import { comparisonOf, type Comparison } from "./comparison.ts";
import { PreviewToolbar } from "./PreviewToolbar.tsx";
import { ReadoutLine } from "./ReadoutLine.tsx";
import type { Readout } from "./readout.ts";
import { AutoContrast } from "./autoContrast.ts";
import { tilesOf } from "./imageTiles.ts";
import { Viewer } from "./Viewer.tsx";
import { viewImage, type ViewedImage } from "./viewedImage.ts";
import { initialView, reduceView, type ViewAction, type ViewState } from "./viewState.ts";

type PreviewPaneProps = {
  /** Heading, where it is not what will be written. */
  title?: string;
  source: OpenImage;
  output: OutputPlan;
  /** The same output with another method, or null where that cannot be planned. */
  planMethod: ((method: OutputPlan["resampling"]["method"]) => OutputPlan | null) | null;
};

/** Every level of an output before it is written, computed by the code that will write it. A running conversion does not draw it anew. */
export const PreviewPane = memo(function PreviewPane({
  title = "Preview",
  source,
  output,
  planMethod,
}: PreviewPaneProps) {
  const image = useMemo(() => viewImage(output), [output]);
  const [view, dispatch] = useView(image);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [readout, setReadout] = useState<Readout | null>(null);
  const [shown, setShown] = useState({ level: 0, zoom: 1 });
  const [autoContrast] = useState(() => new AutoContrast());
  const other = useMemo(() => comparisonOf(image, comparison, planMethod), [image, comparison, planMethod]);
  const name = output.storeName;
  return (
    <section className="card preview" aria-label="Preview">
      <PreviewToolbar
        title={title}
        image={image}
        view={view}
        shownLevel={shown.level}
        dispatch={dispatch}
        comparison={comparison}
        onCompare={setComparison}
        canCompareMethods={planMethod !== null}
      />
      <div className="stages">
        <Stage
          source={source}
          image={image}
          view={view}
          dispatch={dispatch}
          label={`Image ${name}`}
          caption={other === null ? null : `Level ${shown.level}, ${output.resampling.method}`}
          autoContrast={autoContrast}
          onReadout={setReadout}
          onShown={setShown}
        />
        {other !== null && (
          <Stage
            source={source}
            image={other.image}
            view={{ ...view, level: other.level ?? view.level }}
            dispatch={dispatch}
            label={`Compared image ${name}`}
            caption={other.caption}
            autoContrast={null}
            onReadout={setReadout}
            onShown={ignore}
          />
        )}
        <ReadoutLine output={output} zoom={shown.zoom} readout={readout} />
      </div>
      <div className="preview-controls">
        {image.sizeZ > 1 && (
          <AxisSlider axis="Z" index={view.z} length={image.sizeZ} onChange={(z) => dispatch({ type: "slice", z })} />
        )}
        {image.sizeT > 1 && (
          <AxisSlider axis="T" index={view.t} length={image.sizeT} onChange={(t) => dispatch({ type: "time", t })} />
        )}
        <ChannelControls
          channels={view.channels}
          dtype={output.dtype}
          dispatch={(action) => {
            if (action.type === "channel") autoContrast.settle(action.index);
            dispatch(action);
          }}
          onAuto={(channel) => {
            autoContrast.again(channel);
            // Drawn anew: the contrast comes from what is shown.
            dispatch({ type: "channel", index: channel, changes: {} });
          }}
        />
      </div>
      <p id="viewer-keys" className="visually-hidden">
        Arrow keys move the image, plus and minus zoom, 0 shows all of it, 1 shows its own pixels, page up and page down
        change the slice, G shows the chunk grid.
      </p>
    </section>
  );
});

function ignore(): void {}

type StageProps = Omit<React.ComponentProps<typeof Viewer>, "store"> & { source: OpenImage; caption: string | null };

function Stage({ source, caption, ...rest }: StageProps) {
  const { reading } = useSession();
  const { image } = rest;
  const store = useMemo(() => tilesOf(reading, source, image), [reading, source, image]);
  return (
    <figure className="stage-frame">
      <Viewer {...rest} store={store} />
      {caption !== null && <figcaption className="stage-caption">{caption}</figcaption>}
    </figure>
  );
}

/** The view of an image; what still makes sense of it stays when settings change the image. */
function useView(image: ViewedImage): [ViewState, (action: ViewAction) => void] {
  const [state, setState] = useState(() => ({ image, view: initialView(image) }));
  let current = state;
  if (state.image !== image) {
    current = { image, view: reduceView(image, state.view, { type: "image", image, old: state.image }) };
    setState(current);
  }
  const [dispatch] = useState(
    () => (action: ViewAction) =>
      setState((before) => ({ ...before, view: reduceView(before.image, before.view, action) })),
  );
  return [current.view, dispatch];
}
