import type { PageObject } from '../model/page.ts';

/** `1,234`. */
export function number(value: number): string {
  return value.toLocaleString('en');
}

/** `1 object`, `2 objects`. */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `40ms`, `12.3s`, `2m05s`, `1h02m`. */
export function duration(ms: number): string {
  if (ms < 100) return `${Math.round(ms).toString()}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => value.toString().padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60).toString()}m${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60).toString()}h${two(minutes % 60)}m`;
}

/** `fleet/m1`. */
export function pathOf({ namespace, name }: PageObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** `Machine fleet/m1`. */
export function nameOf(object: PageObject): string {
  return `${object.kind} ${pathOf(object)}`;
}

/** Cut in the middle: what tells names apart is often at their end. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - half)}…${text.slice(text.length - half)}`;
}
