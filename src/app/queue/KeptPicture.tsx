import { useEffect, useRef } from "react";

/** A small picture as it was drawn on an earlier visit. */
export function KeptPicture({ picture }: { picture: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isWanted = true;
    createImageBitmap(picture).then(
      (bitmap) => {
        if (!isWanted || canvas.current === null) return;
        canvas.current.width = bitmap.width;
        canvas.current.height = bitmap.height;
        canvas.current.getContext("2d")?.drawImage(bitmap, 0, 0);
      },
      // A record that a disk has spoilt: there is nothing to be seen then.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [picture]);
  return <canvas ref={canvas} className="thumbnail" aria-hidden="true" />;
}
