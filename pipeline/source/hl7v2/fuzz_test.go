package hl7v2

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/sourcetest"
)

// FuzzMessages reads any text as a block of messages: it never panics, says the same
// twice, leaves nothing out without a place and a reason, and emits no more than it read.
func FuzzMessages(f *testing.F) {
	f.Add(everything)
	f.Add(sent("ADT^A03", "20260301101112.5+0100", "EVN||20260301||||2026030110", pid, stay("202602251015", `""`), dg1("1", `I50\T\9^^I10C^42343007^^SCT`, "F", "1"), "ZDX|1|Y"))
	f.Add(strings.NewReplacer("|", "^", "^", "~", "~", "|").Replace(sent("DFT^P11", "20260301", pid, pv1, "FT1|1|||20260301||CR||||2.5||10.01|||||||||||||99285")))
	f.Add("\x0bMSH|^~\\&|A|B|||2026||BAR^P12|1|P|2.8|||||||8859/1\n" + pid + "\r\nPV1|1|I\nx|2\r\n\x1c\r")
	f.Add("FHS|^~\\&\rBHS|^~\\&\r" + sent("ADT^A06", "2026", pid, "MRG|||A0||V0", pv1) + "BTS|1\rFTS|1\r")
	s := &settings{zone: time.UTC, facility: "feed", outpatient: "ANC"}
	s.poa, _ = segment.ParsePosition("ZDX-2")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		first, records := block(t, s, text)
		again, _ := block(t, s, text)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Fatal("read twice, it says something else")
		}
		for _, r := range first.Rejects {
			if r.Table == nil || r.Reason == "" || r.Record < 1 || r.Record > records || len(r.Raw) > 3*rawBytes || !utf8.ValidString(r.Raw) {
				t.Fatalf("a reject of %v for %q at %d of %d", r.Table, r.Reason, r.Record, records)
			}
		}
		for table, rows := range first.Rows {
			for _, row := range rows {
				check(t, table, row)
			}
		}
	})
}

func block(t *testing.T, s *settings, text string) (*sourcetest.Collector, int64) {
	var out sourcetest.Collector
	w := newWorker(s, new(atomic.Int64), &out)
	defer w.Release()
	records, err := w.Block([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &out, records
}

// check holds a row to what the schema and the source promise.
func check(t *testing.T, table string, row sourcetest.Row) {
	t.Helper()
	for column, value := range row {
		if !utf8.ValidString(value) || len(value) > 4*longestText {
			t.Fatalf("%s.%s has %d bytes", table, column, len(value))
		}
	}
	if row[source.Stated] == "" {
		t.Fatalf("a row of %s is not stated", table)
	}
	for _, column := range map[string][]string{
		"patient": {"patient_id"}, "encounter": {"encounter_id", "facility_id", "patient_type"},
		"diagnosis": {"encounter_id", "sequence", "role", "code", "code_system"},
		"procedure": {"encounter_id", "sequence", "role", "code", "code_system"},
		"event":     {"event_id", "encounter_id", "event_type", "occurred_on"}, "service_line": {"encounter_id", "line_no"},
		"code_statement": {"statement_id", "code_system", "kind", "code"}, "drg_assignment": {"encounter_id", "drg_system", "drg"},
		"code_list": {"encounter_id", "list"}, "code_assignment": {"encounter_id"},
	}[table] {
		if row[column] == "" {
			t.Fatalf("%s without %s", table, column)
		}
	}
}

// FuzzSplitting cuts a file at every place where a block may end: the messages are the
// same.
func FuzzSplitting(f *testing.F) {
	f.Add(everything, 700)
	f.Add("\ufeff"+everything, 900)
	f.Add("\x0b"+sent("ADT^A01", "2026", pid)+"\x1c\r\x0b"+sent("ADT^A01", "2026", pid)+"\x1c\r", 120)
	f.Fuzz(func(t *testing.T, text string, at int) {
		if at < 0 || at > len(text) {
			t.Skip()
		}
		end := message.LastStart([]byte(text[:at]))
		if end < 0 || end > at {
			t.Fatalf("a block of %d bytes ends at %d", at, end)
		}
		whole := messagesOf(text)
		parts := append(messagesOf(text[:end]), messagesOf(text[end:])...)
		if strings.Join(whole, "|") != strings.Join(parts, "|") {
			t.Fatalf("%q\nin two blocks\n%q", whole, parts)
		}
	})
}

// messagesOf are the messages of a text, without what frames them.
func messagesOf(text string) (all []string) {
	for {
		one, rest, found := message.Cut(text)
		if !found {
			return all
		}
		all = append(all, strings.TrimRight(one, "\x0b\ufeff"))
		text = rest
	}
}
