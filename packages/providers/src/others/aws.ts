import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { kindsIn } from '../object/naming.ts';

const identities = kindsIn(
  groups.infrastructure,
  'AWSClusterControllerIdentity',
  'AWSClusterRoleIdentity',
  'AWSClusterStaticIdentity',
);

/**
 * Amazon Web Services. Identities are cluster-scoped and serve every namespace: they are created where they are missing,
 * and never changed or deleted. The Secret of a static one is owned by it and follows.
 */
export const aws: Provider = {
  name: 'aws',
  rules: [{ kinds: identities, discover: true, root: true }],
  namespaces: [{ kinds: identities, names: ['/spec/allowedNamespaces/list/*'] }],
};
