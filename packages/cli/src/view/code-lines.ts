import type { CodeExplanation, CodeMeaning } from '@tsmove/move-core/codes';
import { wrap } from '../help/wrap.ts';
import type { Paint } from './paint.ts';

/** Where a text goes. */
export interface TextLayout {
  readonly width: number;
  readonly paint: Paint;
}

/** What a code means, for people. */
export function codeLines({ code, meanings }: CodeExplanation, layout: TextLayout): readonly string[] {
  return meanings.flatMap((meaning, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrap(`${code}: ${kindWords(meaning)}`, layout.width).map((line) =>
      line.replace(code, layout.paint('bold', code)),
    ),
    '',
    ...wrap(meaning.says, layout.width - 2).map((line) => `  ${line}`),
    '',
    ...meaningRows(meaning).flatMap(([label, text]) => labelled(label, text, layout)),
  ]);
}

/** What kind of code it is, and what follows from it. */
export function kindWords({ kind, exitCode }: CodeMeaning): string {
  if (kind === 'warning') return 'a finding that only tells';
  if (kind === 'finding') return 'a finding that refuses (exit code 3)';
  return exitCode === undefined ? 'an error' : `an error (exit code ${exitCode.toString()})`;
}

/** How a finding is passed over. */
export function allowedWords(allowedBy: string): string {
  return allowedBy === 'never' ? 'not possible' : allowedBy;
}

function meaningRows({ why, todo, allowedBy, pages }: CodeMeaning): readonly (readonly [string, string])[] {
  return [
    ...(why === undefined ? [] : [['Why it matters', why] as const]),
    ['What to do', todo],
    ...(allowedBy === undefined ? [] : [['To pass it over', allowedWords(allowedBy)] as const]),
    ['More', pages.join(', ')],
  ];
}

const labelWidth = 20;

function labelled(label: string, text: string, { width, paint }: TextLayout): readonly string[] {
  return wrap(text, width - labelWidth).map((line, index) =>
    index === 0 ? `  ${paint('dim', label.padEnd(labelWidth - 2))}${line}` : `${' '.repeat(labelWidth)}${line}`,
  );
}

/** All codes in their groups, each with the sentence that says when it is raised or found. */
export function codeListLines(
  codes: readonly CodeExplanation[],
  areas: readonly string[],
  { width, paint }: TextLayout,
): readonly string[] {
  const indent = 5 + Math.max(...codes.map(({ code }) => code.length));
  return areas.flatMap((area, index) => {
    const rows = codes.flatMap(({ code, meanings }) =>
      meanings.filter((meaning) => meaning.area === area).map(({ says }) => [code, says] as const),
    );
    return [
      ...(index === 0 ? [] : ['']),
      paint('bold', area),
      ...rows.flatMap(([code, says]) =>
        wrap(says, width - indent).map((line, at) =>
          at === 0
            ? `  ${paint('cyan', code)}${' '.repeat(indent - 2 - code.length)}${line}`
            : ' '.repeat(indent) + line,
        ),
      ),
    ];
  });
}
