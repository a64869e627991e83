/** Holds a lock until the page ends, whatever ends it: the sign for other pages that something is in use. Resolves when it is held. */
export async function holdToTheEnd(name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    void navigator.locks.request(name, () => {
      resolve();
      return untilTheEnd();
    });
  });
}

/** Holds a lock until the page ends if no page has it; true where that is so. */
export async function holdIfFree(name: string): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : untilTheEnd();
    });
  });
}

function untilTheEnd(): Promise<never> {
  return new Promise<never>(() => {});
}
