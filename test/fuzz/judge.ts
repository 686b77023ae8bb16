import process from 'node:process';
import { MoveError } from '@tsmove/move-core';
import { secret } from './hostile.ts';
import type { Parser } from './parser.ts';

/** How long a reader may take for an input of a megabyte at most, in ms. */
const longestMs = 2_000;

const prototypes: readonly object[] = [Object, Array, Function, String, Number, Map, Set, Promise, Error].map(
  (one) => one.prototype as object,
);

/** What every object inherits; it must not depend on what was read. */
function globals(): string {
  return prototypes.map((one) => Reflect.ownKeys(one).map(String).join(',')).join(';');
}

const untouched = globals();

/**
 * Reads an input. Raises an Error, which says what is wrong, unless the reader gives a value or raises its documented
 * error in time, names what it was reading, shows no secret and changes nothing that all objects share.
 */
export async function judge(parser: Parser, input: unknown): Promise<void> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  try {
    await parser.read(input);
  } catch (error) {
    requireDocumented(parser, error);
  }
  const { user, system } = process.cpuUsage(cpu);
  // Other processes on the machine, and other threads of this one, are not the reader's fault.
  const elapsed = Math.min(performance.now() - began, (user + system) / 1000);
  if (elapsed > longestMs) throw new Error(`${parser.name} took ${Math.round(elapsed).toString()} ms`);
  if (globals() !== untouched) throw new Error(`${parser.name} has changed what all objects share`);
}

function requireDocumented({ name, raises, names = [], quotes = false }: Parser, error: unknown): void {
  if (raises?.(error) !== true) {
    throw new Error(`${name} raised what it does not document: ${String(error)}`, { cause: error });
  }
  const { message } = error;
  if (names.length > 0 && !names.some((place) => message.includes(place))) {
    throw new Error(`${name} does not say what it was reading: ${message}`);
  }
  if (!quotes && toldBy(error).includes(secret)) throw new Error(`${name} shows a secret: ${toldBy(error)}`);
}

/** All that the command line shows of an error: its message, its hint and its causes. */
function toldBy(error: unknown): string {
  const told: string[] = [];
  for (let one = error; one instanceof Error && told.length < 12; one = one.cause) {
    told.push(one.message, one instanceof MoveError ? (one.hint ?? '') : '');
  }
  return told.join('\n');
}
