package blocks

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// TestMemoryIsBounded reads a gigabyte, half of it of short records and of very long ones, and
// is slow in taking them.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads gigabytes")
	}
	long := []byte(strings.Repeat("w", 20<<20) + "\n")
	for _, c := range []struct {
		name  string
		text  []byte
		pause time.Duration
	}{
		{"short", []byte("E1,1,principal,I10,ICD-10-CM\n"), 2 * time.Millisecond},
		{"long", long, 30 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := io.LimitReader(&repeated{text: c.text}, 1<<29)
			out := &watched{pause: c.pause}
			err := Run(t.Context(), Stream{Place: "x.txt", From: from, End: lineEnd, Cores: 8},
				func(out source.Sink) Worker { return &counted{out} }, out)
			if err != nil {
				t.Fatal(err)
			}
			if out.records != 1<<29/int64(len(c.text))+1 {
				t.Errorf("%d records, want %d", out.records, 1<<29/len(c.text)+1)
			}
			t.Log(out.most >> 20)
			if out.most > 350<<20 {
				t.Errorf("%d MB of memory were taken", out.most>>20)
			}
		})
	}
}

// counted is a worker that counts lines.
type counted struct{ out source.Sink }

func (c *counted) Block(data []byte) (int64, error) {
	n := int64(bytes.Count(data, []byte("\n")))
	if data[len(data)-1] != '\n' {
		n++
	}
	return n, c.out.Skip("lines", n)
}
func (c *counted) Release() {}

// watched is a sink that looks at what lives on the heap.
type watched struct {
	source.Sink
	records int64
	most    uint64
	pause   time.Duration // in every call
}

func (w *watched) Skip(_ string, records int64) error {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	w.most = max(w.most, m.HeapAlloc)
	w.records += records
	time.Sleep(w.pause)
	return nil
}
func (w *watched) Batch(*schema.Table, arrow.RecordBatch) error { return nil }

// BenchmarkRun is what it costs to cut a gigabyte into blocks and to hand them over.
func BenchmarkRun(b *testing.B) {
	text := []byte(strings.Repeat("E0000001,1,1,principal,E1165,ICD-10-CM,Y\n", 1<<20))
	for _, cores := range []int{1, 0} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				err := Run(b.Context(), Stream{Place: "x", From: bytes.NewReader(text), End: lineEnd, Cores: cores},
					func(out source.Sink) Worker { return &counted{out} }, discard{})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSmall is what a file of one record costs.
func BenchmarkSmall(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		err := Run(b.Context(), Stream{Place: "x", From: strings.NewReader("a\n"), End: lineEnd},
			func(out source.Sink) Worker { return &counted{out} }, discard{})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// discard is a sink that keeps nothing.
type discard struct{ source.Sink }

func (discard) Skip(string, int64) error { return nil }
