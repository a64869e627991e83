/** Put in place of the name by the builds (vite.config.ts, scripts/build.mjs). */
declare const __ZARRDROP_VERSION__: string;

/** Version of this program, as in package.json. */
export const VERSION: string = __ZARRDROP_VERSION__;
