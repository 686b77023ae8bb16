//go:build tools

// Package tools keeps a manager of the test bed in the module graph, so that go.sum pins all that it is built from.
package tools

import _ "github.com/vmware-tanzu/cluster-api-provider-bringyourownhost"
