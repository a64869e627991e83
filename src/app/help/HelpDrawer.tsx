import { useEffect, useMemo, useRef } from "react";
import { PARAMETERS } from "../../plan/settings/parameters.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { usePlan } from "../plan/usePlan.ts";
import { useApp, useSelectedItem } from "../sessionContext.ts";
import { viewImage, viewOutput } from "../stage/viewedImage.ts";
import "../styles/help.css";
import { helpFacts } from "./helpFacts.ts";
import { ChunkPicture, LevelPicture, type Shown } from "./HelpPicture.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { sampleOutput } from "./sampleOutput.ts";
import type { Help } from "./useHelp.ts";

/** Explains what is seen, with the image that is looked at. It lies beside the picture, and nothing waits for it. */
export function HelpDrawer({ help }: { help: Help }) {
  const item = useSelectedItem();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const shown = useShown();
  return (
    <aside className="help" aria-labelledby="help-title">
      <div className="help-head">
        <div className="help-title">
          <h2 id="help-title" ref={title} tabIndex={-1}>
            What am I looking at?
          </h2>
          {shown !== null && (
            <span className="note">drawn from {shown.source === null ? "the sample image" : "your image"}</span>
          )}
        </div>
        <Button look="icon" aria-label="Close help" onClick={help.close}>
          <Icon name="close" />
        </Button>
      </div>
      {/* What does not fit is scrolled with the keyboard too, for which it must take the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="help-text" tabIndex={0} aria-labelledby="help-title">
        {shown !== null && <Explanations shown={shown} />}
        <section>
          <h3>Why these settings?</h3>
          <dl className="help-settings">
            {PARAMETERS.filter(({ why }) => why !== "").map(({ key, label, why }) => (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{why}</dd>
              </div>
            ))}
          </dl>
          <p className="note">All others stand under Advanced, each with what it means.</p>
          {item !== null && (
            <Button look="link" onClick={help.showSettings}>
              Show the settings
            </Button>
          )}
        </section>
        <KeyTable />
      </section>
    </aside>
  );
}

/** The image that is looked at, or the sample as long as there is none. */
function useShown(): Shown | null {
  const item = useSelectedItem();
  const planned = usePlan(item);
  const settings = useApp((state) => state.settings);
  const source = item?.verdict.kind === "ready" ? item.verdict.image : null;
  const output = planned?.plan?.outputs[0] ?? null;
  return useMemo(() => {
    if (source !== null && output !== null) return { source, image: viewOutput(source.description, output) };
    const sample = sampleOutput(settings);
    return sample === null ? null : { source: null, image: viewImage(sample) };
  }, [source, output, settings]);
}

function Explanations({ shown }: { shown: Shown }) {
  const facts = useMemo(() => helpFacts(shown.image), [shown]);
  const whose = shown.source === null ? "The sample" : "Yours";
  return (
    <>
      <section className="help-part">
        <LevelPicture shown={shown} />
        <div>
          <h3>A level</h3>
          <p>
            is the whole picture, smaller. Zoomed out, a viewer reads a small level and is quick; zoomed in, it reads
            the full one.
          </p>
          <p className="note">{`${whose}: ${facts.levels}`}</p>
        </div>
      </section>
      <section className="help-part">
        <ChunkPicture shown={shown} facts={facts} isShard={false} />
        <div>
          <h3>A chunk</h3>
          <p>
            is one tile of one level. It is the least that a viewer reads, so its size decides how fast panning feels.
          </p>
          <p className="note">{`${whose}: ${facts.chunks}`}</p>
        </div>
      </section>
      <section className="help-part">
        <ChunkPicture shown={shown} facts={facts} isShard />
        <div>
          <h3>A shard</h3>
          <p>
            is a file that holds many chunks. Fewer files copy and back up faster; a viewer still reads one chunk out of
            it.
          </p>
          <p className="note">{`${whose}: ${facts.shards}`}</p>
        </div>
      </section>
    </>
  );
}
