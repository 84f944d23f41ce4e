// Package ring passes bytes from a child process to its parent through memory that the two
// share, a ring of slots: the child fills a slot and announces how much of it, and the parent
// copies that out and gives the slot back. Whose turn it is goes through pipes.
//
// A child that was taken over can write into the ring whenever it likes. So the parent must
// read each byte once, into memory of its own, and look at nothing before: what it then
// checks and uses cannot change under it.
package ring

import (
	"errors"
	"io"
	"os"
)

// The ring has some slots, so that both sides work at once. They are small enough for the
// caches of a processor, and large enough that the changes between the processes hardly count.
const (
	slots    = 4
	SlotSize = 256 << 10
	size     = slots * SlotSize
)

// The files that a child inherits beside its standard ones.
const (
	memoryFile = 3 // the ring itself
	returnFile = 4 // a byte is read from it for each slot that the parent gives back
)

// Reader is the ring of the parent, who can only read it. Where there is none it is nil.
type Reader struct {
	memory  []byte
	returns *os.File
	turn    int  // the slot that is filled next
	taken   bool // the slot before it is not given back
}

// errNoSlot is a child that announces what no slot can hold.
var errNoSlot = errors.New("ring: no slot holds what was announced")

// Take gives the piece that stands in the next slot. It is the child's memory: copy it, once.
func (r *Reader) Take(length int) ([]byte, error) {
	if r == nil || length < 0 || length > SlotSize {
		return nil, errNoSlot
	}
	slot := r.memory[r.turn*SlotSize:][:length]
	r.turn = (r.turn + 1) % slots
	r.taken = true
	return slot, nil
}

// GiveBack lets the child fill the slot that was taken last.
func (r *Reader) GiveBack() {
	if r != nil && r.taken {
		r.taken = false
		_, _ = r.returns.Write([]byte{0}) // a child that is gone may have said its last word
	}
}

// Close takes the ring away from the parent. Nothing reads it any more.
func (r *Reader) Close() {
	if r != nil {
		_ = errors.Join(unmap(r.memory), r.returns.Close()) // nothing is lost with them
		r.memory = nil
	}
}

// Writer is the ring of a child. Where there is none it is nil.
type Writer struct {
	announce func(length int) error
	memory   []byte
	returns  io.Reader
	free     int // slots that are not filled
	turn     int // the slot that is being filled
	filled   int // bytes of it
}

func newWriter(memory []byte, returns io.Reader, announce func(int) error) *Writer {
	return &Writer{announce: announce, memory: memory, returns: returns, free: slots}
}

// Write implements io.Writer. It waits for the parent where all slots are full.
func (w *Writer) Write(p []byte) (written int, err error) {
	for len(p) > 0 {
		if err := w.await(); err != nil {
			return written, err
		}
		n := copy(w.memory[w.turn*SlotSize+w.filled:(w.turn+1)*SlotSize], p)
		w.filled += n
		written, p = written+n, p[n:]
		if w.filled == SlotSize {
			if err := w.Flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

// await waits until there is a slot to fill.
func (w *Writer) await() error {
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

// Flush hands over the slot at hand.
func (w *Writer) Flush() error {
	if w == nil || w.filled == 0 {
		return nil
	}
	if err := w.announce(w.filled); err != nil {
		return err
	}
	w.turn, w.filled = (w.turn+1)%slots, 0
	w.free--
	return nil
}

// Drop forgets what was not handed over.
func (w *Writer) Drop() {
	if w != nil {
		w.filled = 0
	}
}
