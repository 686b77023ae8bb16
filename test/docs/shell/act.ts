import { isCommands } from '../pages/pages.ts';
import type { Block, Page } from '../pages/markdown.ts';

/** Blocks of a page that are run one after the other, in one shell, on one stage. */
export interface Act {
  readonly file: string;
  readonly stage: string;
  /** Of the first of its blocks. */
  readonly line: number;
  readonly blocks: readonly Block[];
}

/** What becomes of a block of commands. `forgotten`: it stands on no stage, and does not say why it is not run. */
export function fateOf({ notes, stage }: Block): 'run' | 'excused' | 'forgotten' {
  if (notes.has('not run')) return 'excused';
  return stage === undefined ? 'forgotten' : 'run';
}

/** The acts of a page. */
export function actsOf({ blocks }: Page): readonly Act[] {
  const acts = new Map<number, { file: string; stage: string; line: number; blocks: Block[] }>();
  for (const block of blocks) {
    const { file, line, stage } = block;
    if (stage === undefined || !isCommands(block) || fateOf(block) !== 'run') continue;
    const act = acts.get(stage.line) ?? { file, stage: stage.name, line, blocks: [] };
    act.blocks.push(block);
    acts.set(stage.line, act);
  }
  return [...acts.values()];
}
