import fc from 'fast-check';
import { dump } from 'js-yaml';
import { KubeconfigError } from '@tsmove/move-core';
import { execInfo, readExecCredential } from '../../../packages/move-core/src/server/kubeconfig/exec-credential.ts';
import { parseKubeconfig } from '../../../packages/move-core/src/server/kubeconfig/parse.ts';
import type { ExecPlugin } from '../../../packages/move-core/src/server/kubeconfig/types.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyText, jsonOf, mutatedText, textOf } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const sample = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'a',
  contexts: [{ name: 'a', context: { cluster: 'c', user: 'u', namespace: 'fleet' } }],
  clusters: [
    {
      name: 'c',
      cluster: {
        server: 'https://a.test:6443',
        'certificate-authority-data': secret,
        'insecure-skip-tls-verify': false,
        extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', more: [1, 2] } }],
      },
    },
  ],
  users: [
    {
      name: 'u',
      user: {
        token: secret,
        'client-key-data': secret,
        'as-groups': ['g'],
        'as-user-extra': { scope: ['x'] },
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './login',
          args: ['--now'],
          env: [{ name: 'A', value: secret }],
          provideClusterInfo: true,
          interactiveMode: 'Never',
        },
      },
    },
  ],
};

const plugin: ExecPlugin = {
  ...{ apiVersion: 'client.authentication.k8s.io/v1', command: 'login', args: [], env: {}, installHint: undefined },
  ...{ provideClusterInfo: true, interactiveMode: 'Never' },
};

const credential = {
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: secret, clientCertificateData: secret, clientKeyData: secret },
};

const values = mutatedValue(sample);

export const kubeconfigs: readonly Parser[] = [
  parser({
    name: 'kubeconfig',
    mutated: mutatedText(
      fc.oneof(
        jsonOf(values),
        values.map((value) => dump(JSON.parse(textOf(value)))),
      ),
    ),
    arbitrary: anyText,
    read: (text: string) => {
      const read = parseKubeconfig('mine.yaml', text);
      // What a kubeconfig says of its clusters is handed to the plugin, as JSON.
      for (const cluster of read.clusters) execInfo(plugin, cluster, undefined, false);
    },
    raises: KubeconfigError,
    names: ['mine.yaml'],
  }),
  parser({
    name: 'answer of an exec plugin',
    mutated: mutatedText(jsonOf(mutatedValue(credential))),
    arbitrary: anyText,
    read: (text: string) => {
      const read = readExecCredential(plugin, text);
      if (typeof read === 'string' && read.includes(secret)) throw new Error(`it quotes a secret: ${read}`);
    },
  }),
];
