import { describe, expect, it } from 'vitest';
import { applyMergePatch } from '../../model/merge-patch.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { patchBack } from './apply-object.ts';

const before: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm', resourceVersion: '1', labels: { mine: 'x' } },
  data: { kept: 'a', changed: 'b' },
};

describe('the patch back', () => {
  it('takes what an apply has made of an object to what it was', () => {
    const after: KubeObject = {
      ...before,
      metadata: { ...before.metadata, resourceVersion: '2', labels: { mine: 'x', added: 'y' }, managedFields: [{}] },
      data: { kept: 'a', changed: 'c', added: 'd' },
      status: { more: 1 },
    };
    const patch = patchBack(before, after);
    expect(patch).toEqual({ metadata: { labels: { added: null } }, data: { changed: 'b', added: null } });
    expect(applyMergePatch(after, patch)).toMatchObject({ data: before['data'], metadata: { labels: { mine: 'x' } } });
  });

  it('is empty for what differs in nothing but what the server owns', () => {
    const after = { ...before, metadata: { ...before.metadata, resourceVersion: '9', generation: 4 }, status: {} };
    expect(patchBack(before, after)).toEqual({});
  });

  it('gives back what was taken away', () => {
    const after = { ...before, data: { kept: 'a' } };
    expect(patchBack(before, after)).toEqual({ data: { changed: 'b' } });
  });
});
