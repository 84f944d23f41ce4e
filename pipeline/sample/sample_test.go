package sample_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/sample"
)

// The options of the committed instance.
const (
	encounters = 4000
	seed       = 20260930
)

func write(t *testing.T, n int, seed uint64) (string, sample.Truth) {
	t.Helper()
	dir := t.TempDir()
	truth, err := sample.Write(context.Background(), sample.Options{Encounters: n, Seed: seed, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// committed gives the folder of the committed instance and its statement. That it is
// what the generator writes has a test of its own.
func committed(t *testing.T) (string, sample.Truth) {
	t.Helper()
	const dir = "../../sample-data"
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth sample.Truth
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// contents reads the files of a folder that a run writes; compressed ones are unpacked,
// since the same text may be compressed in more than one way.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.Contains(name, ".csv") && name != "truth.json" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			text = unpack(t, text)
		}
		texts[name] = string(text)
	}
	return texts
}

func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	in, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func differing(a, b map[string]string) []string {
	var names []string
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}

func TestCommittedFolderIsWhatTheGeneratorWrites(t *testing.T) {
	dir, _ := write(t, encounters, seed)
	if names := differing(contents(t, dir), contents(t, "../../sample-data")); len(names) > 0 {
		t.Errorf("sample-data differs in %v; write it again with: chartline sample --encounters %d --seed %d --out sample-data",
			names, encounters, seed)
	}
}

func TestCommittedFolderIsSmall(t *testing.T) {
	var size int64
	err := filepath.WalkDir("../../sample-data", func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		size += info.Size()
		return err
	})
	if err != nil || size == 0 || size > 4_000_000 {
		t.Errorf("sample-data has %d bytes (%v), want up to 4 MB", size, err)
	}
}

func TestSameOptionsSameBytes(t *testing.T) {
	a, _ := write(t, 900, 7)
	b, _ := write(t, 900, 7)
	for _, name := range []string{"event.csv.gz", "diagnosis.csv.gz", "truth.json", "audit_code.csv"} {
		x, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			t.Fatal(err)
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil || !bytes.Equal(x, y) {
			t.Errorf("%s differs between two runs (%v)", name, err)
		}
	}
	if names := differing(contents(t, a), contents(t, b)); len(names) > 0 {
		t.Errorf("%v differ between two runs", names)
	}
}

func TestAnotherSeedIsAnotherGroup(t *testing.T) {
	a, _ := write(t, 900, 7)
	b, _ := write(t, 900, 8)
	x, y := contents(t, a), contents(t, b)
	for _, name := range []string{"encounter.csv", "patient.csv", "event.csv.gz", "diagnosis.csv.gz", "audit_case.csv", "coder_day.csv"} {
		if x[name] == y[name] {
			t.Errorf("%s is the same for two seeds", name)
		}
	}
}

func TestTruthIsReturnedAsWritten(t *testing.T) {
	dir, truth := write(t, 600, 3)
	var read sample.Truth
	if err := json.Unmarshal([]byte(contents(t, dir)["truth.json"]), &read); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(truth)
	b, _ := json.Marshal(read)
	if !bytes.Equal(a, b) || read.Encounters != 600 || read.Seed != 3 {
		t.Error("truth.json says something else than Write")
	}
}

func TestSmallestGroups(t *testing.T) {
	for _, n := range []int{1, 2, 3, 40} {
		dir, truth := write(t, n, 5)
		if got := len(readGroup(t, dir).tables["encounter"].rows); got != n || truth.Visits.Loaded != int64(n) {
			t.Errorf("%d encounters: %d read, %d stated", n, got, truth.Visits.Loaded)
		}
	}
}

func TestRefusals(t *testing.T) {
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		ctx  context.Context
		o    sample.Options
		kind fault.Kind
	}{
		{"no encounters", context.Background(), sample.Options{Dir: t.TempDir()}, fault.Usage},
		{"a file in place of the folder", context.Background(), sample.Options{Encounters: 5, Dir: blocked}, fault.Unavailable},
		{"canceled", canceled, sample.Options{Encounters: 5, Dir: t.TempDir()}, fault.Interrupted},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := sample.Write(test.ctx, test.o)
			var e *fault.Error
			if !errors.As(err, &e) || e.Kind != test.kind {
				t.Errorf("error %v, want kind %d", err, test.kind)
			}
			if _, err := os.Stat(filepath.Join(test.o.Dir, "truth.json")); err == nil {
				t.Error("truth.json was written all the same")
			}
		})
	}
}

func TestProgressEndsWithTheTotal(t *testing.T) {
	var seen []int
	_, err := sample.Write(context.Background(), sample.Options{
		Encounters: 9000, Seed: 1, Dir: t.TempDir(),
		Progress: func(done, total int) {
			if total != 9000 {
				t.Errorf("total %d", total)
			}
			seen = append(seen, done)
		},
	})
	if err != nil || len(seen) < 3 || seen[0] != 0 || seen[len(seen)-1] != 9000 {
		t.Errorf("progress %v, error %v", seen, err)
	}
}

// TestLargerRunReplacesSmaller writes plain files over compressed ones: both together
// would bring every row twice.
func TestLargerRunReplacesSmaller(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []int{50, 20_001} {
		if _, err := sample.Write(context.Background(), sample.Options{Encounters: n, Seed: 1, Dir: dir}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "event.csv.gz")); err == nil {
		t.Error("event.csv.gz of the smaller run is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, "event.csv")); err != nil {
		t.Error(err)
	}
}

// TestMemoryDoesNotGrow compares what is live in the middle of runs of different size.
func TestMemoryDoesNotGrow(t *testing.T) {
	live := func(n int) uint64 {
		var most uint64
		_, err := sample.Write(context.Background(), sample.Options{
			Encounters: n, Seed: 1, Dir: t.TempDir(),
			Progress: func(done, _ int) {
				if done*2 < n {
					return
				}
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return most
	}
	small, large := live(21_000), live(84_000)
	if large > small+small/5 {
		t.Errorf("%d bytes are live for 21,000 encounters and %d for 84,000", small, large)
	}
}
