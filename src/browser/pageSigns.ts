/** Milliseconds after which the end of a job is told to who does not see it. */
const LONG = 60_000;

/** What the browser around the page shows of it: title of the tab, badge of the app, a question before it is left. */
export class PageSigns {
  showTitle(title: string): void {
    document.title = title;
  }

  /** 0 takes it away. */
  showBadge(count: number): void {
    if (!("setAppBadge" in navigator)) return;
    // Refused where the page is not installed; a badge is a courtesy.
    void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {});
  }

  /** Tells somebody who is elsewhere that long work is over, if they allowed it (`NotifyButton`); `startedAt` in milliseconds since 1970. */
  tellEnd(startedAt: number, text: string): void {
    const isLong = Date.now() - startedAt >= LONG;
    if (!isLong || !document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    new Notification("Zarrdrop", { body: text }).addEventListener("click", () => window.focus());
  }

  askBeforeLeaving(isAsked: boolean): void {
    if (isAsked) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  }
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
