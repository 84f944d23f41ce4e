package ring

import (
	"bytes"
	"testing"

	"golang.org/x/sys/unix"
)

// TestKeepsItsSize: a child that could shorten the ring would end its parent by a signal, and
// one that could lengthen it would take memory that no limit counts.
func TestKeepsItsSize(t *testing.T) {
	r, inherited, err := New()
	if err != nil {
		t.Skipf("this system has no shared memory: %v", err)
	}
	defer r.Close()
	for _, f := range inherited {
		defer f.Close()
	}
	for _, other := range []int64{0, size - 1, size + 1} {
		if err := inherited[0].Truncate(other); err == nil {
			t.Errorf("its size can be changed to %d", other)
		}
	}
	hole := uint32(unix.FALLOC_FL_PUNCH_HOLE | unix.FALLOC_FL_KEEP_SIZE)
	if err := unix.Fallocate(int(inherited[0].Fd()), hole, 0, size); err != nil {
		t.Fatal(err)
	}
	if slot, err := r.Take(SlotSize); err != nil || !bytes.Equal(bytes.Clone(slot), make([]byte, SlotSize)) {
		t.Errorf("a ring with a hole is not read as zeros: %v", err)
	}
}
