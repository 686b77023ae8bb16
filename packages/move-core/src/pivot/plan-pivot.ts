import { preferredResources } from '../discover/served.ts';
import { formatRef, refOf, type ObjectRef } from '../model/object-ref.ts';
import type { Plan } from '../plan/types.ts';
import { discoverResources } from '../server/resources/discover.ts';
import { withProvisioningInterface } from './component-changes.ts';
import { orderComponents } from './component-order.ts';
import { stepNames } from './record.ts';
import { planPivotMove } from './steps/move.ts';
import { workloadsToScale } from './steps/scale-down.ts';
import { ironicComponents } from './steps/target-ironic.ts';
import type { PivotOptions, PivotStepName, ScaledDown } from './types.ts';
import { replicasOf } from './workloads.ts';

/** What a pivot would do, step by step, in words. */
export interface PivotPlan {
  readonly namespace: string;
  readonly steps: readonly { readonly name: PivotStepName; readonly lines: readonly string[] }[];
  readonly move: Plan;
}

/** What a plan of a pivot is made from. */
export interface PivotFacts {
  readonly sideData: readonly { readonly name: string; readonly lines: readonly string[] }[];
  readonly components: readonly { readonly ref: ObjectRef; readonly isThere: boolean }[];
  readonly sourceIronic: readonly ScaledDown[];
  readonly sourceControllers: readonly ScaledDown[];
  readonly targetIronic: readonly ScaledDown[];
  readonly move: Plan;
  readonly cleanUpSource: 'none' | 'components';
}

/** Reads both sides and says what a pivot would do. Raises what `startPivot` does before its first write. */
export async function planPivot(options: PivotOptions): Promise<PivotPlan> {
  const { source, target, scope, signal, cleanUpSource = 'none' } = options;
  const components = orderComponents(
    withProvisioningInterface(options.components ?? [], options.provisioningInterface),
  );
  const move = await planPivotMove(options, signal);
  const [sourceIronic, sourceControllers] = await Promise.all([
    workloadsToScale({ options, source }, 'ironic'),
    workloadsToScale({ options, source }, 'controller'),
  ]);
  const served = preferredResources(await discoverResources(target), 'get');
  const scaled = (found: typeof sourceIronic): readonly ScaledDown[] =>
    found.map(({ workload }) => ({ ref: refOf(workload), replicas: replicasOf(workload) }));
  const facts: PivotFacts = {
    sideData: await Promise.all(
      (options.sideData ?? []).map(async (piece) => ({ name: piece.name, lines: await piece.plan() })),
    ),
    components: await Promise.all(
      components.map(async (object) => {
        const ref = refOf(object);
        const type = served.find(({ group, kind }) => group === ref.group && kind === ref.kind);
        return { ref, isThere: type !== undefined && (await target.get(type, object.metadata)) !== undefined };
      }),
    ),
    sourceIronic: scaled(sourceIronic),
    sourceControllers: scaled(sourceControllers),
    targetIronic: ironicComponents({ components, options }).map((object) => ({
      ref: refOf(object),
      replicas: replicasOf(object),
    })),
    move,
    cleanUpSource,
  };
  return { namespace: scope.namespace, steps: pivotLines(facts), move };
}

/** The steps of a pivot with what each of them does; a step that has nothing to do has no line. */
export function pivotLines(facts: PivotFacts): PivotPlan['steps'] {
  const lines: Readonly<Record<PivotStepName, readonly string[]>> = {
    'side-data': facts.sideData.flatMap(({ name, lines: own }) => own.map((line) => `${name}: ${line}`)),
    components: facts.components.map(({ ref, isThere }) => `${isThere ? 'apply to' : 'create'} ${formatRef(ref)}`),
    'source-ironic': facts.sourceIronic.map((one) => `scale ${formatRef(one.ref)} ${downFrom(one)}`),
    'source-controllers': facts.sourceControllers.map((one) => `scale ${formatRef(one.ref)} ${downFrom(one)}`),
    'target-ironic': facts.targetIronic.map((one) => `scale ${formatRef(one.ref)} up to ${one.replicas.toString()}`),
    move: moveLines(facts.move),
    checks: ['controllers, hosts, Machines, conditions, and that nothing is left in the source'],
    'clean-up':
      facts.cleanUpSource === 'none'
        ? []
        : [...facts.sourceIronic, ...facts.sourceControllers].map(
            ({ ref }) => `delete ${formatRef(ref)} in the source`,
          ),
  };
  return stepNames.map((name) => ({ name, lines: lines[name] }));
}

function downFrom({ replicas }: ScaledDown): string {
  return replicas === 0 ? 'to 0, where it is already' : `from ${replicas.toString()} to 0`;
}

function moveLines({ objects, scope }: Plan): readonly string[] {
  const moving = objects.filter(({ fate }) => fate === 'move').length;
  const copied = objects.length - moving;
  return [
    `move ${moving.toString()} objects of namespace ${scope.namespace}` +
      (copied === 0 ? '' : `, and copy ${copied.toString()}`),
  ];
}
