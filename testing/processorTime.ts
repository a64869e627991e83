/** Milliseconds of processor time that this process has used: what a limit in a test is held against, since it is the same on a busy machine. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
