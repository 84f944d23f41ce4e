package contain

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
)

// passed are the two sides of a ring within this process.
type passed struct {
	writer *frameWriter
	out    *os.File // its frames; close it for their end
	stream *stream
}

// across gives a ring, or only the pipe, with a child that is not asked anything.
func across(t *testing.T, ring bool) passed {
	t.Helper()
	frames, out := pipe(t)
	back, returns := pipe(t)
	dead := make(chan struct{})
	close(dead)
	c := &child{frames: newFrameReader(frames), orders: newOrders(nowhere{}), answers: nowhere{}, gone: dead}
	p := passed{newFrameWriter(out), out, &stream{ctx: context.Background(), child: c, limits: Usual, patience: time.Minute}}
	if ring {
		shared := make([]byte, ringSize)
		c.ring = &ringReader{memory: shared, returns: returns}
		p.writer.ring = newRingWriter(p.writer, shared, back)
	}
	return p
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() }) // some are closed already
	return r, w
}

// TestRingPassesEveryByte sends more than the ring holds, in pieces of every size, to a
// reader that takes it in other pieces.
func TestRingPassesEveryByte(t *testing.T) {
	p := across(t, true)
	random := rand.New(rand.NewPCG(7, 11))
	sent := make([]byte, 3*ringSize+4711)
	for i := range sent {
		sent[i] = byte(random.Uint32())
	}
	go func() {
		defer p.out.Close()
		for rest := sent; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(2*slotSize))
			if _, err := p.writer.Write(rest[:n]); err != nil {
				t.Error(err)
				return
			}
			rest = rest[n:]
		}
		if err := p.writer.ring.flush(); err != nil {
			t.Error(err)
		}
		if err := p.writer.say(frameDone, nil); err != nil {
			t.Error(err)
		}
	}()
	got, err := io.ReadAll(p.stream)
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes of %d came, the same: %t, %v", len(got), len(sent), bytes.Equal(got, sent), err)
	}
}

// TestRingHoldsBackTheChild: a child waits for its reader, and writes over nothing that has
// not been read.
func TestRingHoldsBackTheChild(t *testing.T) {
	p := across(t, true)
	written := make(chan int, 1)
	go func() {
		n, _ := p.writer.Write(bytes.Repeat([]byte{1}, ringSize+1)) // it ends with the pipes
		written <- n
	}()
	time.Sleep(100 * time.Millisecond)
	select {
	case n := <-written:
		t.Fatalf("%d bytes were written into a ring of %d that nobody reads", n, ringSize)
	default:
	}
	if _, err := io.ReadFull(p.stream, make([]byte, slotSize+1)); err != nil { // the first slot is given back for the second
		t.Fatal(err)
	}
	if n := <-written; n != ringSize+1 {
		t.Errorf("%d bytes were written, want %d", n, ringSize+1)
	}
}

// texts is a batch of one column of text.
func texts(values ...string) arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.BinaryTypes.String}}, nil))
	defer b.Release()
	b.Field(0).(*array.StringBuilder).AppendValues(values, nil)
	return b.NewRecordBatch()
}

// TestChangedAfterItWasRead: a child that was taken over writes into the ring while the
// parent looks at the batch.
func TestChangedAfterItWasRead(t *testing.T) {
	p := across(t, true)
	batch := texts("a", strings.Repeat("b", 40_000), "c")
	defer batch.Release()
	w := ipc.NewWriter(p.writer, ipc.WithSchema(batch.Schema()))
	if err := w.Write(batch); err != nil {
		t.Fatal(err)
	}
	if err := p.writer.ring.flush(); err != nil {
		t.Fatal(err)
	}
	r, err := p.stream.open(order{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if !r.Next() || consistent(r.RecordBatch()) != nil {
		t.Fatalf("no batch: %v", r.Err())
	}
	for i := range p.writer.ring.memory {
		p.writer.ring.memory[i] = 0xff
	}
	if err := consistent(r.RecordBatch()); err != nil || !array.RecordEqual(r.RecordBatch(), batch) {
		t.Errorf("the batch that was read has changed: %v", err)
	}
}

// TestInconsistentBatches: what a child claims of its own batch must not lead its reader
// outside. The offsets of two values of 11 bytes and 1 byte are changed on their way.
func TestInconsistentBatches(t *testing.T) {
	for name, offsets := range map[string][]int32{
		"beyond the text, and back": {0, 1000, 12},
		"backwards":                 {0, 12, 11},
		"before the text":           {-5, 11, 12},
		"the last beyond":           {0, 11, 400},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []arrow.DataType{arrow.BinaryTypes.String, arrow.BinaryTypes.Binary} {
				for _, ring := range []bool{true, false} {
					err := readOffsets(t, kind, offsets, ring)
					if err == nil || strings.Contains(err.Error(), poison) {
						t.Errorf("%s: it is taken for an answer, or its value is told: %v", kind, err)
					}
				}
			}
		})
	}
	if err := readOffsets(t, arrow.BinaryTypes.String, []int32{0, 11, 12}, true); err != nil {
		t.Errorf("offsets as they should be: %v", err)
	}
}

// readOffsets sends a batch of two values with these offsets, and reads it as an answer.
func readOffsets(t *testing.T, kind arrow.DataType, offsets []int32, ring bool) error {
	t.Helper()
	p := across(t, ring)
	right := arrow.Int32Traits.CastToBytes([]int32{0, 11, 12})
	sent := bytes.Replace(encoded(t, kind, poison, "x"), right, arrow.Int32Traits.CastToBytes(offsets), 1)
	if _, err := p.writer.Write(sent); err != nil {
		t.Fatal(err)
	}
	if err := p.writer.ring.flush(); err != nil {
		t.Fatal(err)
	}
	if err := p.writer.say(frameDone, nil); err != nil {
		t.Fatal(err)
	}
	r, err := (&Engine{limits: Usual}).ask(context.Background(), p.stream.child, order{})
	if err != nil {
		return err
	}
	defer r.Release()
	for r.Next() {
		_ = r.RecordBatch().Column(0).ValueStr(1)
	}
	return r.Err()
}

// encoded is an Arrow stream of one column.
func encoded(t *testing.T, kind arrow.DataType, values ...string) []byte {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "x", Type: kind}}, nil))
	defer b.Release()
	for _, v := range values {
		if err := b.Field(0).AppendValueFromString(text(kind, v)); err != nil {
			t.Fatal(err)
		}
	}
	batch := b.NewRecordBatch()
	defer batch.Release()
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(batch.Schema()))
	if err := errors.Join(w.Write(batch), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// text is a value as a builder of its kind reads it: bytes as base64.
func text(kind arrow.DataType, value string) string {
	if kind.ID() == arrow.BINARY {
		return base64.StdEncoding.EncodeToString([]byte(value))
	}
	return value
}

func TestBatchLargerThanAnAnswerMayBe(t *testing.T) {
	e := open(t, published(t), small, Limits{Bytes: 1 << 20})
	_, _, err := whole(e, "SELECT repeat('x', 3000000) AS x")
	if fault.KindOf(err) != fault.Policy {
		t.Fatalf("%v is of kind %d, want %d", err, fault.KindOf(err), fault.Policy)
	}
	for _, says := range []string{"1 rows", "1048576", "shorter columns"} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%q does not say %q", err, says)
		}
	}
	if rows, _, err := whole(e, "SELECT repeat('x', 900000) AS x"); err != nil || rows != 1 {
		t.Errorf("a row that is wider than a slot of the ring: %d rows, %v", rows, err)
	}
}

// TestMemoryIsUsedAgain: the memory of a batch goes to the next one only when all that
// hold it have released it.
func TestMemoryIsUsedAgain(t *testing.T) {
	p := &pool{}
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
