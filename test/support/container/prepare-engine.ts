import { debianProgram, enginePackages, engineLibraries } from '../node/debian-packages.ts';
import { engineThatAnswers } from './engine-address.ts';
import { whyNoneOfItsOwn } from './engine.ts';

/** Makes ready what an engine of the test bed's own consists of, if one will be wanted. */
export async function prepareEngine(say: (line: string) => void = console.log): Promise<void> {
  const found = await engineThatAnswers();
  if (found.address !== undefined) say(`test bed: container engine: ${found.address}`);
  if (found.address !== undefined || whyNoneOfItsOwn() !== undefined) return;
  for (const program of enginePackages) say(`test bed: ${program}: ${await debianProgram(program)}`);
  await engineLibraries();
}
