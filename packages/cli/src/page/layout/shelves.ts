export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Shelved {
  readonly width: number;
  readonly height: number;
  /** Upper left corners, in the order of the boxes. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

/**
 * Puts boxes side by side, and on a new shelf where they would become wider than `width` together.
 *
 * @param gap px between boxes, both ways.
 */
export function shelve(boxes: readonly Box[], width: number, gap: number): Shelved {
  let [x, y, shelf, widest] = [0, 0, 0, 0];
  const places = boxes.map((box) => {
    if (x > 0 && x + box.width > width) {
      [x, y, shelf] = [0, y + shelf + gap, 0];
    }
    const place = { x, y };
    x += box.width + gap;
    shelf = Math.max(shelf, box.height);
    widest = Math.max(widest, place.x + box.width);
    return place;
  });
  return { width: widest, height: y + shelf, places };
}
