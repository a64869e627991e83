/** Times that jobs give each other, in milliseconds by the clock of each alone: two clocks are never compared. */
export type LockTiming = {
  /** Between two signs of life of a holder. */
  sign: number;
  /** Between two looks at the signs of a holder who cannot be asked. */
  look: number;
  /** Looks in a row without a new sign after which a holder counts as gone. Looks are counted, not time: whoever looks may be halted, too. */
  silentLooks: number;
  /** A holder that has not looked at its lock for so long looks before it changes anything more. */
  confirm: number;
  /** Between taking a silent holder's lock away and the first change in its place: if it lives after all, it has looked by then. */
  grace: number;
};

/**
 * Twenty looks, a second apart: six signs have failed to come. That is longer than network drives keep what they know of a file (SMB: 10
 * s; NFS asks at each opening), and a drive that stalls for longer fails the job's own writing, too. Who lives is found out after one sign,
 * three seconds; only the place of who is gone costs 26. A job loses its lock for having been halted, and notices before its next file:
 * three seconds between its own looks keep them cheap, and two of these are waited for.
 */
export const LOCK_TIMING: LockTiming = { sign: 3000, look: 1000, silentLooks: 20, confirm: 3000, grace: 6000 };
