import type { ApiServer, Provider } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { SourceFlags, TargetFlags } from '../flags/clusters.ts';
import type { MoveLibrary } from '../library.ts';
import type { View } from '../view/view.ts';
import { version } from '../version.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { Interrupts } from './interrupts.ts';
import { lastingTrouble } from './trouble.ts';
import type { UnderWay } from './under-way.ts';

/** What a command works with: its flags, the library, its view, and the user's wish to stop. */
export interface Session<Flags> {
  readonly context: CliContext;
  readonly flags: Flags;
  readonly library: MoveLibrary;
  /** What the flags ask for: the user's first, then those that come with tsmove. */
  readonly providers: readonly Provider[];
  readonly view: View;
  readonly interrupts: Interrupts;
  readonly deadline: Deadline;
  readonly underWay: UnderWay;
  /** What is open, in the order of opening. */
  readonly servers: readonly ApiServer[];
  /** Opens an API server; it is closed with the session. */
  connect(label: 'source' | 'target', where: Where, patience?: { readonly retryBudgetMs: number }): Promise<ApiServer>;
  close(): Promise<void>;
}

/** What a kubeconfig is looked up by. */
export interface Where {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

interface ConnectionFlags {
  readonly timeout?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly hideApiWarnings: 'default' | 'all' | 'none' | undefined;
}

export function openSession<Flags extends ConnectionFlags>(
  context: CliContext,
  flags: Flags,
  view: View,
  interrupts: Interrupts,
  { library, providers }: Pick<Session<Flags>, 'library' | 'providers'>,
  underWay: UnderWay,
): Session<Flags> {
  const opened: ApiServer[] = [];
  const trouble = lastingTrouble();
  return {
    context,
    flags,
    library,
    providers,
    view,
    interrupts,
    deadline: startDeadline(context.clock, flags.timeout),
    underWay,
    servers: opened,
    async connect(label, where, patience) {
      const { concurrency, hideApiWarnings } = flags;
      const server = await library.connect({
        label,
        env: context.process.env,
        homeDir: context.homeDir,
        interactive: context.canAsk,
        onCredentialsMessage: (line) => {
          view.show({ type: 'note', level: 0, text: line });
        },
        userAgent: `tsmove/${version()} (${context.platform.os}/${context.platform.arch})`,
        ...(where.kubeconfig === undefined ? {} : { kubeconfig: where.kubeconfig }),
        ...(where.context === undefined ? {} : { context: where.context }),
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(hideApiWarnings === undefined ? {} : { hideApiWarnings }),
        ...patience,
        onWarning: (warning) => {
          view.show({ type: 'warning', warning });
        },
        onRetry: (retry) => {
          view.show({ type: 'retry', retry });
          const sentence = trouble(retry);
          if (sentence !== undefined) view.show({ type: 'note', level: 0, text: sentence });
        },
      });
      opened.push(server);
      return server;
    },
    async close() {
      await Promise.allSettled(opened.map((server) => server.close()));
    },
  };
}

/** Where the source is. */
export function sourceOf(flags: SourceFlags): Where {
  return { kubeconfig: flags.kubeconfig, context: flags.kubeconfigContext };
}

/** Where the target is; a context alone is one of the source's kubeconfig. Undefined: no target is given. */
export function targetOf(flags: SourceFlags & TargetFlags): Where | undefined {
  const { toKubeconfig, toKubeconfigContext } = flags;
  if (toKubeconfig === undefined && toKubeconfigContext === undefined) return undefined;
  return { kubeconfig: toKubeconfig ?? flags.kubeconfig, context: toKubeconfigContext };
}
