import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure } from '../api/api.ts';
import type { ManagerProgram } from '../binaries/pinned.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { webhooksOf } from './webhook-manifests.ts';

/** API servers learn of webhooks by a watch, and none of them says when it has. */
const untilKnown = 500;

/** Webhooks that an API server asks, until they are taken away. */
export interface Registered {
  remove(): Promise<void>;
}

/** Has an API server ask a manager's webhooks, which listen on a port of this machine instead of behind a Service. */
export async function registerWebhooks(
  plane: ControlPlane,
  program: ManagerProgram,
  port: number,
): Promise<Registered> {
  const caBundle = Buffer.from(plane.authority.certificate, 'utf8').toString('base64');
  const made: string[] = [];
  for (const configuration of await webhooksOf(program)) {
    const collection = `/apis/admissionregistration.k8s.io/v1/${configuration.kind.toLowerCase()}s`;
    const name = `${program}-${configuration.metadata.name}`;
    await plane.api.call('POST', collection, {
      apiVersion: configuration.apiVersion,
      kind: configuration.kind,
      metadata: { name },
      webhooks: configuration.webhooks.map((webhook) => ({
        ...webhook,
        clientConfig: {
          url: `https://${plane.hostAddress}:${port}${webhook.clientConfig.service?.path ?? '/'}`,
          caBundle,
        },
      })),
    });
    made.push(`${collection}/${name}`);
  }
  await pause(untilKnown);
  return {
    async remove() {
      for (const path of made) {
        const answer = await plane.api.request('DELETE', path);
        if (answer.status >= 300 && answer.status !== 404) throw new ApiFailure('DELETE', path, answer);
      }
      await pause(untilKnown);
    },
  };
}
