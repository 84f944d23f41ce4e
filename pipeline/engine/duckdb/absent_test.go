//go:build !duckdb_arrow

package duckdb

import (
	"strings"
	"testing"
)

func TestOpenSaysHowToBuild(t *testing.T) {
	_, err := Open("store.duckdb", Options{})
	if err == nil || !strings.Contains(err.Error(), "make build (-tags duckdb_arrow)") {
		t.Errorf("got %v", err)
	}
}

func TestEngine(t *testing.T) { t.Skip("built without Arrow: run with -tags duckdb_arrow") }
