import type { JsonValue } from '../../model/json.ts';
import type { PivotContext } from '../context.ts';
import type { SideData } from '../types.ts';

/** Brings the side data into the target, each piece once its earlier state is in the record. */
export async function applySideData({ options, ledger, emit, signal }: PivotContext): Promise<void> {
  for (const piece of options.sideData ?? []) {
    signal.throwIfAborted();
    const { name } = piece;
    if (!(name in ledger.record.sideData)) {
      const remembered = await piece.remember();
      await ledger.change((now) => ({ ...now, sideData: { ...now.sideData, [name]: remembered } }));
    }
    await ledger.gate();
    await piece.apply(ledger.record.sideData[name] ?? null);
    emit({ type: 'side-data-applied', name });
  }
}

/** Ironic of the source is about to go down; not called once it has begun to. */
export async function beforeHandOver(context: PivotContext): Promise<void> {
  if (context.ledger.record.scaled.some(({ role }) => role === 'ironic')) return;
  await eachApplied(context, (piece, remembered) => piece.beforeHandOver?.(remembered));
}

/** Ironic of the target is about to go down in an undo. */
export async function beforeHandBack(context: PivotContext): Promise<void> {
  await eachApplied(context, (piece, remembered) => piece.beforeHandBack?.(remembered));
}

/** Ironic of the source is up again in an undo, or as far up as it comes. */
export async function afterHandBack(context: PivotContext): Promise<void> {
  const { emit, outcome } = context;
  await eachApplied(context, async (piece, remembered) => {
    const findings = (await piece.afterHandBack?.(remembered)) ?? [];
    outcome.findings = [...outcome.findings, ...findings];
    for (const diagnostic of findings) emit({ type: 'finding', diagnostic });
  });
}

async function eachApplied(
  { options, ledger }: PivotContext,
  tell: (piece: SideData, remembered: JsonValue) => Promise<void> | undefined,
): Promise<void> {
  for (const piece of options.sideData ?? []) {
    const remembered = ledger.record.sideData[piece.name];
    if (remembered === undefined) continue;
    await ledger.gate();
    await tell(piece, remembered);
  }
}

/** Lets go of what was kept for an undo; called again by whoever goes on after a crash. */
export async function settleSideData(context: PivotContext): Promise<void> {
  await eachApplied(context, (piece, remembered) => piece.settle?.(remembered));
}

/** The last one first. */
export async function undoSideData({ options, ledger, emit }: PivotContext): Promise<void> {
  for (const piece of [...(options.sideData ?? [])].reverse()) {
    const { name } = piece;
    const remembered = ledger.record.sideData[name];
    if (remembered === undefined) continue;
    await ledger.gate();
    await piece.undo(remembered);
    await ledger.change((now) => {
      const { [name]: _undone, ...others } = now.sideData;
      return { ...now, sideData: others };
    });
    emit({ type: 'side-data-undone', name });
  }
}
