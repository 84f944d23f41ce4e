package contain

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/contain/batch"
	"chartline/pipeline/contain/frame"
	"chartline/pipeline/contain/ring"
	"chartline/pipeline/fault"
)

// passed are the two sides of an answer within this process.
type passed struct {
	writer *channel
	out    *os.File // its frames; close it for their end
	shared *os.File // the memory of the ring
	stream *stream
}

// across gives a ring, or only the pipe, with a child that is not asked anything.
func across(t *testing.T, shared bool) passed {
	t.Helper()
	frames, out := pipe(t)
	dead := make(chan struct{})
	close(dead)
	c := &child{frames: frame.NewReader(frames), orders: newOrders(nowhere{}), answers: nowhere{}, gone: dead}
	p := passed{&channel{Writer: frame.NewWriter(out)}, out, nil, &stream{ctx: context.Background(), child: c, limits: Usual, patience: time.Minute}}
	if shared {
		p.shared = share(t, c, p.writer)
	}
	return p
}

// share puts a ring between both sides and gives its memory as a file.
func share(t *testing.T, c *child, w *channel) *os.File {
	t.Helper()
	r, files, err := ring.New()
	if err != nil {
		t.Skipf("this system has no shared memory: %v", err)
	}
	fd, err := syscall.Dup(int(files[0].Fd()))
	if err != nil {
		t.Fatal(err)
	}
	memory := os.NewFile(uintptr(fd), "answer")
	t.Cleanup(func() {
		r.Close()
		if err := errors.Join(memory.Close(), files[1].Close()); err != nil {
			t.Error(err)
		}
	})
	if w.ring, err = ring.Join(files, w.Announce); err != nil {
		t.Fatal(err)
	}
	c.ring = r
	return memory
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
	sent := texts("a", strings.Repeat("b", 40_000), "c")
	defer sent.Release()
	w := ipc.NewWriter(p.writer, ipc.WithSchema(sent.Schema()))
	if err := w.Write(sent); err != nil {
		t.Fatal(err)
	}
	if err := p.writer.ring.Flush(); err != nil {
		t.Fatal(err)
	}
	r, err := p.stream.open(order{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if !r.Next() || batch.Check(r.RecordBatch()) != nil {
		t.Fatalf("no batch: %v", r.Err())
	}
	if _, err := p.shared.WriteAt(bytes.Repeat([]byte{0xff}, ring.SlotSize), 0); err != nil {
		t.Fatal(err)
	}
	if err := batch.Check(r.RecordBatch()); err != nil || !array.RecordEqual(r.RecordBatch(), sent) {
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
	if err := p.writer.ring.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := p.writer.Say(frame.Done, nil); err != nil {
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
