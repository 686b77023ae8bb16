import type { Rect } from './rect.ts';

/** What of a drawing is in sight: `x` and `y` of its upper left corner in the drawing's px, and the scale. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Viewport {
  sight(): Place;
  look(sight: Place): void;
  readonly zoom: (factor: number, at?: { readonly x: number; readonly y: number }) => void;
  /** Shows all of a rectangle, no larger than life; or, if it would be smaller than `least`, its upper left part. */
  fit(box: Rect, least?: number): void;
  /** Moves as little as it takes to have the rectangle in sight. */
  reveal(box: Rect): void;
}

const limits = { least: 0.02, most: 2 } as const;

/**
 * Pan with the wheel or by dragging, zoom with Ctrl and the wheel or by pinching.
 *
 * @param changed called after every change of what is in sight.
 */
export function viewport(frame: SVGSVGElement, changed: () => void): Viewport {
  let sight: Place = { x: 0, y: 0, scale: 1 };
  const size = (): { readonly width: number; readonly height: number } => frame.getBoundingClientRect();
  function look(next: Place): void {
    sight = { ...next, scale: Math.min(limits.most, Math.max(limits.least, next.scale)) };
    changed();
  }
  function zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const { width, height } = size();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(limits.most, Math.max(limits.least, sight.scale * factor));
    // The point under the pointer stays there.
    look({ x: sight.x + x / sight.scale - x / scale, y: sight.y + y / sight.scale - y / scale, scale });
  }

  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const box = frame.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        zoom(Math.exp(-event.deltaY * unit * 0.002), { x: event.clientX - box.x, y: event.clientY - box.y });
        return;
      }
      const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
      look({ ...sight, x: sight.x + (dx * unit) / sight.scale, y: sight.y + (dy * unit) / sight.scale });
    },
    { passive: false },
  );
  dragging(frame, (dx, dy) => look({ ...sight, x: sight.x - dx / sight.scale, y: sight.y - dy / sight.scale }));

  return {
    sight: () => sight,
    look,
    zoom,
    fit(box, least = limits.least) {
      const { width, height } = size();
      const margin = 20;
      const scale = Math.min(1, (width - 2 * margin) / box.width, (height - 2 * margin) / box.height);
      const held = Math.max(least, scale);
      // Centred; what is larger than the frame is shown from its upper left corner.
      const start = (from: number, length: number, room: number): number =>
        from - Math.max(margin / held, (room / held - length) / 2);
      look({ x: start(box.x, box.width, width), y: start(box.y, box.height, height), scale: held });
    },
    reveal(box) {
      const { width, height } = size();
      const margin = 24 / sight.scale;
      // What is larger than the frame is shown from its upper left corner.
      const start = (now: number, from: number, length: number, room: number): number => {
        const [first, last] = [from - margin, from + length + margin - room / sight.scale];
        return now > first || last > first ? first : Math.max(now, last);
      };
      look({
        x: start(sight.x, box.x, box.width, width),
        y: start(sight.y, box.y, box.height, height),
        scale: sight.scale,
      });
    },
  };
}

/** A pointer that has moved this far does not click any more; px. */
const slack = 4;

function dragging(frame: SVGSVGElement, drag: (dx: number, dy: number) => void): void {
  let from: { x: number; y: number; moved: boolean } | undefined;
  frame.addEventListener('pointerdown', (event) => {
    if (event.button === 0) from = { x: event.clientX, y: event.clientY, moved: false };
  });
  frame.addEventListener('pointermove', (event) => {
    if (from === undefined) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.moved && Math.hypot(dx, dy) < slack) return;
    if (!from.moved) frame.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, moved: true };
    drag(dx, dy);
  });
  frame.addEventListener('pointerup', () => {
    const dragged = from?.moved === true;
    from = undefined;
    if (!dragged) return;
    const swallow = (event: MouseEvent): void => event.stopPropagation();
    frame.addEventListener('click', swallow, { capture: true, once: true });
    // A drag that ends outside is followed by no click.
    setTimeout(() => frame.removeEventListener('click', swallow, { capture: true }), 0);
  });
  frame.addEventListener('pointercancel', () => {
    from = undefined;
  });
}
