/** A command of a block in `console`: what is typed, and what it prints. */
export interface Typed {
  readonly command: string;
  /** Lines with `…` in them match anything there; undefined where nothing is shown. */
  readonly prints: string | undefined;
}

/** The commands of a transcript: what stands behind `$ `, up to the end of its continuation lines. */
export function readTranscript(code: string): readonly Typed[] {
  const typed: { command: string; prints: string[] }[] = [];
  let goesOn = false;
  for (const line of code.trimEnd().split('\n')) {
    const last = typed.at(-1);
    if (line.startsWith('$ ')) typed.push({ command: line.slice(2), prints: [] });
    else if (last === undefined) throw new Error(`a transcript begins with a command behind "$ ", not with: ${line}`);
    else if (goesOn) last.command += `\n${line}`;
    else last.prints.push(line);
    goesOn = line.endsWith('\\') && (goesOn || line.startsWith('$ '));
  }
  return typed.map(({ command, prints }) => ({
    command,
    prints: prints.length === 0 ? undefined : prints.join('\n'),
  }));
}

/** Whether what was printed is what the page shows; `…` stands for anything, alone on a line for any lines. */
export function isAsShown(shown: string, printed: string): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[^]*' : line.trimEnd().split('…').map(escaped).join('.*')))
    .join('\\n');
  return new RegExp(`^${pattern}$`).test(
    printed
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd(),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** The command lines of tsmove in a block, as lists of words: read as a shell would, as far as documentation needs it. */
export function tsmoveCommands(code: string): readonly (readonly string[])[] {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  return joined.split('\n').flatMap((line) =>
    commandsOf(line.replace(/^\$ /, '')).flatMap((words) => {
      const start = words[0] === 'npx' || words[0] === 'kubectl' ? 1 : 0;
      return words[start] === 'tsmove' ? [words.slice(start + 1)] : [];
    }),
  );
}

/** Splits a line at pipes, `&&`, `;` and command substitutions, and each part into words, without comments and redirections. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const tokens = [
    ...line.matchAll(/\d?>>?(?:&\d)?|(?:'[^']*'|"[^"]*"|\\.|[^\s'"|;&<>()#]|(?<=\S)#)+|&&|\|\||<|[|;&()]|#.*$/g),
  ];
  const commands: string[][] = [[]];
  let skip = false;
  for (const [token] of tokens) {
    if (token.startsWith('#')) break;
    if (/^(&&|\|\||[|;&()])$/.test(token)) commands.push([]);
    else if (/^\d?>>?|^<$/.test(token)) skip = !/&\d$/.test(token);
    else if (skip) skip = false;
    else if (!(commands.at(-1)?.length === 0 && /^\w+=/.test(token))) commands.at(-1)?.push(unquoted(token));
  }
  return commands.filter((words) => words.length > 0);
}

function unquoted(token: string): string {
  return token.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_all, single?: string, double?: string, escaped?: string) =>
      [single, double, escaped].find((part) => part !== undefined) ?? '',
  );
}
