//go:build tools

// Package tools keeps the command of the test bed in the module graph, so that go.sum pins all that it is built from.
package tools

import _ "go.etcd.io/etcd/server/v3"
