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

  askBeforeLeaving(isAsked: boolean): void {
    if (isAsked) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  }
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
