package blocks

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

func TestSinkErrorStopsAtOnce(t *testing.T) {
	full := errors.New("full")
	for _, first := range []string{"1\n", "-1\n"} {
		got := sourcetest.Collector{Then: func() error { return full }}
		before := runtime.NumGoroutine()
		if err := run(t, io.MultiReader(strings.NewReader(first+numbered(100_000)), letters{}), 2, nil, &got); !errors.Is(err, full) {
			t.Errorf("error %v, want that of the sink", err)
		}
		if got.Calls != 1 {
			t.Errorf("%d calls after the sink failed", got.Calls-1)
		}
		settle(t, before)
	}
}

// TestCancelStopsAtOnce cancels while the sink is at work on an endless stream.
func TestCancelStopsAtOnce(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	out := &sourcetest.Collector{}
	out.Then = func() error {
		if out.Calls == 20 {
			cancel()
		}
		return nil
	}
	err := Run(ctx, Stream{Place: "x.txt", From: &repeated{text: []byte("-1\n2\n")}, End: lineEnd}, starting(nil), out)
	if fault.KindOf(err) != fault.Interrupted || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
	}
	if out.Calls != 20 {
		t.Errorf("%d calls after it was cancelled", out.Calls-20)
	}
	settle(t, before)
}

// TestCancelBeforeAnything has a stream that was cancelled before.
func TestCancelBeforeAnything(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var got sourcetest.Collector
	err := Run(ctx, Stream{Place: "x.txt", From: strings.NewReader("1\n2\n"), End: lineEnd}, starting(nil), &got)
	if fault.KindOf(err) != fault.Interrupted || got.Calls > 0 {
		t.Errorf("error %v after %d calls, want an interruption", err, got.Calls)
	}
}

// repeated is a text again and again.
type repeated struct {
	text []byte
	at   int
	read atomic.Int64
}

func (r *repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m := copy(p[n:], r.text[r.at:])
		r.at = (r.at + m) % len(r.text)
		n += m
	}
	r.read.Add(int64(n))
	return n, nil
}

// settle waits until no more goroutines run than before.
func settle(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left of %d before", runtime.NumGoroutine(), before)
		}
	}
}
