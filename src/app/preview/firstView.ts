import { useEffect } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useSession } from "../sessionContext.ts";
import { planItem } from "../state/planning.ts";
import type { Session } from "../state/session.ts";
import { firstRequests } from "../stage/frame.ts";
import { tilesOf } from "../stage/imageTiles.ts";
import type { TileStore } from "../stage/tileStore.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import { initialView } from "../stage/viewState.ts";

/**
 * Asks for the first picture of a file in the moment in which it was opened: the worker reads it while the page is still being drawn around it,
 * which takes just as long.
 */
export function useFirstView(): void {
  const session = useSession();
  useEffect(() => {
    const first = new FirstView(session);
    session.prepareOpened((id, image) => first.ask(id, image));
    const end = session.store.subscribe(() => first.follow());
    return () => {
      session.prepareOpened(null);
      end();
      first.leave();
    };
  }, [session]);
}

class FirstView {
  readonly #session: Session;
  #output: OutputPlan | null = null;
  #tiles: TileStore | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Resolved when the worker was asked: were the page drawn before, that would come first. */
  async ask(id: string, image: OpenImage): Promise<void> {
    if (id !== this.#session.store.get().selected) return;
    this.#look(image);
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** What nobody looks at any more is not read for them. */
  follow(): void {
    const { items, selected } = this.#session.store.get();
    const verdict = items.find(({ id }) => id === selected)?.verdict;
    if (verdict?.kind === "ready") this.#look(verdict.image);
    else if (verdict?.kind !== "checking") this.leave();
  }

  leave(): void {
    this.#tiles?.want([], this);
    this.#tiles = null;
    this.#output = null;
  }

  #look(image: OpenImage): void {
    const { items, selected, settings, stores } = this.#session.store.get();
    const item = items.find(({ id }) => id === selected);
    const ready = item && { ...item, verdict: { kind: "ready" as const, image } };
    const output = ready && planItem(ready, settings, stores)?.plan?.outputs[0];
    if (output === undefined) return this.leave();
    if (output === this.#output) return;
    this.leave();
    this.#output = output;
    const viewed = viewOutput(image.description, output);
    this.#tiles = tilesOf(this.#session.reading, image, viewed);
    this.#tiles.want(firstRequests(viewed, initialView(viewed)), this);
  }
}
