import { recordVersion } from './json-lines.ts';
import { toYaml } from './yaml.ts';

/** One document for programs. */
export function formatDocument(format: 'json' | 'yaml', content: object): string {
  const json = JSON.stringify({ formatVersion: recordVersion, ...content }, undefined, 2);
  // From the JSON, so that both formats say the same.
  return format === 'json' ? `${json}\n` : toYaml(JSON.parse(json));
}
