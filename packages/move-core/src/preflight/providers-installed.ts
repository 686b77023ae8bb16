import { ApiError, type Diagnostic } from '../errors.ts';
import type { LimitedReader } from '../discover/reader.ts';
import { inventoryType, readInventory } from '../discover/inventory.ts';
import type { InventoryItem } from '../discover/snapshot.ts';
import { checkContractLabels } from './contract-labels.ts';
import { failure, type PreflightContext } from './check.ts';
import { readInstalledControllers, unknownVersion } from './installed-controllers.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

/**
 * Every provider of the source must be in the target, in the same or a newer version (D4). Of a side without an
 * inventory (made by the operator, Helm or GitOps) the Deployments of the providers are read; and because those may be
 * elsewhere, or say nothing, the definitions of the kinds are compared as well.
 */
export async function checkProviders(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const { source, target, snapshot } = context;
  const inventories = { source: snapshot.inventory, target: readInventory(await target.list(inventoryType)) };
  if (inventories.source.length > 0 && inventories.target.length > 0) {
    return compareInventories(inventories.source, inventories.target);
  }
  const [wanted, installed] = await Promise.all([
    inventories.source.length > 0 ? inventories.source : readControllers(source),
    inventories.target.length > 0 ? inventories.target : readControllers(target),
  ]);
  return [
    ...(['source', 'target'] as const).filter((side) => inventories[side].length === 0).map(noInventory),
    // A side where nothing at all is found hides its controllers, or runs them elsewhere: that proves no absence.
    ...(wanted.length > 0 && installed.length > 0 ? compareInventories(wanted, installed) : []),
    ...(await checkContractLabels(context)),
  ];
}

function noInventory(side: 'source' | 'target'): Diagnostic {
  return {
    code: 'no-inventory',
    severity: side === 'target' ? 'warning' : 'info',
    message: `the ${side} has no provider inventory; Deployments and definitions are compared instead`,
  };
}

/** Deployments are only a help: without the right to list them there is one less. */
async function readControllers(side: LimitedReader): Promise<readonly InventoryItem[]> {
  try {
    return await readInstalledControllers(side);
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
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
  // What does not tell its version need only be there.
  if ([wanted, ...candidates].some(({ version }) => version === unknownVersion)) return [];
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
