import { expect, test } from 'vitest';
import { goModFor } from './other-version.ts';

const theirs = `module k8s.io/kubernetes

go 1.24.0

require (
	k8s.io/api v0.0.0
	k8s.io/klog/v2 v2.130.1
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/client-go => ./staging/src/k8s.io/client-go
)
`;

test('what Kubernetes takes from folders of its own is taken from the releases of the same version', () => {
  expect(goModFor('v1.33.13', theirs)).toBe(`module tsmove.dev/test/support/binaries/kubernetes

go 1.24.0

require k8s.io/kubernetes v1.33.13

replace (
	k8s.io/api => k8s.io/api v0.33.13
	k8s.io/client-go => k8s.io/client-go v0.33.13
)
`);
});
