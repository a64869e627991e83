import { createStore, type Store } from "../state/store.ts";
import { AutoContrast } from "./autoContrast.ts";
import { imageToView, viewToImage, type Point, type View, type Covered } from "./camera.ts";
import type { Contrast, Contrasts } from "./contrast.ts";
import type { Frame, Quad } from "./frame.ts";
import { ChunkMeter, type MeasureChunk } from "./chunkMeter.ts";
import { chunkUnder } from "./chunkUnder.ts";
import { DifferenceMeter } from "./differenceMeter.ts";
import { Ladder } from "./ladder.ts";
import type { LadderDirection } from "./ladderLayout.ts";
import { listenToLadder } from "./ladderInput.ts";
import { Overviews } from "./overview.ts";
import { Pointing, stepFrom, type PointingStep } from "./pointing.ts";
import { labelValuesAt, readoutAt, type Readout } from "./readout.ts";
import { rgbOfHex } from "./stageColors.ts";
import type { Overlay } from "./overlay.ts";
import { StageCanvases } from "./stageCanvases.ts";
import {
  frameOf,
  lookAt,
  lookAtOther,
  otherAt,
  quadsOf,
  wantTiles,
  type OtherPicture,
  type Sight,
} from "./stageFrame.ts";
import { listenToInput } from "./stageInput.ts";
import { createStatus, statusOf, type Picture } from "./stageStatus.ts";
import type { ChunkWork } from "./chunkWork.ts";
import { WorkFollower } from "./workFollower.ts";
import { initialView, reduceView, type Place, type ViewAction, type ViewState } from "./viewState.ts";

/** Milliseconds between two drawings of the ladder: it is small, and a canvas more in every frame costs. */
const LADDER_BEAT = 150;
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
  readonly overviews = new Overviews();
  readonly differences = new DifferenceMeter();
  readonly pointing = new Pointing(() => this.#schedule());
  readonly #auto = new AutoContrast();
  readonly #follower = new WorkFollower();
  readonly #meter = new ChunkMeter(() => this.#schedule());
  #picture: Picture;
  #other: OtherPicture | null = null;
  #labels: readonly Picture[] = [];
  /** Contrasts that other pictures have, too. */
  #shared: Contrasts | null = null;
  #canvases: StageCanvases | null = null;
  #host: HTMLElement | null = null;
  #ladder: Ladder | null = null;
  #size: View | null = null;
  #covered: Partial<Covered> = {};
  /** Where to go when there is a view. */
  #wanted: Place | null = null;
  #isBright = false;
  #ladderDrawn = 0;
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
    this.overviews.store.subscribe(() => {
      this.#ladder?.showPicture(this.overviews.store.get().picture);
      this.#schedule();
    });
  }

  /** Shows another picture, with labels over it; what still makes sense of the view stays. */
  show(picture: Picture, other: OtherPicture | null, labels: readonly Picture[] = []): void {
    const { image: old, tiles } = this.#picture;
    for (const left of this.#tiles()) left.want([], this);
    this.#picture = picture;
    this.#other = other;
    this.#labels = labels;
    if (picture.tiles !== tiles) {
      this.#auto.reset();
      for (const channel of this.#shared?.keys() ?? []) this.#auto.settle(channel);
      // The same image from elsewhere: what is seen stays until some of it is there.
      const isSameSize = JSON.stringify(picture.image.size) === JSON.stringify(old.size);
      if (isSameSize) this.#hasPicture = false;
    }
    if (picture.image !== old) this.view.dispatch({ type: "image", image: picture.image, old });
    this.overviews.forget();
    this.#ladder?.forget();
    this.#canvases?.forgetOverlay();
    if (this.#canvases !== null) this.#follow();
    this.#invalidate();
  }

  /** Draws in an element from now on, and listens there; the result ends that. */
  attach(host: HTMLElement): () => void {
    this.#canvases = new StageCanvases(host);
    this.#host = host;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.#size = width > 0 && height > 0 ? { width, height, ...this.#covered } : null;
      if (this.#wanted !== null && this.#size !== null) this.showPlace(this.#wanted);
      this.#invalidate();
    });
    observer.observe(host);
    const endInput = listenToInput(host, this);
    const scheme = matchMedia("(prefers-color-scheme: light)");
    const onScheme = (): void => this.#lookAgain();
    scheme.addEventListener("change", onScheme);
    this.#picture.tiles.forgetFailures();
    this.#follow();
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", onScheme);
      endInput();
      this.#leave();
    };
  }

  /** Draws the ladder on a canvas in an element from now on, and listens there; the result ends that. */
  attachLadder(host: HTMLElement, canvas: HTMLCanvasElement, direction: LadderDirection): () => void {
    this.#ladder = new Ladder(canvas, direction);
    this.#ladder.showPicture(this.overviews.store.get().picture);
    const end = listenToLadder(host, this, () => this.#picture.image, direction);
    this.#schedule();
    return () => {
      end();
      this.#ladder = null;
    };
  }

  /** So much of the view is hidden by what lies on it from now on. */
  cover(covered: Covered): void {
    this.#covered = covered;
    if (this.#size === null) return;
    this.#size = { ...this.#size, ...covered };
    this.#invalidate();
  }

  /** The page shows the picture on another ground from now on: a bright one, or a dark one. */
  setGround(isBright: boolean): void {
    if (isBright !== this.#isBright) this.#lookAgain();
    this.#isBright = isBright;
  }

  /** The page's colours changed. */
  #lookAgain(): void {
    if (this.#host !== null) this.#canvases?.readColors(this.#host);
    this.#ladder?.forget();
    this.#invalidate();
  }

  /** Says of the chunk that is pointed to what is stored of it; null: that is not asked for. */
  measureChunks(measure: MeasureChunk | null): void {
    this.#meter.use(measure);
  }

  /** Shows what is written of the picture, and goes where that is; null: nothing is known of it. */
  showWork(work: ChunkWork | null): void {
    const isUnderWay = work !== null && work.state !== "over";
    // Each conversion is followed, until a hand leads the picture.
    if (isUnderWay && !this.#follower.isUnderWay) this.view.dispatch({ type: "follow", isOn: true });
    if (!isUnderWay) this.view.dispatch({ type: "workOver" });
    this.#follower.follow(work, () => {
      this.#follower.lead(this, this.#picture.image, this.#picture.tiles.isBusy);
      this.#ladderDrawn = 0;
      this.#schedule();
    });
  }

  /** The size of the view in CSS pixels; null before it is known. */
  get size(): View | null {
    return this.#size;
  }

  /** The level that is shown. */
  get shownLevel(): number {
    return this.#size === null ? 0 : lookAt(this.#sight(this.#size)).level;
  }

  /** What is seen, as it is drawn without a graphics card, to be kept; null before there is anything. */
  snapshot(): HTMLCanvasElement | null {
    return this.#size === null || this.#canvases === null
      ? null
      : this.#canvases.copy(this.#compose(this.#size), this.#overlay(this.#size));
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
    this.pointing.byHand(at);
    this.#schedule();
  }

  /** Points to the next pixel or chunk of the level that is shown, from the middle of the view on; the picture moves where that is out of sight. */
  pointOn(step: PointingStep): void {
    const size = this.#size;
    if (size === null) return;
    const seen = { width: size.width, height: size.height - (size.foot ?? 0) };
    const { camera, level } = lookAt(this.#sight(size));
    const from = viewToImage(camera, this.pointing.at ?? { x: seen.width / 2, y: seen.height / 2 }, size);
    const to = stepFrom(this.#picture.image, level, from, step);
    const { x, y } = imageToView(camera, to, size);
    if (x < 0 || y < 0 || x > seen.width || y > seen.height) {
      this.view.dispatch({ type: "centre", at: to, view: size });
    }
    this.pointing.byKeys(imageToView(lookAt(this.#sight(size)).camera, to, size));
    this.#schedule();
  }

  /** Brings a place into sight, and points to its middle; as soon as there is a view. */
  showPlace(place: Place): void {
    const view = this.#size;
    this.#wanted = view === null ? place : null;
    if (view === null) return;
    this.view.dispatch({ type: "place", place, view });
    const { x, y, width, height } = place.box;
    const { camera } = lookAt(this.#sight(view));
    this.pointing.byKeys(imageToView(camera, { x: x + width / 2, y: y + height / 2 }, view));
    this.#schedule();
  }

  /** Takes the contrast of a channel from what is shown. */
  measureContrast(channel: number): void {
    this.#auto.again(channel);
    this.#invalidate();
  }

  /** Takes the contrasts of all channels from what is shown. */
  measureAll(): void {
    this.#auto.reset();
    this.#invalidate();
  }

  /** Channels have these contrasts, whatever picture comes, until a hand sets others; null: each picture has its own. */
  shareContrasts(contrasts: Contrasts | null): void {
    const wasShared = this.#shared !== null;
    this.#shared = contrasts;
    if (contrasts === null && wasShared) this.measureAll();
    for (const [index, contrast] of contrasts ?? []) {
      this.#auto.settle(index);
      this.#take(index, contrast);
    }
  }

  /** A person set the contrast of a channel. */
  setContrast(index: number, changes: { start: number; end: number }): void {
    this.#auto.settle(index);
    this.view.dispatch({ type: "channel", index, changes });
  }

  #follow(): void {
    for (const end of this.#ends) end();
    this.#ends = [...this.#tiles()].map((tiles) => tiles.subscribe(() => this.#invalidate()));
  }

  /** Of all that is shown. */
  #tiles(): Set<Picture["tiles"]> {
    const others = this.#other === null ? [] : [this.#other];
    return new Set([this.#picture, ...others, ...this.#labels].map(({ tiles }) => tiles));
  }

  #leave(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    for (const left of this.#tiles()) left.want([], this);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#resting);
    this.#follower.leave();
    this.#meter.point(null);
    this.pointing.byHand(null);
    this.differences.leave();
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
    const overlay = this.#overlay(size);
    canvases.drawOverlay(overlay);
    this.pointing.say(overlay.readout, overlay.chunk);
    if (performance.now() - this.#ladderDrawn > LADDER_BEAT) this.#drawLadder(overlay);
  }

  #drawLadder({ image, look, size, ratio, chunk }: Omit<Overlay, "colors">): void {
    const { colors } = this.#canvases ?? {};
    if (this.#ladder === null || colors === undefined) return;
    this.#ladderDrawn = performance.now();
    const others = this.#other === null ? [] : [lookAtOther(this.#sight(size), this.#other).level];
    const levels = [look.level, ...others];
    const { work } = this.#follower;
    const pointed = chunk?.under.chunk ?? null;
    this.#ladder.draw({ image, levels, camera: look.camera, size, ratio, chunk: pointed, work, colors });
  }

  #sight(size: View): Sight {
    const [picture, other, labels] = [this.#picture, this.#other, this.#labels];
    return { picture, other, labels, state: this.view.get(), size, ratio: this.ratio };
  }

  #overlay(size: View): Omit<Overlay, "colors"> {
    const { image } = this.#picture;
    const { showsGrid, isFollowing, level } = this.view.get();
    const followed = isFollowing ? this.#follower.shown : null;
    const look = lookAt(this.#sight(size));
    // By zoom, what is written of the image itself: coarse levels have few chunks, and come last.
    const work = followed && { ...followed, level: level === "auto" ? 0 : look.level };
    const { at, mark } = this.pointing;
    const readout = at && this.#readout(size, at);
    const under = at !== null && showsGrid ? chunkUnder(image, look, viewToImage(look.camera, at, size)) : null;
    if (under === null) this.pointing.overNothing();
    const hasCard = under !== null && this.pointing.overChunk();
    const stored = this.#meter.point(hasCard ? under : null);
    const chunk = at === null || under === null ? null : { under, at, stored, hasCard };
    return { image, look, size, ratio: this.ratio, showsGrid, readout, chunk, mark, work };
  }

  /** Of the picture that lies there. */
  #readout(size: View, at: Point): Readout | null {
    const sight = this.#sight(size);
    const other = otherAt(sight, at.x);
    const look = other === null ? lookAt(sight) : lookAtOther(sight, other);
    const { image, tiles } = other ?? this.#picture;
    const point = viewToImage(look.camera, at, size);
    const readout = readoutAt(image, look, point, tiles);
    return readout && { ...readout, values: [...readout.values, ...labelValuesAt(this.#labels, look, point)] };
  }

  #compose(size: View): Frame {
    wantTiles(this.#sight(size), this);
    let quads = quadsOf(this.#sight(size));
    if (this.#measure(quads)) quads = quadsOf(this.#sight(size));
    return frameOf(this.#sight(size), quads, rgbOfHex(this.#canvases?.colors.stage ?? ""));
  }

  /** Gives channels contrasts from what is drawn. True when that changed one. */
  #measure(quads: readonly Quad[]): boolean {
    const { image, tiles } = this.#picture;
    const contrasts = this.#auto.look(image, quads, !tiles.isBusy);
    for (const { channel, contrast } of contrasts) this.#take(channel, contrast);
    this.#isPictureOld = false;
    return contrasts.length > 0;
  }

  /** A channel has a contrast from now on, but for a window that its file says. */
  #take(index: number, contrast: Contrast): void {
    const keepsWindow = (this.#picture.image.output.channels[index]?.window ?? null) !== null;
    this.view.dispatch({ type: "contrast", index, contrast, keepsWindow });
  }

  #tell(size: View): void {
    const isOtherBusy = this.#other?.tiles.isBusy === true;
    this.overviews.look(this.#picture, this.view.get());
    this.differences.look(this.#sight(size));
    const { isBright } = this.overviews.store.get();
    this.#drawLadder(this.#overlay(size));
    this.status.dispatch(statusOf(this.#picture, lookAt(this.#sight(size)), size, { isOtherBusy, isBright }));
  }
}
