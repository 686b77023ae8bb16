import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { KubeObject } from '../api/api.ts';
import { crdModules, type CrdModule, type ManagerProgram } from '../binaries/pinned.ts';
import { keptOf } from '../crds/modules.ts';

/** A webhook of a manager, as far as the test bed changes it. */
export interface Webhook {
  readonly clientConfig: { readonly service?: { readonly path?: string } };
  readonly [field: string]: unknown;
}

/** A MutatingWebhookConfiguration or ValidatingWebhookConfiguration, as a manager's release has it. */
export interface WebhookConfiguration extends KubeObject {
  readonly webhooks: readonly Webhook[];
}

interface Manifest {
  readonly module: CrdModule;
  /** The file below the module. */
  readonly path: string;
}

const manifests: Readonly<Record<ManagerProgram, Manifest>> = {
  'cluster-api-manager': { module: crdModules.core, path: 'config/webhook/manifests.yaml' },
  'kubeadm-bootstrap-manager': { module: crdModules.core, path: 'bootstrap/kubeadm/config/webhook/manifests.yaml' },
  'kubeadm-control-plane-manager': {
    module: crdModules.core,
    path: 'controlplane/kubeadm/config/webhook/manifests.yaml',
  },
  'capd-manager': { module: crdModules.test, path: 'infrastructure/docker/config/webhook/manifests.yaml' },
  'baremetal-operator': { module: crdModules.bmo, path: 'config/base/webhook/manifests.yaml' },
  'capm3-manager': { module: crdModules.capm3, path: 'config/webhook/manifests.yaml' },
  'metal3-ipam-manager': { module: crdModules.ipamMetal3, path: 'config/webhook/manifests.yaml' },
  'byoh-manager': { module: crdModules.byoh, path: 'config/webhook/manifests.yaml' },
};

/** The webhooks that a manager serves, from the same module as the manager itself. */
export function webhooksOf(program: ManagerProgram): Promise<readonly WebhookConfiguration[]> {
  const { module, path } = manifests[program];
  return keptOf(module, `webhooks-${program}`, async (folder) => {
    const documents = loadAll(await readFile(join(folder, path), 'utf8'), { schema: CORE_SCHEMA });
    return documents.filter((document) => document !== null && document !== undefined) as WebhookConfiguration[];
  });
}
