/**
 * Whether something ends within so many milliseconds, be it by a failure of its own, which is thrown.
 * @throws those of what is waited for
 */
export async function endsWithin(end: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  return Promise.race([end.then(() => true), late]).finally(() => clearTimeout(timer));
}
