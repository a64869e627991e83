import { lazy, Suspense, useEffect, useState } from "react";
import { carriesFiles, takeTransfer } from "../browser/dropped.ts";
import { PageHeader } from "./PageHeader.tsx";
import { useHelp, type Help } from "./help/useHelp.ts";
import { NoticeBar } from "./run/NoticeBar.tsx";
import { useApp, useSession } from "./sessionContext.ts";
import { useKeptFocus } from "./useKeptFocus.ts";
import { FirstRun } from "./start/FirstRun.tsx";
import { useFirstScreen } from "./useFirstScreen.ts";

type WorkbenchType = (props: { help: Help }) => React.ReactNode;

let loadedWorkbench: WorkbenchType | null = null;

/** Not needed before something was dropped; loaded while the person looks at the first screen. */
const loadWorkbench = (): Promise<{ default: WorkbenchType }> =>
  import("./Workbench.tsx").then(({ Workbench }) => {
    loadedWorkbench = Workbench;
    return { default: Workbench };
  });
const LazyWorkbench = lazy(loadWorkbench);

/** Not needed before it is asked for. */
const HelpDrawer = lazy(() => import("./help/HelpDrawer.tsx").then((module) => ({ default: module.HelpDrawer })));

/** The page. The whole window takes drops, at any time. */
export function App() {
  const isFirst = useFirstScreen(useApp((state) => state.items.length === 0 && state.leftovers.length === 0));
  const isOver = useWindowDrop();
  // Should it fail, that is told when it is needed.
  useEffect(() => void loadWorkbench().catch(() => {}), []);
  const count = useApp((state) => state.items.length);
  const help = useHelp();
  useKeptFocus();
  return (
    <div className="page">
      {isFirst ? (
        <>
          <PageHeader help={help} />
          <FirstRun />
          <NoticeBar />
        </>
      ) : (
        <Table help={help} />
      )}
      {help.isOpen && (
        <Suspense fallback={null}>
          <HelpDrawer help={help} />
        </Suspense>
      )}
      <div className="drop-frame" data-active={isOver || undefined} aria-hidden="true">
        <p>{count === 0 ? "Let go to look at it" : "Let go to add to the queue"}</p>
      </div>
    </div>
  );
}

/** Drawn at once where it is loaded: a lazy component shows what stands in for it first, and React keeps that for a third of a second. */
function Table({ help }: { help: Help }) {
  const [Drawn] = useState<WorkbenchType | typeof LazyWorkbench>(() => loadedWorkbench ?? LazyWorkbench);
  return (
    <Suspense fallback={<PageHeader help={help} />}>
      <Drawn help={help} />
    </Suspense>
  );
}

/** Milliseconds without a word of a drag after which it is over: browsers send one every half a second at the latest. */
const DRAG_SILENCE = 1000;

/** Takes what is dropped on the window or pasted; true while files are over it. */
function useWindowDrop(): boolean {
  const session = useSession();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let silence: ReturnType<typeof setTimeout> | undefined;
    // Entering, too: where the page changes under what is dragged, a new element is entered last before the drop.
    for (const type of ["dragenter", "dragover"] as const) {
      window.addEventListener(
        type,
        (event) => {
          if (!carriesFiles(event.dataTransfer)) return;
          event.preventDefault();
          event.dataTransfer!.dropEffect = "copy";
          setIsOver(true);
          // A drag that is given up does not always tell the page that it left.
          clearTimeout(silence);
          silence = setTimeout(() => setIsOver(false), DRAG_SILENCE);
        },
        { signal },
      );
    }
    window.addEventListener(
      "dragleave",
      (event) => {
        // Leaving one element for another inside the window has a target; leaving the window has none.
        if (event.relatedTarget === null) setIsOver(false);
      },
      { signal },
    );
    window.addEventListener(
      "drop",
      (event) => {
        setIsOver(false);
        if (event.dataTransfer === null || !carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        void session.add(takeTransfer(event.dataTransfer));
      },
      { signal },
    );
    window.addEventListener(
      "paste",
      (event) => {
        if (!carriesFiles(event.clipboardData)) return;
        event.preventDefault();
        void session.add(takeTransfer(event.clipboardData!));
      },
      { signal },
    );
    return () => {
      controller.abort();
      clearTimeout(silence);
    };
  }, [session]);
  return isOver;
}
