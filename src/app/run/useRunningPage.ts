import { useEffect } from "react";
import { percentOf } from "../figures.ts";
import type { JobProgress } from "../state/jobProgress.ts";

/** What the browser around the page shows of a job: tab title, app badge, and a question before leaving, only while it runs. */
export function useRunningPage(progress: JobProgress | null): void {
  const isRunning = progress !== null;
  const title =
    progress?.name == null ? "Zarrdrop" : `${percentOf(progress.bytesDone, progress.bytesTotal)} % · ${progress.name}`;
  const left = progress === null ? 0 : progress.count - progress.position + 1;

  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    // Refused where the page is not installed; a badge is a courtesy.
    void (left > 0 ? navigator.setAppBadge(left) : navigator.clearAppBadge()).catch(() => {});
  }, [left]);

  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isRunning]);
}
