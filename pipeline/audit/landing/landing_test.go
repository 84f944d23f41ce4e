package landing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit/audittest"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/source"
)

// TestRowsAreEmitted: table by table in the order in which they were added first, each with
// what was set. What is empty stays empty, and a share is exact.
func TestRowsAreEmitted(t *testing.T) {
	rows := landing.New()
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	event := func(id, reason string) {
		rows.Add("audit_event", func(v *landing.Values) {
			v.Text("audit_case_id", id)
			v.Instant("occurred_at", day.Add(30*time.Hour))
			v.Date("occurred_on", day)
			v.Text("reason", reason)
		})
	}
	event("Q-1", "sealed")
	rows.Add("audit_stratum", func(v *landing.Values) {
		v.Text("stratum", "IP")
		v.Number("frame_count", 40)
		v.Share("expected_error", 1234)
	})
	rows.Add("audit_code", func(v *landing.Values) {
		v.Yes("withdrawn", false)
		v.Date("performed_on", time.Time{})
	})
	event("Q-2", "")
	want := []string{
		"audit_event audit_case_id=Q-1 occurred_at=2026-03-02T06:00:00Z occurred_on=2026-03-01 reason=sealed",
		"audit_event audit_case_id=Q-2 occurred_at=2026-03-02T06:00:00Z occurred_on=2026-03-01",
		"audit_stratum stratum=IP frame_count=40 expected_error=0.1234",
		"audit_code withdrawn=false",
	}
	if got := audittest.Emitted(t, rows); !slices.Equal(got, want) || rows.Len() != 4 {
		t.Errorf("%d rows:\n%s\nwant\n%s", rows.Len(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := audittest.Emitted(t, rows); !slices.Equal(got, want) {
		t.Errorf("read again it gives %s", strings.Join(got, "\n"))
	}
}

// TestWhatRowsAreToTheLedger: rows of a file are known by the file, which is hashed; others
// come from nowhere. No file is taken for them when a folder is looked through.
func TestWhatRowsAreToTheLedger(t *testing.T) {
	for name, c := range map[string]struct {
		rows   *landing.Rows
		remote bool
	}{"a decision": {landing.New(), true}, "a workbook": {landing.FromFile("back.xlsx"), false}} {
		t.Run(name, func(t *testing.T) {
			in, err := c.rows.Inputs(source.Spec{Path: "where"})
			if err != nil || len(in) != 1 || in[0].Path != "where" || in[0].Remote != c.remote || c.rows.Name() != "audit" {
				t.Errorf("%+v of %s, %v", in, c.rows.Name(), err)
			}
			if c.rows.Recognises("audit_case.csv", []byte("audit_case_id,audit_id")) {
				t.Error("it takes a file of the folder")
			}
			if c.rows.Len() != 0 || len(audittest.Emitted(t, c.rows)) != 0 {
				t.Error("it has rows that nobody added")
			}
		})
	}
}

// TestStopsWhenItIsTold: an interrupted command leaves no half of its rows unsaid.
func TestStopsWhenItIsTold(t *testing.T) {
	rows := landing.New()
	for i := range 3 {
		rows.Add("audit_stratum", func(v *landing.Values) { v.Text("stratum", fmt.Sprint(i)) })
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := rows.Read(ctx, source.Input{}, &audittest.Sink{}); err != context.Canceled {
		t.Errorf("it says %v", err)
	}
}
