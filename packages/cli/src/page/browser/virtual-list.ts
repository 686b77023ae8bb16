import { html, setAttribute } from './dom.ts';

export interface VirtualListOptions {
  /** px; every row has it. */
  readonly rowHeight: number;
  readonly label: string;
  /** Names the element and its rows. */
  readonly id: string;
  readonly heading?: HTMLElement;
  /** The element of a row; called again whenever it comes into sight. */
  readonly row: (index: number) => HTMLElement;
  /** The row was clicked, or Enter was pressed on it. */
  readonly choose: (index: number) => void;
}

export interface VirtualList {
  readonly element: HTMLElement;
  /** There are `count` rows now; all are drawn anew. */
  refresh(count: number): void;
  /** Makes a row the current one and brings it into sight. */
  goTo(index: number): void;
  /** Draws that many rows whether they are in sight or not, for paper; undefined: those in sight again. */
  drawAll(limit: number | undefined): void;
}

/** Rows outside of the visible part that are drawn all the same, so that scrolling shows no gaps. */
const spare = 12;

/**
 * A grid of which only the rows in sight exist, so that ten thousand are as smooth as ten. It has the focus itself and
 * tells assistive technology which row is the current one.
 */
export function virtualList(options: VirtualListOptions): VirtualList {
  const { rowHeight, id } = options;
  const space = html('div', { class: 'space', role: 'rowgroup' });
  const element = html(
    'div',
    { class: 'virtual', role: 'grid', tabindex: 0, 'aria-label': options.label, id },
    options.heading,
    space,
  );
  const drawn = new Map<number, HTMLElement>();
  let count = 0;
  let current = -1;
  let limit: number | undefined;

  function draw(): void {
    const top = limit === undefined ? Math.floor(element.scrollTop / rowHeight) - spare : 0;
    const rows = limit ?? Math.ceil(element.clientHeight / rowHeight) + 2 * spare;
    const [first, end] = [Math.max(0, top), Math.min(count, Math.max(0, top) + rows)];
    for (const [index, row] of drawn) {
      if (index >= first && index < end) continue;
      row.remove();
      drawn.delete(index);
    }
    for (let index = first; index < end; index += 1) {
      if (drawn.has(index)) continue;
      const row = options.row(index);
      setAttribute(row, 'role', 'row');
      setAttribute(row, 'id', `${id}-${index}`);
      setAttribute(row, 'aria-rowindex', index + (options.heading === undefined ? 1 : 2));
      row.classList.add('row');
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.addEventListener('click', () => {
        element.focus({ preventScroll: true });
        setCurrent(index);
        options.choose(index);
      });
      drawn.set(index, row);
      space.append(row);
    }
    mark();
  }

  function mark(): void {
    for (const [index, row] of drawn) {
      row.classList.toggle('current', index === current);
      setAttribute(row, 'aria-selected', (index === current).toString());
    }
    setAttribute(element, 'aria-activedescendant', drawn.has(current) ? `${id}-${current}` : undefined);
  }

  function setCurrent(index: number): void {
    current = Math.max(-1, Math.min(count - 1, index));
    mark();
  }

  function goTo(index: number): void {
    setCurrent(index);
    if (current < 0) return;
    const head = options.heading?.offsetHeight ?? 0;
    const [top, bottom] = [current * rowHeight, (current + 1) * rowHeight];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight - head) {
      element.scrollTop = bottom - element.clientHeight + head;
    }
    draw();
  }

  element.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(element);
  element.addEventListener('keydown', (event) => {
    if (event.target !== element) return;
    const page = Math.max(1, Math.floor(element.clientHeight / rowHeight) - 2);
    const steps: Readonly<Partial<Record<string, number>>> = {
      ArrowDown: current + 1,
      ArrowUp: Math.max(0, current - 1),
      PageDown: Math.min(count - 1, current + page),
      PageUp: Math.max(0, current - page),
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === 'Enter' && current >= 0) options.choose(current);
    else return;
    event.preventDefault();
  });

  return {
    element,
    refresh(rows) {
      count = rows;
      for (const row of drawn.values()) row.remove();
      drawn.clear();
      current = Math.min(current, count - 1);
      space.style.height = `${count * rowHeight}px`;
      setAttribute(element, 'aria-rowcount', count + (options.heading === undefined ? 0 : 1));
      draw();
    },
    goTo,
    drawAll(rows) {
      limit = rows;
      draw();
    },
  };
}
