package ring

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// both gives the two sides of a ring within this process. What is announced comes out of the
// channel, which end closes.
func both(t *testing.T) (r *Reader, w *Writer, inherited []*os.File, announced chan int) {
	t.Helper()
	r, inherited, err := New()
	if err != nil {
		t.Skipf("this system has no shared memory: %v", err)
	}
	t.Cleanup(r.Close)
	announced = make(chan int, slots)
	w, err = Join(inherited, func(length int) error { announced <- length; return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inherited[1].Close() })
	return r, w, inherited, announced
}

// TestPassesEveryByte sends more than the ring holds, in pieces of every size.
func TestPassesEveryByte(t *testing.T) {
	r, w, _, announced := both(t)
	random := rand.New(rand.NewPCG(7, 11))
	sent := make([]byte, 3*size+4711)
	for i := range sent {
		sent[i] = byte(random.Uint32())
	}
	go func() {
		defer close(announced)
		for rest := sent; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(2*SlotSize))
			if _, err := w.Write(rest[:n]); err != nil {
				t.Error(err)
				return
			}
			rest = rest[n:]
		}
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
	}()
	var got []byte
	for length := range announced {
		slot, err := r.Take(length)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, slot...)
		r.GiveBack()
	}
	if !bytes.Equal(got, sent) {
		t.Errorf("%d bytes of %d came, or others", len(got), len(sent))
	}
}

// TestHoldsBackTheChild: a child waits for its reader, and writes over nothing that has not
// been read.
func TestHoldsBackTheChild(t *testing.T) {
	r, w, _, announced := both(t)
	written := make(chan int, 1)
	go func() {
		n, _ := w.Write(bytes.Repeat([]byte{1}, size+1))
		written <- n
	}()
	time.Sleep(100 * time.Millisecond)
	select {
	case n := <-written:
		t.Fatalf("%d bytes were written into a ring of %d that nobody reads", n, size)
	default:
	}
	if _, err := r.Take(<-announced); err != nil {
		t.Fatal(err)
	}
	r.GiveBack()
	if n := <-written; n != size+1 {
		t.Errorf("%d bytes were written, want %d", n, size+1)
	}
}

// TestEndsWithItsReader: a child whose parent is gone does not wait for ever.
func TestEndsWithItsReader(t *testing.T) {
	r, w, _, _ := both(t)
	r.Close()
	if n, err := w.Write(make([]byte, size+1)); err != io.EOF || n != size {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// TestTakesNoMoreThanASlot: what a child announces is held to what there is.
func TestTakesNoMoreThanASlot(t *testing.T) {
	r, _, _, _ := both(t)
	for _, length := range []int{-1, SlotSize + 1, 2 * size} {
		if _, err := r.Take(length); err == nil {
			t.Errorf("a slot of %d bytes is taken", length)
		}
	}
	if _, err := (*Reader)(nil).Take(8); err == nil {
		t.Error("a slot is taken where there is no ring")
	}
}
