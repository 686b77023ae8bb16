import type { Diagnostic } from '../errors.ts';
import { inventoryType, readInventory } from '../discover/inventory.ts';
import type { InventoryItem } from '../discover/snapshot.ts';
import { checkContractLabels } from './contract-labels.ts';
import { failure, type PreflightContext } from './check.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

/**
 * Every provider of the source must be in the target, in the same or a newer version (D4). Where one side has no
 * inventory at all (clusters made by the operator, Helm or GitOps), the definitions of the kinds are compared instead.
 */
export async function checkProviders(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const wanted = context.snapshot.inventory;
  const installed = wanted.length === 0 ? [] : readInventory(await context.target.list(inventoryType));
  if (wanted.length > 0 && installed.length > 0) return compareInventories(wanted, installed);
  const side = wanted.length === 0 ? context.source : context.target;
  return [
    {
      code: 'no-inventory',
      severity: wanted.length === 0 ? 'info' : 'warning',
      message: `${side.server.label} has no provider inventory, so the definitions of the kinds are compared instead of versions`,
    },
    ...(await checkContractLabels(context)),
  ];
}

/** Compares two inventories; namespaces and the number of instances do not matter, the target's newest counts. */
export function compareInventories(
  wanted: readonly InventoryItem[],
  installed: readonly InventoryItem[],
): readonly Diagnostic[] {
  return wanted.flatMap((item) => {
    const candidates = installed.filter(
      ({ providerName, type }) => providerName === item.providerName && type === item.type,
    );
    return judgeProvider(item, candidates);
  });
}

function judgeProvider(wanted: InventoryItem, candidates: readonly InventoryItem[]): readonly Diagnostic[] {
  const name = `${wanted.type} ${wanted.providerName}`;
  if (candidates.length === 0) {
    return [
      failure(
        'provider-missing',
        `${name} ${wanted.version} is not installed in the target`,
        'Install it with `clusterctl init` first.',
      ),
    ];
  }
  const [needed, found] = [readVersion('source', wanted), candidates.map((item) => readVersion('target', item))];
  const unreadable = [needed, ...found].filter((one) => typeof one === 'string');
  if (typeof needed === 'string' || unreadable.length > 0) {
    return unreadable.map((message) =>
      failure('provider-version-unreadable', message, 'Correct the version in the inventory, or compare by hand.'),
    );
  }
  const newest = found
    .filter((one) => typeof one !== 'string')
    .reduce((a, b) => (compareVersions(a.version, b.version) >= 0 ? a : b));
  if (compareVersions(newest.version, needed.version) >= 0) return [];
  return [
    failure(
      'provider-older',
      `${name} is ${newest.text} in the target, older than ${needed.text} in the source`,
      'Upgrade it in the target with `clusterctl upgrade apply` first.',
    ),
  ];
}

/** A text says why the version cannot be used. */
function readVersion(side: string, item: InventoryItem): { readonly version: Version; readonly text: string } | string {
  const version = parseVersion(item.version);
  return version === undefined
    ? `${item.type} ${item.providerName} has version "${item.version}" in the ${side}'s inventory (${item.namespace}/${item.name})`
    : { version, text: item.version };
}
