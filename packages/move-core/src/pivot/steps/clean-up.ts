import { preferredResources } from '../../discover/served.ts';
import type { Diagnostic } from '../../errors.ts';
import { refOf } from '../../model/object-ref.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { PivotContext } from '../context.ts';
import { restoreWebhooks } from './webhooks.ts';

/**
 * The end of a pivot in the source: webhooks get their failure policies back. With `components` the workloads that were
 * scaled down are deleted, unless Clusters of other namespaces still need them. Definitions stay: what they define would
 * go along.
 */
export async function cleanUpSource(context: PivotContext): Promise<void> {
  const { source, ledger, options, emit, outcome } = context;
  await restoreWebhooks(context);
  if (options.cleanUpSource !== 'components') return;
  const needed = await clustersLeft(context);
  if (needed !== undefined) {
    outcome.findings = [...outcome.findings, needed];
    emit({ type: 'finding', diagnostic: needed });
    return;
  }
  await ledger.change((now) => ({ ...now, deleting: true }));
  for (const { ref, type, uid } of ledger.record.scaled) {
    await source.delete(type, ref, { uid });
    emit({ type: 'object-removed', side: 'source', ref });
  }
  await ledger.change((now) => ({ ...now, scaled: [] }));
}

async function clustersLeft({ source }: PivotContext): Promise<Diagnostic | undefined> {
  const type = preferredResources(await discoverResources(source), 'list').find(
    ({ group, kind }) => group === 'cluster.x-k8s.io' && kind === 'Cluster',
  );
  const [first] = type === undefined ? [] : await source.listMetadata(type);
  if (first === undefined) return undefined;
  return {
    code: 'source-still-used',
    severity: 'warning',
    ref: refOf(first),
    message: 'It is still in the source, so the controllers there were not deleted.',
    remedy: 'Move it, too; or scale the controllers of the source up again.',
  };
}
