/** Keeps the screen, and with it the computer, awake until the result is called. Without support it does nothing. */
export function holdWakeLock(): () => void {
  if (!("wakeLock" in navigator)) return () => {};
  let lock: WakeLockSentinel | null = null;
  let released = false;
  const acquire = async (): Promise<void> => {
    // The browser drops the lock whenever the page is hidden, and may refuse it on low battery: that is its right.
    if (released || document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (released) void lock?.release();
  };
  const reacquire = (): void => void acquire();
  document.addEventListener("visibilitychange", reacquire);
  void acquire();
  return () => {
    released = true;
    document.removeEventListener("visibilitychange", reacquire);
    void lock?.release();
  };
}
