//go:build tools

// Package tools keeps the managers of the test bed in the module graph, so that go.sum pins all that they are built from.
package tools

import (
	_ "sigs.k8s.io/cluster-api"
	_ "sigs.k8s.io/cluster-api/bootstrap/kubeadm"
	_ "sigs.k8s.io/cluster-api/controlplane/kubeadm"
)
