import type { CodeExplanation, CodeMeaning } from '@tsmove/move-core/codes';
import { allowedWords } from '../view/code-lines.ts';

const kinds = { finding: 'refuses', warning: 'only tells', error: 'error' } as const;

/** The text of docs/codes.md, for scripts/write-codes.js: all codes as tables, a group each. */
export function codesPage(codes: readonly CodeExplanation[], areas: readonly string[]): string {
  const sections = areas.map((area) => {
    const rows = codes.flatMap(({ code, meanings }) =>
      meanings.filter((meaning) => meaning.area === area).map((meaning) => row(code, meaning)),
    );
    const heading = ['code', 'kind', 'what it means', 'what to do', 'to pass it over', 'more'];
    const table = [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
    return `## ${area}\n\n${table.join('\n')}\n`;
  });
  return `${introduction}\n${sections.join('\n')}`;
}

function row(code: string, { kind, says, why, todo, exitCode, allowedBy, pages }: CodeMeaning): readonly string[] {
  return [
    `\`${code}\``,
    kind === 'error' && exitCode !== undefined ? `${kinds[kind]}, ${exitCode.toString()}` : kinds[kind],
    cell(why === undefined ? says : `${says} ${why}`),
    cell(todo),
    allowedBy === undefined ? '' : allowedBy === 'never' ? allowedWords(allowedBy) : `\`${cell(allowedBy)}\``,
    pages.map(link).join(', '),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

function link(page: string): string {
  return page.startsWith('docs/')
    ? `[${page.slice('docs/'.length)}](${page.slice('docs/'.length)})`
    : `[${page}](../${page})`;
}

const introduction = `# Codes

<!-- Made by scripts/write-codes.js from the registry of codes. Do not edit. -->

Every error and every finding has a stable code. \`tsmove explain CODE\` prints what is here about one of them,
\`tsmove explain\` lists them, and \`-o json\` makes a document of it; in the library it is \`explainCode\` and \`codes\`.

- An **error** ends a command. The number is its exit code, where the error alone determines it: what fails after the
  first write of a move is the cause of \`rolled-back\` (1) or \`partial-move\` (4).
- A finding that **refuses** keeps a move from starting (exit code 3), unless it is passed over by the flag that is given.
- A finding that **only tells** is a warning or an info.
`;
