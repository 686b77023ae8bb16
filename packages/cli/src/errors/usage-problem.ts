/** The command line or the environment asks for what cannot be done: one sentence for each problem. Exit code 2. */
export class UsageProblem extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'UsageProblem';
    this.problems = problems;
  }
}
