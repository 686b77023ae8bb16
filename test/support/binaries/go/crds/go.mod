// Pins the modules whose CustomResourceDefinitions the test bed installs; nothing is built from them.
module tsmove.dev/test/support/binaries/crds

go 1.25.0

require (
	sigs.k8s.io/cluster-api v1.13.4
	sigs.k8s.io/cluster-api/test v1.13.4
)
