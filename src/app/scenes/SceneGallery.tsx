import { useMemo } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { SceneDescription } from "../../model/image.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { planItemFor } from "../state/planning.ts";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { sceneFacts } from "../sceneFacts.ts";
import { useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import { Thumbnail } from "./Thumbnail.tsx";

type SceneGalleryProps = {
  item: QueueItem;
  image: OpenImage;
  settings: Settings;
  viewedScene: number | null;
  onView: (scene: number) => void;
};

/** The images of a file: which of them are converted, and which is looked at. */
export function SceneGallery({ item, image, settings, viewedScene, onView }: SceneGalleryProps) {
  const session = useSession();
  const { scenes } = image.description;
  const all = useMemo(() => scenes.map((_, index) => index), [scenes]);
  const chosen = new Set(item.scenes ?? all);
  const outputs = useSceneOutputs(image, settings);
  const choose = (next: number[]): void =>
    session.store.dispatch({ type: "scenes", id: item.id, scenes: next.length === all.length ? null : next });
  return (
    <section className="card scenes" aria-labelledby="scenes-title">
      <div className="card-head">
        <h2 id="scenes-title">Scenes</h2>
        <span className="muted">
          {chosen.size} of {scenes.length} chosen
        </span>
        <div className="scenes-buttons">
          <Button look="quiet" disabled={chosen.size === all.length} onClick={() => choose(all)}>
            All
          </Button>
          <Button look="quiet" disabled={viewedScene === null} onClick={() => choose([viewedScene ?? 0])}>
            Only the one shown
          </Button>
        </div>
      </div>
      <ul className="scene-grid">
        {scenes.map((scene, index) => {
          const isChosen = chosen.has(index);
          const output = outputs.get(index) ?? null;
          return (
            <li key={index} className="scene" data-viewed={index === viewedScene || undefined}>
              <button
                type="button"
                className="scene-picture"
                aria-label={`Look at ${nameOf(scene, index)}`}
                aria-pressed={index === viewedScene}
                disabled={!isChosen}
                onClick={() => onView(index)}
              >
                {output !== null && <Thumbnail source={image} output={output} />}
              </button>
              <Checkbox
                isSelected={isChosen}
                // The last one stays: a file of which nothing is converted can be removed.
                isDisabled={isChosen && chosen.size === 1}
                onChange={(isOn) => choose(all.filter((other) => (other === index ? isOn : chosen.has(other))))}
              >
                <span className="scene-name" title={nameOf(scene, index)}>
                  {nameOf(scene, index)}
                </span>
              </Checkbox>
              <p className="scene-facts">{sceneFacts(scene)}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The outputs of all scenes, chosen or not: what their thumbnails are made of. */
function useSceneOutputs(image: OpenImage, settings: Settings): ReadonlyMap<number, OutputPlan> {
  const whole = useMemo(() => ({ ...settings, scenes: null }), [settings]);
  return useMemo(() => {
    const planned = planItemFor({ verdict: { kind: "ready", image }, ownSettings: whole, scenes: null }, whole, {});
    return new Map((planned?.plan?.outputs ?? []).map((output) => [output.scene, output]));
  }, [image, whole]);
}

function nameOf(scene: SceneDescription, index: number): string {
  return scene.name || scene.id || `Scene ${index + 1}`;
}
