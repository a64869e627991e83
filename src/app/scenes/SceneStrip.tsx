import { useMemo, type ReactNode } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { sceneFacts } from "../sceneFacts.ts";
import { useSession } from "../sessionContext.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { QueueItem } from "../state/queue.ts";
import type { PlateContrast } from "../stage/contrast.ts";
import type { LookedAt } from "../useLookedAt.ts";
import { SceneThumbnail } from "./SceneThumbnail.tsx";
import { sceneName, sceneSum, withScene } from "./sceneChoice.ts";

type SceneStripProps = {
  item: QueueItem;
  image: OpenImage;
  looked: LookedAt;
  /** By scene (`useSceneOutputs`). */
  outputs: ReadonlyMap<number, OutputPlan>;
  contrast: PlateContrast;
  /** The scenes that are shown; all when nothing is said. */
  only?: readonly number[];
  /** What goes before them; how many are chosen when nothing is said. */
  head?: ReactNode;
  /** What they are called there; their own names when nothing is said. */
  nameOf?: (index: number) => string;
};

/** The images of a file, in a row: which of them are converted, and which is looked at. */
export function SceneStrip({ item, image, looked, outputs, contrast, only, head, nameOf }: SceneStripProps) {
  const { plan, output, view } = looked;
  const session = useSession();
  const { scenes } = image.description;
  const all = useMemo(() => scenes.map((_, index) => index), [scenes]);
  const chosen = new Set(item.scenes ?? all);
  const viewedScene = output?.scene ?? null;
  const choose = (next: number[]): void =>
    session.store.dispatch({ type: "scenes", id: item.id, scenes: next.length === all.length ? null : next });
  return (
    <section className="float scene-strip" aria-label="Scenes">
      {head ?? (
        <p className="scene-sum">
          {sceneSum(scenes, chosen)}
          <Button look="link" disabled={chosen.size === all.length} onClick={() => choose(all)}>
            All
          </Button>
          <Button look="link" disabled={viewedScene === null} onClick={() => choose([viewedScene ?? 0])}>
            Only this
          </Button>
        </p>
      )}
      <ul className="scene-row">
        {(only ?? all).map((index) => {
          const scene = scenes[index]!;
          const name = nameOf?.(index) ?? sceneName(scene, index);
          const isChosen = chosen.has(index);
          return (
            <li key={index} className="scene" data-viewed={index === viewedScene || undefined}>
              <button
                type="button"
                className="scene-picture"
                aria-label={`Look at ${name}`}
                aria-pressed={index === viewedScene}
                disabled={!isChosen}
                title={sceneFacts(scene)}
                onClick={() => view(Math.max(0, plan?.outputs.findIndex((each) => each.scene === index) ?? 0))}
              >
                <SceneThumbnail image={image} output={outputs.get(index) ?? null} contrast={contrast} />
              </button>
              <Checkbox
                isSelected={isChosen}
                // The last one stays: a file of which nothing is converted can be removed.
                isDisabled={isChosen && chosen.size === 1}
                onChange={(isOn) =>
                  choose(withScene(all, { scenes, chosen, index, isOn, takesLabels: only !== undefined }))
                }
              >
                <span className="cut" title={name}>
                  {name}
                </span>
              </Checkbox>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
