import type { AnyFlag, AnyFlagGroup } from '../flags/group.ts';
import { kebabCase, shortNames } from '../flags/names.ts';
import type { Paint } from '../view/paint.ts';
import type { CommandHelp, HelpList } from './command-help.ts';
import type { Guidance } from './guidance.ts';
import { wrap } from './wrap.ts';

export interface HelpLayout {
  /** What the user calls the program. */
  readonly program: string;
  readonly width: number;
  readonly paint: Paint;
}

/** The help of a command as text. */
export function layOutHelp(help: CommandHelp, layout: HelpLayout): string {
  const { paint, program } = layout;
  const called = (text: string): string => text.replace(/\btsmove(?= )/g, program);
  const sections = [
    ...help.about.map((paragraph) => wrap(called(paragraph), layout.width)),
    ...(help.guidance === undefined ? [] : [layOutGuidance(help.guidance, called, layout)]),
    [paint('bold', 'Usage:'), ...help.usage.map((usage) => `  ${program} ${usage}`)],
    ...(help.lists ?? []).filter((list) => list.heading === 'Commands').map((list) => layOutList(list, layout)),
    ...help.groups.map((group) => layOutGroup(group, layout)),
    ...(help.lists ?? []).filter((list) => list.heading !== 'Commands').map((list) => layOutList(list, layout)),
    [
      paint('bold', 'Examples:'),
      ...help.examples.flatMap(({ aim, command }) => [
        ...(aim === '' ? [] : [paint('dim', `  # ${aim}`)]),
        ...continued(called(command), layout.width - 2).map((line) => `  ${line}`),
      ]),
    ],
    ...(help.guidance === undefined ? [] : [layOutReading(help.guidance, called, layout)]),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Terms in front of sentences: when to use it, and what it never does. */
function layOutGuidance(
  { when, never }: Guidance,
  called: (text: string) => string,
  { paint, width }: HelpLayout,
): readonly string[] {
  return [
    ...spread('Use it when:', called(when), { paint, width }),
    ...spread('It never:', called(never), { paint, width }),
  ];
}

/** What to run next, and where to read on. */
function layOutReading(
  { next, pages }: Guidance,
  called: (text: string) => string,
  { paint, width }: HelpLayout,
): readonly string[] {
  const reading = pages.map((page) => `docs/${page}`);
  return [
    ...spread('Next:', called(next), { paint, width }),
    ...(reading.length === 0 ? [] : spread('Read on:', reading.join(', '), { paint, width })),
  ];
}

function spread(term: string, text: string, { paint, width }: Pick<HelpLayout, 'paint' | 'width'>): readonly string[] {
  const indent = 14;
  return wrap(text, width - indent).map((line, index) =>
    index === 0 ? `${paint('bold', term)}${' '.repeat(indent - term.length)}${line}` : `${' '.repeat(indent)}${line}`,
  );
}

/** A command over as many lines as it needs, so that it can still be copied. */
function continued(command: string, width: number): readonly string[] {
  if (command.length <= width) return [command];
  // Between flags, so that each keeps its value.
  const parts = command.split(/ (?=-|\| |> )/);
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const room = width - (lines.length > 1 ? 4 : 2);
    if (last !== undefined && last.length + 1 + part.length <= room) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(lines.length === 0 ? part : `  ${part}`);
  }
  return lines.map((line, index) => (index === lines.length - 1 ? line : `${line} \\`));
}

function layOutGroup(group: AnyFlagGroup, { paint, width }: HelpLayout): readonly string[] {
  const flags = Object.entries(group.flags).flatMap(([name, flag]) => [
    `  ${paint('cyan', spelling(name))}${valueOf(flag)}`,
    ...wrap(flag.brief, width - 6).map((line) => `      ${line}`),
  ]);
  return [paint('bold', `${group.heading}:`), ...flags];
}

function spelling(name: string): string {
  const letter = Object.entries(shortNames).find(([, flag]) => flag === name)?.[0];
  const long = `--${kebabCase(name)}`;
  return letter === undefined ? long : `-${letter}, ${long}`;
}

function valueOf(flag: AnyFlag): string {
  if (flag.values !== undefined) return ` ${flag.values.join('|')}`;
  return flag.placeholder === undefined ? '' : ` ${flag.placeholder}`;
}

function layOutList(list: HelpList, { paint, width }: HelpLayout): readonly string[] {
  const indent = Math.max(...list.items.map(([term]) => term.length)) + 4;
  const items = list.items.flatMap(([term, meaning]) =>
    wrap(meaning, width - indent).map((line, index) =>
      index === 0
        ? `  ${paint('cyan', term)}${' '.repeat(indent - 2 - term.length)}${line}`
        : `${' '.repeat(indent)}${line}`,
    ),
  );
  return [paint('bold', `${list.heading}:`), ...items];
}
