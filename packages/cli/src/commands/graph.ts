import type { Snapshot } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type GraphFlags, graphGroups } from '../flags/graph.ts';
import { tellingProblems } from '../flags/move.ts';
import { conduct } from '../session/conduct.ts';
import { sourceOf, type Session } from '../session/session.ts';
import { tellingView } from '../view/choose.ts';

/** `tsmove graph` */
export async function runGraph(this: CliContext, given: GraphFlags): Promise<void> {
  await conduct(this, given, {
    groups: graphGroups,
    problems: tellingProblems,
    view: tellingView,
    work: graph,
  });
}

async function graph(session: Session<GraphFlags>): Promise<ExitCode> {
  const { context, view } = session;
  const snapshot = await read(session);
  view.rest();
  context.process.stdout.write(await formatted(session, snapshot));
  return exitCodes.done;
}

async function read(session: Session<GraphFlags>): Promise<Snapshot> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  return deadline.limit(interrupts.signal, async (signal) => {
    const source = await session.connect('source', sourceOf(flags));
    const namespace = flags.namespace ?? source.contextNamespace ?? 'default';
    view.show({ type: 'working', step: `Discovering objects in namespace ${namespace} of ${source.url}` });
    return library.discover(source, {
      namespace,
      providers,
      signal,
      concurrency: flags.concurrency,
    });
  });
}

async function formatted(session: Session<GraphFlags>, snapshot: Snapshot): Promise<string> {
  const { flags, library, providers } = session;
  const format = flags.output ?? 'dot';
  switch (format) {
    case 'dot':
      return library.renderDot(library.buildGraph(snapshot, providers));
    case 'mermaid':
      return library.renderMermaid(library.buildGraph(snapshot, providers));
    case 'json':
      return library.graphToJson(library.buildGraph(snapshot, providers));
    case 'html':
    case 'svg': {
      const { graphPicture } = await import('../page/formats.ts');
      return graphPicture(format, session, snapshot);
    }
  }
}
