import type { Phase } from '@tsmove/move-core';
import { phaseWords } from '../phase-words.ts';
import type { Sight } from './lines.ts';
import { line, type Line, type Span, widthOf } from './spans.ts';
import type { LiveState } from './state.ts';

/**
 * All phases on one line: `✓ check  ✓ pause  ● create  ○ verify`. Where it is too long, those that are done are only
 * counted; those that are to come are cut off at the end.
 */
export function phaseStrip(
  { phases, finished, current }: Pick<LiveState, 'phases' | 'finished' | 'current'>,
  { columns, glyphs }: Pick<Sight, 'columns' | 'glyphs'>,
): readonly Line[] {
  if (current === undefined || phases.length < 2) return [];
  const done = phases.filter((phase) => finished.has(phase) && phase !== current.name);
  const toCome = phases.slice(phases.indexOf(current.name) + 1).filter((phase) => !finished.has(phase));
  const rest = [
    sign(glyphs.current, current.name, 'cyan'),
    ...toCome.map((phase) => sign(glyphs.toCome, phase, 'dim')),
  ];
  const long = joined([...done.map((phase) => sign(glyphs.done, phase, 'green')), ...rest]);
  if (widthOf(long) <= columns || done.length === 0) return [long];
  return [joined([{ text: `${glyphs.done} ${done.length.toString()} done`, style: 'green' }, ...rest])];
}

function sign(glyph: string, phase: Phase, style: NonNullable<Span['style']>): Span {
  return { text: `${glyph} ${phaseWords(phase).name}`, style };
}

function joined(spans: readonly Span[]): Line {
  return line(...spans.flatMap((span, index) => (index === 0 ? [span] : ['  ', span])));
}
