package sourcetest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// How much of an endless input is read, and what it may take.
const (
	endlessBytes = 256 << 20
	endlessHeap  = 256 << 20
)

// readsEndless feeds a pipe, and stops the reading after a while.
func readsEndless(t *testing.T, src source.Source, fx Fixture) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	name := fx.EndlessFile
	if name == "" {
		name = fx.Main
	}
	spec := place(t, fx, fx.Files)
	path := filepath.Join(t.TempDir(), filepath.Base(name))
	if err := makePipe(path); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("there are no named pipes here")
	} else if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &counting{}
	written, end := feed(t, path, fx.Endless, cancel)
	peak := watchHeap(ctx)
	err := src.Read(ctx, source.Input{Path: path, Spec: spec}, out)
	cancel()
	end()
	switch {
	case written.Load() < endlessBytes:
		t.Errorf("it ended with error %v after %d bytes, want it to read on", err, written.Load())
	case !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted:
		t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
	case out.rows == 0:
		t.Error("no rows were emitted while reading")
	}
	if heap := <-peak; heap > endlessHeap {
		t.Errorf("%d MB of memory were taken, want at most %d", heap>>20, endlessHeap>>20)
	}
	settle(t, fx, before)
}

// feed writes to the pipe until enough was written, and then cancels the reading. The
// pipe stays open until end is called, so that the input has no end.
func feed(t *testing.T, path string, endless func(w io.Writer) error, cancel func()) (written *atomic.Int64, end func()) {
	written = &atomic.Int64{}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer cancel()
		pipe, err := openPipe(ctx, path)
		if err != nil {
			return
		}
		defer pipe.Close()
		w := bufio.NewWriterSize(meter{pipe, written}, 256<<10)
		if err := endless(w); err == nil {
			t.Error("Endless came to an end before its writer failed")
		}
		cancel()
		<-ctx.Done()
	}()
	return written, func() { stop(); <-ended }
}

var errEnough = errors.New("enough was written")

// meter counts what is written, up to enough.
type meter struct {
	io.Writer
	written *atomic.Int64
}

func (m meter) Write(p []byte) (int, error) {
	n, err := m.Writer.Write(p)
	if m.written.Add(int64(n)) >= endlessBytes && err == nil {
		err = errEnough
	}
	return n, err
}

// watchHeap gives the most memory that the heap took until ctx is done.
func watchHeap(ctx context.Context) <-chan uint64 {
	peak := make(chan uint64, 1)
	runtime.GC()
	go func() {
		var most uint64
		for ctx.Err() == nil {
			sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			time.Sleep(5 * time.Millisecond)
		}
		peak <- most
	}()
	return peak
}

// counting is a sink that keeps nothing.
type counting struct{ rows int64 }

func (c *counting) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	c.rows += rec.NumRows()
	return nil
}
func (c *counting) File(*schema.Table, source.File) error { return nil }
func (c *counting) Reject(source.Reject) error            { return nil }
func (c *counting) Skip(string, int64) error              { return nil }
func (c *counting) Mark(string) error                     { return nil }
