import type { PictureProgram } from "../../src/codecs/picturesWasm.ts";
import type { DecodedPicture } from "../../src/codecs/codec.ts";
import type { Gate } from "./gate.ts";
import { threadNow } from "./threads.ts";

let gate: () => Gate;

/** Decoders of pictures go through this gate from now on. */
export function gatePictures(now: () => Gate): void {
  gate = now;
}

/** The same loader (`codecs/picturesWasm.ts`), of programs whose decoding is an operation of the gate. */
export function gatedLoader(load: (name: string, url: URL) => Promise<PictureProgram>): typeof load {
  return async (name, url) => {
    const program = await load(name, url);
    const decode: PictureProgram["decode"] = (...words) => {
      const operation = { kind: "decode", where: "codec", face: "page", path: name, thread: threadNow() } as const;
      return gate().passNow(operation, (share) => {
        const { picture, extra } = program.decode(...words);
        return { picture: share < 1 ? cutOff(picture, share) : picture, extra };
      });
    };
    return { ...program, decode };
  };
}

function cutOff(picture: DecodedPicture, share: number): DecodedPicture {
  return { ...picture, pixels: picture.pixels.slice(0, Math.floor(picture.pixels.length * share)) };
}
