package fhirbulk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// FuzzDeleted: files of deletions and of outcomes. Every line that is not blank is
// accounted for, the same twice, and what is rejected says so without words of its own.
func FuzzDeleted(f *testing.F) {
	f.Add([]byte(bundle("2026-02-03T04:05:06Z", "Encounter/e", "Condition/c", "Procedure/p", "Patient/x")))
	f.Add([]byte(bundle("", "Condition?identifier=x", "/", "Encounter/_history/1")))
	f.Add([]byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"fatal"}]}`))
	f.Add([]byte("{\n\n\xff\n[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) == 0 || strings.HasPrefix(string(text), "PK\x03\x04") || text[0] == 0x1f || text[0] == 0x28 {
			return // what is packed is for the package inbox
		}
		in := source.Input{Path: filepath.Join(t.TempDir(), "f"), Spec: source.Spec{Name: "ehr"}}
		if err := os.WriteFile(in.Path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		lines := int64(0)
		for line := range strings.SplitSeq(string(text), "\n") {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		deleted, outcomes := read(t, in, true), read(t, in, false)
		if again := read(t, in, true); fmt.Sprint(again) != fmt.Sprint(deleted) {
			t.Fatalf("first %v, then %v", deleted, again)
		}
		for _, got := range []sourcetest.Collector{deleted, outcomes} {
			for _, r := range got.Rejects {
				if r.Table != source.Unread || r.Reason == "" || r.Record < 1 || len(r.Raw) > longestRaw {
					t.Fatalf("reject %+v", r)
				}
			}
		}
		counted := int64(len(outcomes.Rejects))
		for _, n := range outcomes.Skipped {
			counted += n
		}
		if counted != lines || int64(len(deleted.Rejects)) > lines {
			t.Fatalf("%d lines: %d outcomes told, %d deletions rejected", lines, counted, len(deleted.Rejects))
		}
		for _, r := range append(deleted.Rows["encounter"], deleted.Rows["code_statement"]...) {
			if r["cancelled"]+r["withdrawn"] != "true" || r["encounter_id"]+r["statement_id"] == "" {
				t.Fatalf("row %v", r)
			}
		}
	})
}

func read(t *testing.T, in source.Input, deleted bool) (got sourcetest.Collector) {
	t.Helper()
	err := readOutcomes(t.Context(), in, &got)
	if deleted {
		got = sourcetest.Collector{}
		err = readDeleted(t.Context(), in, transactionTime, &got)
	}
	if err != nil {
		t.Fatal(err)
	}
	return got
}
