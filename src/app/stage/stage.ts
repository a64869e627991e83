import { createStore, type Store } from "../state/store.ts";
import { AutoContrast } from "./autoContrast.ts";
import { fitCamera, viewToImage, type Camera, type Point, type Size } from "./camera.ts";
import { composeQuads, requestsFor, type Frame, type Look, type Quad } from "./frame.ts";
import { readoutAt, type Readout } from "./readout.ts";
import { StageCanvases } from "./stageCanvases.ts";
import { listenToInput } from "./stageInput.ts";
import { createStatus, statusOf, type Picture } from "./stageStatus.ts";
import { levelForZoom } from "./viewedImage.ts";
import { initialView, reduceView, type ViewAction, type ViewState } from "./viewState.ts";

/** What is seen at the right of the handle; `level` null: the level that is shown at its left. */
export type OtherPicture = Picture & { level: number | null };

/** Milliseconds of rest after which the status is told. */
const REST = 120;
/** More device pixels per CSS pixel than this nobody sees, but they cost. */
const MOST_RATIO = 2;

/**
 * The picture under the hand: what is looked at and how, drawn once per frame of the screen. It knows nothing of React, and moving, zooming and
 * pointing change nothing in the document. Components follow what they show in `view` and `status`.
 */
export class Stage {
  readonly view: Store<ViewState, ViewAction>;
  readonly status = createStatus();
  readonly #auto = new AutoContrast();
  #picture: Picture;
  #other: OtherPicture | null = null;
  #canvases: StageCanvases | null = null;
  #size: Size | null = null;
  #pointer: Point | null = null;
  #frame = 0;
  #isPictureOld = false;
  #hasPicture = false;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #ends: (() => void)[] = [];

  constructor(picture: Picture) {
    this.#picture = picture;
    this.view = createStore(
      (state, action) => reduceView(this.#picture.image, state, action),
      initialView(picture.image),
    );
    this.view.subscribe(() => this.#invalidate());
  }

  /** Shows another picture; what still makes sense of the view stays. */
  show(picture: Picture, other: OtherPicture | null): void {
    const { image: old, tiles } = this.#picture;
    for (const { tiles: left } of [this.#picture, ...(this.#other === null ? [] : [this.#other])]) left.want([], this);
    this.#picture = picture;
    this.#other = other;
    if (picture.tiles !== tiles) this.#auto.reset();
    if (picture.image !== old) this.view.dispatch({ type: "image", image: picture.image, old });
    this.#canvases?.forgetOverlay();
    if (this.#canvases !== null) this.#follow();
    this.#invalidate();
  }

  /** Draws in an element from now on, and listens there; the result ends that. */
  attach(host: HTMLElement): () => void {
    this.#canvases = new StageCanvases(host);
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.#size = width > 0 && height > 0 ? { width, height } : null;
      this.#invalidate();
    });
    observer.observe(host);
    const endInput = listenToInput(host, this);
    this.#picture.tiles.forgetFailures();
    this.#follow();
    return () => {
      observer.disconnect();
      endInput();
      this.#leave();
    };
  }

  /** The size of the view in CSS pixels; null before it is known. */
  get size(): Size | null {
    return this.#size;
  }

  /** Device pixels per CSS pixel. */
  get ratio(): number {
    return Math.min(MOST_RATIO, window.devicePixelRatio || 1);
  }

  /** Zooms around the middle of the view. */
  zoomBy(factor: number): void {
    const view = this.#size;
    if (view === null) return;
    this.view.dispatch({ type: "zoom", factor, at: { x: view.width / 2, y: view.height / 2 }, view });
  }

  /** Where the pointer is, or that it is elsewhere. */
  point(at: Point | null): void {
    this.#pointer = at;
    this.#schedule();
  }

  /** Takes the contrast of a channel from what is shown. */
  measureContrast(channel: number): void {
    this.#auto.again(channel);
    this.#invalidate();
  }

  /** A person set the contrast of a channel. */
  setContrast(index: number, changes: { start: number; end: number }): void {
    this.#auto.settle(index);
    this.view.dispatch({ type: "channel", index, changes });
  }

  #follow(): void {
    for (const end of this.#ends) end();
    const shown = new Set([this.#picture.tiles, ...(this.#other === null ? [] : [this.#other.tiles])]);
    this.#ends = [...shown].map((tiles) => tiles.subscribe(() => this.#invalidate()));
  }

  #leave(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#picture.tiles.want([], this);
    this.#other?.tiles.want([], this);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#resting);
    this.#canvases?.remove();
    this.#canvases = null;
  }

  #invalidate(): void {
    this.#isPictureOld = true;
    this.#schedule();
  }

  /** Several changes of one moment are drawn once. */
  #schedule(): void {
    if (this.#frame !== 0 || this.#canvases === null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const size = this.#size;
    const canvases = this.#canvases;
    if (size === null || canvases === null) return;
    if (this.#isPictureOld) {
      this.#isPictureOld = false;
      const frame = this.#compose(size);
      // Nothing to see is no picture.
      this.#hasPicture ||= frame.parts.some(({ quads }) => quads.length > 0);
      if (this.#hasPicture) canvases.drawPicture(frame);
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => this.#tell(size), REST);
    }
    const { image } = this.#picture;
    const { showsGrid } = this.view.get();
    const readout = this.#pointer && this.#readout(size, this.#pointer);
    canvases.drawOverlay({ image, look: this.#look(size), size, ratio: this.ratio, showsGrid, readout });
  }

  /** Of the picture that lies there. */
  #readout(size: Size, at: Point): Readout | null {
    const { handle, isDifference } = this.view.get();
    const other = !isDifference && at.x > handle * size.width ? this.#other : null;
    const look = other === null ? this.#look(size) : this.#otherLook(size, other);
    const { image, tiles } = other ?? this.#picture;
    return readoutAt(image, look, viewToImage(look.camera, at, size), tiles);
  }

  #compose(size: Size): Frame {
    const width = Math.round(size.width * this.ratio);
    const height = Math.round(size.height * this.ratio);
    this.#wantTiles(size);
    let quads = this.#quads(this.#picture, this.#look(size), size);
    if (this.#measure(quads)) quads = this.#quads(this.#picture, this.#look(size), size);
    const frame = { width, height, background: [0, 0, 0] as const, isDifference: false };
    const other = this.#other;
    if (other === null) return { ...frame, parts: [{ quads, left: 0, right: width }] };
    const others = this.#quads(other, this.#otherLook(size, other), size);
    const { handle, isDifference } = this.view.get();
    const border = Math.round(handle * width);
    const parts = [
      { quads, left: 0, right: isDifference ? width : border },
      { quads: others, left: isDifference ? 0 : border, right: width },
    ];
    return { ...frame, isDifference, parts };
  }

  #quads({ image, tiles }: Picture, look: Look, size: Size): Quad[] {
    return composeQuads(image, look, size, this.ratio, tiles);
  }

  #wantTiles(size: Size): void {
    const { image, tiles } = this.#picture;
    const wanted = requestsFor(image, this.#look(size), size);
    const other = this.#other;
    if (other === null) return tiles.want(wanted, this);
    const others = requestsFor(other.image, this.#otherLook(size, other), size);
    if (other.tiles === tiles) return tiles.want([...wanted, ...others], this);
    tiles.want(wanted, this);
    other.tiles.want(others, this);
  }

  /** Gives channels contrasts from what is drawn. True when that changed one. */
  #measure(quads: readonly Quad[]): boolean {
    const { image, tiles } = this.#picture;
    const contrasts = this.#auto.look(image, quads, !tiles.isBusy);
    for (const { channel: index, contrast } of contrasts) {
      const keepsWindow = (image.output.channels[index]?.window ?? null) !== null;
      this.view.dispatch({ type: "contrast", index, contrast, keepsWindow });
    }
    this.#isPictureOld = false;
    return contrasts.length > 0;
  }

  #camera(size: Size): Camera {
    return this.view.get().camera ?? fitCamera(this.#picture.image.size, size);
  }

  #look(size: Size): Look {
    const { level, z, t, channels } = this.view.get();
    const { image } = this.#picture;
    const camera = this.#camera(size);
    return { camera, level: level === "auto" ? levelForZoom(image, camera.zoom * this.ratio) : level, z, t, channels };
  }

  #otherLook(size: Size, other: OtherPicture): Look {
    const look = this.#look(size);
    return { ...look, level: Math.min(other.level ?? look.level, other.image.levels.length - 1) };
  }

  #tell(size: Size): void {
    const isOtherBusy = this.#other?.tiles.isBusy === true;
    this.status.dispatch(statusOf(this.#picture, this.#look(size), size, isOtherBusy));
  }
}
