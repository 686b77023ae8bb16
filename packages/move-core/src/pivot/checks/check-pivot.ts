import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from '../../defaults.ts';
import { preferredResources } from '../../discover/served.ts';
import type { Diagnostic } from '../../errors.ts';
import { compareRefs, compareText, refKey, refOf, type ObjectRef } from '../../model/object-ref.ts';
import { kindKey, type ResourceType } from '../../model/resource-type.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { ApiServer } from '../../server/types.ts';
import { checkObject } from './compare.ts';
import { checkControllers } from './controllers.ts';
import type { Observed } from './observed.ts';
import { readPivotRecord } from '../ledger.ts';
import { createdRefs } from '../steps/components.ts';
import type { SideData } from '../types.ts';

export interface CheckOptions {
  readonly target: ApiServer;
  /** Absent: nothing is said about what is left there, and what a pivot has noted there is not known. */
  readonly source?: ApiServer;
  readonly namespace: string;
  readonly sideData?: readonly SideData[];
  /** How long things may take to settle, in ms; default `defaults.settleTimeoutMs`. 0: one look. */
  readonly settleTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called when a look has found something that may settle yet. */
  readonly onUnsettled?: (findings: readonly Diagnostic[]) => void;
}

/** What checks have found; all is well if no finding is an error. */
export interface PivotCheck {
  readonly namespace: string;
  /** Sorted by reference and code. */
  readonly findings: readonly Diagnostic[];
  /** How many objects were looked at. */
  readonly objects: number;
  /** True if it was known how they were before the pivot. */
  readonly compared: boolean;
}

/** On a host that baremetal-operator leaves alone. */
const hostPause = 'baremetalhost.metal3.io/paused';

/** Kinds by which an object is known to be a machine, or what stands for one. */
const essential: readonly string[] = [
  'Cluster.cluster.x-k8s.io',
  'Machine.cluster.x-k8s.io',
  'MachineDeployment.cluster.x-k8s.io',
  'KubeadmControlPlane.controlplane.cluster.x-k8s.io',
  'BareMetalHost.metal3.io',
];

/**
 * Looks whether a pivot has come to rest: controllers up, hosts in the states that they had, Machines on the same Nodes,
 * conditions settled, nothing left in the source. Looks again until all is well or the time is up. With a record of the
 * pivot in the source it compares with what was there before; otherwise it judges what is there by itself.
 */
export async function checkPivot(options: CheckOptions): Promise<PivotCheck> {
  const { source, namespace, settleTimeoutMs = defaults.settleTimeoutMs, signal } = options;
  const found = source === undefined ? undefined : await readPivotRecord(source, namespace);
  const record = found?.record;
  const controllers = createdRefs(record?.components ?? []).filter(({ group }) => group === 'apps');
  return settle(options, { observed: record?.observed, controllers }, performance.now() + settleTimeoutMs, signal);
}

/** What is known from before. */
export interface Known {
  readonly observed: Observed | undefined;
  readonly controllers: readonly ObjectRef[];
}

const pollMs = 1_000;

export async function settle(
  options: CheckOptions,
  known: Known,
  until: number,
  signal: AbortSignal | undefined,
): Promise<PivotCheck> {
  for (;;) {
    signal?.throwIfAborted();
    const check = await look(options, known);
    const isWell = !check.findings.some(({ severity }) => severity === 'error');
    if (isWell || performance.now() >= until) return check;
    options.onUnsettled?.(check.findings);
    await sleep(
      Math.min(pollMs, Math.max(0, until - performance.now())),
      undefined,
      signal === undefined ? {} : { signal },
    );
  }
}

async function look(options: CheckOptions, { observed, controllers }: Known): Promise<PivotCheck> {
  const { target, source, namespace } = options;
  const types = await typesToLookAt(target, observed);
  const lists = await Promise.all(types.map((type) => target.list(type, { namespace })));
  const there = new Map(lists.flat().map((object) => [refKey(refOf(object)), object]));
  const before = new Map((observed?.objects ?? []).map((one) => [refKey(one.ref), one]));
  const keys = observed === undefined ? [...there.keys()] : [...before.keys()];
  const findings = [
    ...(await checkControllers(target, controllers)),
    ...keys.flatMap((key) => checkObject(there.get(key), before.get(key))),
    ...(source === undefined
      ? []
      : await leftInSource(source, namespace, new Set(keys.filter((key) => before.get(key)?.stays !== true)))),
    ...(await Promise.all((options.sideData ?? []).map(async (piece) => (await piece.check?.()) ?? []))).flat(),
  ];
  return {
    namespace,
    findings: findings.sort(compareFindings),
    objects: keys.length,
    compared: observed !== undefined,
  };
}

async function typesToLookAt(server: ApiServer, observed: Observed | undefined): Promise<readonly ResourceType[]> {
  const kinds = new Set([...essential, ...(observed?.objects ?? []).map(({ ref }) => kindKey(ref))]);
  return preferredResources(await discoverResources(server), 'list').filter((type) => kinds.has(kindKey(type)));
}

/** What is in both: two management clusters that both look after it. */
async function leftInSource(
  source: ApiServer,
  namespace: string,
  moved: ReadonlySet<string>,
): Promise<readonly Diagnostic[]> {
  const types = preferredResources(await discoverResources(source), 'list').filter((type) =>
    essential.includes(kindKey(type)),
  );
  const lists = await Promise.all(types.map((type) => source.listMetadata(type, { namespace })));
  return lists
    .flat()
    .filter((object) => moved.has(refKey(refOf(object))))
    .map((object): Diagnostic => {
      const ref = refOf(object);
      // Kept there on purpose: its controller does nothing about it, whatever becomes of the source.
      if (hostPause in (object.metadata.annotations ?? {})) {
        const message = 'It is in the target, and also in the source, where it is paused.';
        return { code: 'left-in-source', severity: 'info', ref, message, remedy: 'Never delete it there unpaused.' };
      }
      return {
        code: 'left-in-source',
        severity: 'error',
        ref,
        message: 'It is in the target, and also still in the source.',
        remedy:
          'See with tsmove status whether the move has ended; if it has, find out who made it anew in the source.',
      };
    });
}

function compareFindings(a: Diagnostic, b: Diagnostic): number {
  if (a.ref === undefined || b.ref === undefined) return Number(a.ref !== undefined) - Number(b.ref !== undefined);
  return compareRefs(a.ref, b.ref) || compareText(a.code, b.code);
}
