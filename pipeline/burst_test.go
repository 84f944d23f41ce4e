package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func TestEachStopsAtTheFirstFailure(t *testing.T) {
	wrong := errors.New("wrong")
	var done atomic.Int64
	err := each(context.Background(), 1000, func(context.Context, int) error {
		if done.Add(1) == 5 {
			return wrong
		}
		return nil
	})
	if !errors.Is(err, wrong) || done.Load() > 100 {
		t.Errorf("error %v after %d", err, done.Load())
	}
}

func TestEachDoesAllOnce(t *testing.T) {
	var times [100]atomic.Int64
	if err := each(context.Background(), len(times), func(_ context.Context, i int) error { times[i].Add(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range times {
		if n := times[i].Load(); n != 1 {
			t.Errorf("%d was done %d times", i, n)
		}
	}
}

// Names keep their order in a listing, and the index is the one place that tells whose they are.
func TestFileNamesNameNobody(t *testing.T) {
	names := numbered("scorecard", 1200)
	if names[0] != "scorecard-0001.pdf" || names[1199] != "scorecard-1200.pdf" {
		t.Errorf("names %s to %s", names[0], names[1199])
	}
	path := filepath.Join(t.TempDir(), burstIndex)
	if err := writeIndex(path, "coder", []string{"C,1", "C2"}, names); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `scorecard-0001.pdf,"C,1"`) || strings.Count(string(text), "\n") != 3 {
		t.Errorf("index %s, error %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}
