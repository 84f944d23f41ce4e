package chart_test

import (
	"maps"
	"slices"
	"testing"
)

func TestLayout(t *testing.T) {
	all := examples()
	maps.Copy(all, extremes())
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { checkLayout(t, all[name]) })
	}
}
