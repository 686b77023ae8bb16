import type { Provider } from '@tsmove/move-core/provider';
import { createInspect } from './inspect.ts';
import { createInspectTarget, keepHeld } from './inspect-target.ts';
import { attachedLabel, kinds } from './kinds.ts';
import { relateInstallers } from './references.ts';

export interface ByohOptions {
  /**
   * What is asked of hosts in the target, for each ByoMachine that has one in the source. `strict` (default): that it is
   * there, the same machine and linked to it, or nothing moves. `report`: the Cluster moves, and stays paused in the
   * target until the hosts are there. `off`: nothing.
   */
  readonly mode?: 'strict' | 'report' | 'off';
  /** Take K8sInstallerConfigTemplates along. Default false: they are made beside the hosts, in the target too. */
  readonly copyInstallerTemplates?: boolean;
}

/** How long controllers that never confirm a pause may have something in hand, in ms. */
const settlesForMs = 2_000;

/**
 * Machines that bring themselves: BYOH v0.5.0. What its agents register is bound to the API server that they talk to, so
 * hosts do not move: they are registered in the target anew, by hand.
 *
 * A ByoMachine without a host takes the first free one, in whatever namespace, paused or not, and that host's agent runs
 * the old bootstrap data. So nothing is released in the target before each ByoMachine has the host it had.
 */
export function byoh(options: ByohOptions = {}): Provider {
  const { mode = 'strict', copyInstallerTemplates = false } = options;
  return {
    name: nameOf(mode, copyInstallerTemplates),
    rules: [
      { kinds: Object.values(kinds), discover: true },
      {
        kinds: [kinds.host],
        leave: { because: 'the agent on the host has registered it, and registers it anew where it is sent to' },
      },
      {
        kinds: [kinds.bootstrapKubeconfig],
        leave: { because: "it holds the address of the source's API server, and a token for it" },
      },
      ...(copyInstallerTemplates
        ? []
        : [
            {
              kinds: [kinds.installerTemplate],
              leave: { because: 'it belongs to the hosts, which do not move either' },
            },
          ]),
      // Without it the controller installs on the host a second time.
      { kinds: [kinds.cluster, kinds.machine, kinds.installerConfig], status: 'require', copiesMetadata: false },
    ],
    holds: [
      { kinds: [kinds.cluster], by: 'cluster', stopsDeletion: true },
      {
        kinds: [kinds.machine],
        by: 'cluster',
        settlesForMs,
        stopsDeletion: true,
        harmOnDelete: 'the node on its host, which is reset by its agent',
        // It says once that it is paused, whenever it happens to be asked.
        writesWhileHeld: ['/status/conditions'],
      },
      // Its controller takes the finalizer off a deleted one although it is paused, and does nothing else.
      { kinds: [kinds.installerConfig], by: 'cluster', settlesForMs, stopsDeletion: true },
    ],
    relate: relateInstallers,
    // Of hosts in the target: they are registered there under its names.
    namespaces: [
      {
        kinds: [kinds.host],
        prefixes: [{ at: `/metadata/labels/${attachedLabel.replaceAll('/', '~1')}`, separator: '.' }],
      },
    ],
    inspect: createInspect(mode),
    ...(mode === 'off'
      ? {}
      : {
          readsInTarget: [kinds.host, kinds.machine, ...(copyInstallerTemplates ? [] : [kinds.installerTemplate])],
          inspectTarget: createInspectTarget(mode, copyInstallerTemplates),
          keepHeld,
        }),
  };
}

/** Tells options apart: whoever goes on with a move must use the same. */
function nameOf(mode: 'strict' | 'report' | 'off', copyInstallerTemplates: boolean): string {
  const words = [...(mode === 'strict' ? [] : [mode]), ...(copyInstallerTemplates ? ['installer templates'] : [])];
  return words.length === 0 ? 'byoh' : `byoh (${words.join(', ')})`;
}
