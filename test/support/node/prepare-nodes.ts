import { debianProgram, nodePackages } from './debian-packages.ts';

/** Makes ready what nodes need besides servers, and says where each program is. */
export async function prepareNodes(say: (line: string) => void = console.log): Promise<void> {
  // One after the other: several are of the same package.
  for (const program of nodePackages) say(`test bed: ${program}: ${await debianProgram(program)}`);
}
