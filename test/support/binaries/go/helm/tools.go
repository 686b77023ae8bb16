//go:build tools

// Package tools keeps Helm in the module graph, so that go.sum pins all that it is built from.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
