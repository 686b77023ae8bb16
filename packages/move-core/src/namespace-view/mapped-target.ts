import { createTranslation } from '../namespace-map/translate.ts';
import type { Scope } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';
import { namespaceView } from './namespace-view.ts';

/** The target of a move, in the words of its source: where the namespace keeps its name, the target itself. */
export function mappedTarget(
  target: ApiServer,
  { namespace, targetNamespace }: Pick<Scope, 'namespace' | 'targetNamespace'>,
  providers: readonly Provider[],
): ApiServer {
  if (targetNamespace === undefined) return target;
  return namespaceView(target, createTranslation({ from: namespace, to: targetNamespace }, providers));
}
