import type { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import { scenesWithAllPlanes } from "./wholeScenes.ts";

type MissingPlanesCardProps = {
  item: QueueItem;
  description: ImageDescription;
  /** Of the plan: it names some of the files. */
  error: ZarrdropError;
};

/** An image of which files are gone, and the ways on: without the scenes that lack them, or with zeros. Either holds for this file alone. */
export function MissingPlanesCard({ item, description, error }: MissingPlanesCardProps) {
  const session = useSession();
  const shared = useApp((state) => state.settings);
  const isAlone = useApp((state) => state.items.length === 1);
  const isIdle = useApp((state) => state.job === null);
  const { whole, lacking } = scenesWithAllPlanes(description, item.scenes);
  const what = description.plate === undefined ? "scene" : "field";
  const goOn = (): void => {
    // What is under way is not disturbed: the file is ready then.
    if (isIdle) void session.convert([item.id]);
  };
  const leaveOut = (): void => {
    session.store.dispatch({ type: "scenes", id: item.id, scenes: whole });
    goOn();
  };
  const writeZeros = (): void => {
    const settings = { ...(item.ownSettings ?? shared), missingPlanes: "zeros" } as const;
    // In other files nobody has looked yet at what would be zeros.
    if (isAlone && item.ownSettings === null) session.store.dispatch({ type: "settings", settings });
    else session.store.dispatch({ type: "ownSettings", id: item.id, settings });
    goOn();
  };
  return (
    <section className="card problem" data-tone="bad" role="alert">
      <h2>
        <Icon name="warning" />
        Files of {item.name} are missing
      </h2>
      {/* Whoever types the setting's name is not here. */}
      <p>{error.message.replace(`${error.details.setting}: `, "")}</p>
      <p className="muted">
        Drop it again with all its files, or convert what is there:{" "}
        {whole.length > 0 && `without ${lacking === 1 ? `that ${what}` : `these ${plural(lacking, what)}`}, or `}with
        zeros in the place of what is gone, which the plan then says.
      </p>
      <div className="problem-actions">
        {whole.length > 0 && (
          <Button onClick={leaveOut}>
            {isIdle ? "Convert" : "Go on"} without {lacking === 1 ? `that ${what}` : plural(lacking, what)}
          </Button>
        )}
        <Button onClick={writeZeros}>{isIdle ? "Convert" : "Go on"} with zeros</Button>
      </div>
    </section>
  );
}
