package contain

import (
	"errors"
	"io"
	"os"
)

// The bytes of an answer pass through memory that the two processes share, a ring of slots:
// the child fills a slot and says over the pipe how much of it, and the parent copies that
// out and gives the slot back. Frames, failures and whose turn it is stay with pipes.
//
// A child that was taken over can write into the ring whenever it likes. So the parent
// reads each byte once, into memory of its own, and looks at nothing before: what it then
// checks and uses cannot change under it.
const (
	slots    = 4
	slotSize = 256 << 10
	ringSize = slots * slotSize
)

// The files that a child inherits beside its standard ones, where there is a ring.
const (
	ringFile   = 3 // the ring itself
	returnFile = 4 // a byte is read from it for each slot that the parent gives back
)

// ringReader is the ring of the parent, who can only read it.
type ringReader struct {
	memory  []byte
	returns *os.File
	turn    int  // the slot that is filled next
	taken   bool // the slot before it is not given back
}

// take gives the piece that stands in the next slot. It is the child's memory: copy it,
// once.
func (r *ringReader) take(length int) ([]byte, error) {
	if r == nil || length > slotSize {
		return nil, errMalformed
	}
	slot := r.memory[r.turn*slotSize:][:length]
	r.turn = (r.turn + 1) % slots
	r.taken = true
	return slot, nil
}

// giveBack lets the child fill the slot that was taken last.
func (r *ringReader) giveBack() {
	if r != nil && r.taken {
		r.taken = false
		_, _ = r.returns.Write([]byte{0}) // a child that is gone may have said its last word
	}
}

// close takes the ring away from the parent. Nothing reads it any more.
func (r *ringReader) close() {
	if r != nil {
		_ = errors.Join(unmap(r.memory), r.returns.Close()) // nothing is lost with them
		r.memory = nil
	}
}

// ringWriter is the ring of a child, which writes an Arrow stream into it.
type ringWriter struct {
	frames  *frameWriter
	memory  []byte
	returns io.Reader
	free    int // slots that are not filled
	turn    int // the slot that is being filled
	filled  int // bytes of it
}

func newRingWriter(w *frameWriter, memory []byte, returns io.Reader) *ringWriter {
	return &ringWriter{frames: w, memory: memory, returns: returns, free: slots}
}

// Write implements io.Writer. It waits for the parent where all slots are full.
func (w *ringWriter) Write(p []byte) (written int, err error) {
	for len(p) > 0 {
		if err := w.await(); err != nil {
			return written, err
		}
		n := copy(w.memory[w.turn*slotSize+w.filled:(w.turn+1)*slotSize], p)
		w.filled += n
		written, p = written+n, p[n:]
		if w.filled == slotSize {
			if err := w.flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

// await waits until there is a slot to fill.
func (w *ringWriter) await() error {
	if w.free > 0 {
		return nil
	}
	var back [slots]byte
	n, err := w.returns.Read(back[:])
	w.free += n
	if n > 0 {
		return nil
	}
	return err
}

// flush hands over the slot at hand.
func (w *ringWriter) flush() error {
	if w == nil || w.filled == 0 {
		return nil
	}
	if err := w.frames.announce(frameShared, w.filled); err != nil {
		return err
	}
	w.turn, w.filled = (w.turn+1)%slots, 0
	w.free--
	return nil
}

// drop forgets what was not handed over.
func (w *ringWriter) drop() {
	if w != nil {
		w.filled = 0
	}
}
