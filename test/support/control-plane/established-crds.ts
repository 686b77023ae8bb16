import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../binaries/cache.ts';
import type { Crd } from '../crds/render.ts';
import { readKey, writeKey } from './etcd.ts';

/**
 * To check, store and establish the kinds of Cluster API costs an API server more than half of all it does at its start,
 * each time with the same result. So what it stored the first time is kept, byte for byte, and put into the etcd of later
 * control planes before their API server starts: as if restored from a backup. Kept per kind, by what was installed and by
 * which kube-apiserver.
 */
export interface EstablishedCrds {
  /** Those that no API server of this version has established yet. */
  readonly unknown: readonly Crd[];
  /** Puts the known ones into an etcd whose API server has not started. */
  putInto(etcdUrl: string): Promise<void>;
  /** Keeps the unknown ones, once they are established. */
  keepFrom(etcdUrl: string): Promise<void>;
}

/** @param apiserver what tells this kube-apiserver from every other */
export async function establishedCrds(apiserver: string, crds: readonly Crd[]): Promise<EstablishedCrds> {
  const folder = join(cacheFolder(), `established-${digest(apiserver)}`);
  const all = await Promise.all(
    crds.map(async (crd) => {
      const file = join(folder, `${crd.metadata.name}-${digest(JSON.stringify(crd))}.json`);
      return { crd, file, stored: await readFile(file, 'utf8').catch(() => undefined) };
    }),
  );
  const unknown = all.filter(({ stored }) => stored === undefined);
  return {
    unknown: unknown.map(({ crd }) => crd),
    async putInto(etcdUrl) {
      for (const { crd, stored } of all) if (stored !== undefined) await writeKey(etcdUrl, keyOf(crd), asNew(stored));
    },
    async keepFrom(etcdUrl) {
      if (unknown.length > 0) await mkdir(folder, { recursive: true });
      for (const { crd, file } of unknown) {
        const stored = await readKey(etcdUrl, keyOf(crd));
        if (stored === undefined) continue;
        const draft = `${file}.${randomUUID()}`;
        await writeFile(draft, stored);
        await rename(draft, file);
      }
    },
  };
}

function keyOf(crd: Crd): string {
  return `/registry/apiextensions.k8s.io/customresourcedefinitions/${crd.metadata.name}`;
}

/** No two clusters have an object of the same UID. */
function asNew(stored: string): string {
  const crd = JSON.parse(stored) as Crd;
  const creationTimestamp = `${new Date().toISOString().slice(0, 19)}Z`;
  return JSON.stringify({ ...crd, metadata: { ...crd.metadata, uid: randomUUID(), creationTimestamp } });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
