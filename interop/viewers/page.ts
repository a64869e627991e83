import { compare, type Finding } from "./compare.ts";
import { idetik } from "./idetik.ts";
import { neuroglancer } from "./neuroglancer.ts";
import type { Truth } from "./truth.ts";
import { type Aspect, ASPECTS } from "./viewedImage.ts";
import { viv } from "./viv.ts";
import { voleCore } from "./voleCore.ts";

const VIEWERS = [viv, neuroglancer, voleCore, idetik];

/** A loader that loses a request would wait for ever. */
const PATIENCE_MILLISECONDS = 120_000;

/** What `run.mjs` calls in the page. */
export type ViewersPage = {
  names: string[];
  /** `only`: one aspect instead of all. */
  look: (viewer: string, truth: Truth, truthUrl: string, storeUrl: string, only: Aspect | null) => Promise<Finding[]>;
};

declare global {
  var viewersPage: ViewersPage;
}

globalThis.viewersPage = {
  names: VIEWERS.map(({ name }) => name),
  look: async (name, truth, truthUrl, storeUrl, only) => {
    const viewer = VIEWERS.find((known) => known.name === name);
    if (viewer === undefined) throw new Error(`no viewer ${name}`);
    const aspects = only === null ? ASPECTS : [only];
    const late = new Promise<Finding[]>((resolve) => {
      const problem = `no answer within ${PATIENCE_MILLISECONDS / 1000} s`;
      setTimeout(() => resolve(aspects.map((aspect) => ({ aspect, problem }))), PATIENCE_MILLISECONDS);
    });
    return Promise.race([compare(viewer, truth, truthUrl, storeUrl, aspects), late]);
  },
};
