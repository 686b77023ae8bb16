/** Flags with one letter that take a value, so that the value may follow without a gap: `-nfleet`. */
const lettersWithValue = /^-([nov])([^=].*)$/s;
const emptyValue = /^(--[a-z][a-z-]*)=$/;

/**
 * The arguments as the command parser reads them. What users of kubectl and clusterctl may write beyond that: `--v 5`,
 * `--v=5`, `-v5`, `-ojson`, `--flag=`, `help move`, `--version`; and without a command in front it is `move`.
 */
export function readArguments(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  if (first === undefined) return ['--help'];
  if (first === 'help') return [...rest, '--help'];
  if (first === '--version') return ['version', ...rest];
  const hasCommand = !first.startsWith('-') || first === '-h' || first === '--help';
  return spell(hasCommand ? given : ['move', ...given]);
}

function spell(inputs: readonly string[]): readonly string[] {
  const end = inputs.indexOf('--');
  const flags = end < 0 ? inputs : inputs.slice(0, end);
  return [...flags.flatMap(spellOne), ...(end < 0 ? [] : inputs.slice(end))];
}

function spellOne(input: string): readonly string[] {
  if (input === '--v') return ['-v'];
  if (input.startsWith('--v=')) return [`-v=${input.slice('--v='.length)}`];
  const short = lettersWithValue.exec(input);
  if (short !== null) return [`-${short[1] ?? ''}=${short[2] ?? ''}`];
  const empty = emptyValue.exec(input);
  return empty === null ? [input] : [empty[1] ?? '', ''];
}
