package batch

import "testing"

// TestMemoryIsUsedAgain: the memory of a batch goes to the next one only when all that
// hold it have released it.
func TestMemoryIsUsedAgain(t *testing.T) {
	p := &Pool{}
	first := p.Allocate(100_000)
	if second := p.Allocate(100_000); &second[0] == &first[0] {
		t.Error("two batches have one memory")
	}
	p.Free(first)
	if again := p.Allocate(110_000); &again[0] != &first[0] || len(again) != 110_000 {
		t.Error("a batch that is a little longer has new memory")
	}
	p.Free(make([]byte, 2*mostKept))
	if len(p.free) > 0 {
		t.Error("the memory of an enormous batch is kept")
	}
}
