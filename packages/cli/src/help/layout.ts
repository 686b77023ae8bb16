import type { AnyFlag, AnyFlagGroup } from '../flags/group.ts';
import { kebabCase, shortNames } from '../flags/names.ts';
import type { Paint } from '../view/paint.ts';
import type { CommandHelp, HelpList } from './command-help.ts';
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
    [paint('bold', 'Usage:'), ...help.usage.map((usage) => `  ${program} ${usage}`)],
    ...(help.lists ?? []).filter((list) => list.heading === 'Commands').map((list) => layOutList(list, layout)),
    ...help.groups.map((group) => layOutGroup(group, layout)),
    ...(help.lists ?? []).filter((list) => list.heading !== 'Commands').map((list) => layOutList(list, layout)),
    [
      paint('bold', 'Examples:'),
      ...help.examples.flatMap(({ aim, command }) => [paint('dim', `  # ${aim}`), `  ${called(command)}`]),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
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
