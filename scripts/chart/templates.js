// The chart as files: what `tsmove job render` prints, with expressions for what differs from one Job to the next.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../packages/cli/dist/view/yaml.js';
import { accessObjects } from '../../packages/cli/dist/job/manifest/access.js';
import { jobObject } from '../../packages/cli/dist/job/manifest/job.js';

const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'packages', 'cli', 'package.json'), 'utf8'),
);

/** Texts that stand for lists and numbers, which no quoted expression could be. */
const placeholder = {
  args: '@args',
  port: '@port',
  rules: '@rules',
  namespace: '@namespace',
  shards: '@shards',
  parallelism: '@parallelism',
};
const value = (name) => `{{ .Values.${name} }}`;

const settings = {
  name: value('name'),
  namespace: value('namespace'),
  image: value('image'),
  pullPolicy: value('pullPolicy'),
  args: [placeholder.args],
  secret: value('secret'),
  statusName: value('statusName'),
  metricsPort: placeholder.port,
  shards: undefined,
  parallelism: undefined,
  roles: [],
};

const sharded = { ...settings, shards: placeholder.shards, parallelism: placeholder.parallelism };

export function chartFiles() {
  return {
    'Chart.yaml': toYaml({
      apiVersion: 'v2',
      name: 'tsmove',
      description: 'Moves Cluster API objects from one management cluster to another, by a Job.',
      type: 'application',
      version,
      appVersion: version,
      kubeVersion: '>=1.31.0-0',
    }),
    'templates/access.yaml': access(),
    'templates/job.yaml': [
      '{{- if .Values.shards }}\n',
      withNumbers(withLists(toYaml(jobObject(sharded)))),
      '{{- else }}\n',
      withLists(toYaml(jobObject(settings))),
      '{{- end }}\n',
    ].join(''),
  };
}

/** Roles of the move come as values: which kinds there are, only the clusters know. */
function access() {
  const [account, ...report] = accessObjects(settings);
  const ofShards = accessObjects(sharded).slice(1);
  const rules = [placeholder.rules];
  const wide = accessObjects({ ...settings, roles: [{ namespace: undefined, rules }] }).slice(1, 3);
  const narrow = accessObjects({ ...settings, roles: [{ namespace: placeholder.namespace, rules }] }).slice(1, 3);
  return [
    toYaml(account),
    '{{- range .Values.roles }}\n',
    '{{- if .namespace }}\n',
    ...narrow.map((object) => `---\n${inRange(toYaml(object))}`),
    '{{- else }}\n',
    ...wide.map((object) => `---\n${inRange(toYaml(object))}`),
    '{{- end }}\n',
    '{{- end }}\n',
    '{{- if .Values.shards }}\n',
    ...ofShards.map((object) => `---\n${toYaml(object)}`),
    '{{- else }}\n',
    ...report.map((object) => `---\n${toYaml(object)}`),
    '{{- end }}\n',
  ].join('');
}

/** Within `range` the dot is the role. */
function inRange(text) {
  return text
    .replaceAll('.Values.', '$.Values.')
    .replaceAll(`'${placeholder.namespace}'`, "'{{ .namespace }}'")
    .replaceAll(`  - '${placeholder.rules}'\n`, '  {{- range .rules }}\n  - {{ toJson . }}\n  {{- end }}\n');
}

function withNumbers(text) {
  return text
    .replace(`'${placeholder.shards}'`, '{{ .Values.shards }}')
    .replace(`'${placeholder.parallelism}'`, '{{ .Values.parallelism }}');
}

function withLists(text) {
  return text
    .replace(
      new RegExp(`^( *)- '${placeholder.args}'\\n`, 'm'),
      (_line, indent) => `${indent}{{- range .Values.args }}\n${indent}- {{ toJson . }}\n${indent}{{- end }}\n`,
    )
    .replace(
      new RegExp(`^( *)ports:\\n( *- name: metrics\\n) *containerPort: '${placeholder.port}'\\n`, 'm'),
      (_lines, indent, name) =>
        `${indent}{{- if .Values.metricsPort }}\n${indent}ports:\n${name}${indent}    containerPort: {{ .Values.metricsPort }}\n${indent}{{- end }}\n`,
    );
}
