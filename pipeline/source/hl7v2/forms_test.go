package hl7v2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/blocks"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/sourcetest"
)

// TestForms reads the same two messages in every form in which files have them.
func TestForms(t *testing.T) {
	first := sent("ADT^A03", "20260301", "EVN||20260301", pid, stay("20260225", "20260301"), dg1("1", "A1^^I10", "F", "1"))
	second := sent("BAR^P12", "20260302", "EVN||20260302", pid, dg1("1", "B2^^I10", "F", "1"))
	lines := func(end string) string { return strings.ReplaceAll(first+second, "\r", end) }
	want := fmt.Sprint(read(t, nil, first+second).Rows)
	for name, file := range map[string]string{
		"LF":                  lines("\n"),
		"CRLF":                lines("\r\n"),
		"a mixture":           strings.ReplaceAll(first, "\r", "\n") + strings.ReplaceAll(second, "\r", "\r\n"),
		"blank lines":         lines("\n\n"),
		"no last end":         strings.TrimSuffix(first+second, "\r"),
		"byte order marks":    "\ufeff" + first + "\ufeff" + second,
		"a frame each":        "\x0b" + first + "\x1c\r\x0b" + second + "\x1c\r",
		"a batch":             "BHS|^~\\&|A\r" + first + second + "BTS|2\r",
		"two batches":         "FHS|^~\\&|A\rBHS|^~\\&|A\r" + first + "BTS|1\rBHS|^~\\&|A\r" + second + "BTS|1|x\rFTS|2\r",
		"a framed batch":      "\x0bFHS|^~\\&|A\rBHS|^~\\&|A\r" + first + second + "BTS|2\rFTS|1\r\x1c\r",
		"remarks":             "// from a manual\n\n" + lines("\n") + "\n/* end */\n",
		"odd delimiters":      strings.NewReplacer("|", "^", "^", "~", "~", "|").Replace(first) + second,
		"segments of no use":  strings.Replace(first, "PV1|", "NK1|1|X\rOBX|1|TX|||MSH|\rZZZ|1\rPV1|", 1) + second,
		"a truncation char":   strings.Replace(first, `^~\&`, `^~\&#`, 1) + second,
		"an event in EVN-1":   strings.NewReplacer("||ADT^A03|", "||ADT|", "EVN||", "EVN|A03|").Replace(first) + second,
		"a line break inside": strings.Replace(first, "1 ROAD", "1\nROAD", 1) + second,
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, file)
			if have := fmt.Sprint(got.Rows); have != want {
				t.Errorf("%s\nwant\n%s", have, want)
			}
			if len(got.Rejects)+len(got.Skipped) > 0 {
				t.Errorf("rejects %v, skipped %v", got.Rejects, got.Skipped)
			}
		})
	}
}

// TestCharacterSets has ING-05 in a column that is kept.
func TestCharacterSets(t *testing.T) {
	message := func(charset, facility string) string {
		header := `MSH|^~\&|APP|SEND|||20260301||ADT^A08|1|P|2.5.1||||||` + charset
		return strings.Join([]string{header, pid, visitOf(map[int]string{3: "4E^^^" + facility}), ""}, "\r")
	}
	for name, c := range map[string]struct{ option, message, want string }{
		"UTF-8":            {"", message("", "Zürich"), "Zürich"},
		"Windows":          {"", message("", "Z\xfcrich \x96"), "Zürich –"},
		"by option":        {"8859/5", message("", "\xb4\xd0"), "Да"},
		"declared":         {"8859/5", message("8859/1", "\xe9"), "é"},
		"an escaped byte":  {"", message("8859/1", `\XE9\`), "é"},
		"declared wrongly": {"", message("UNICODE UTF-8", "\xe9"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			options := map[string]string{}
			if c.option != "" {
				options["charset"] = c.option
			}
			got := read(t, options, c.message)
			if c.want != "" {
				is(t, only(t, got, "encounter"), map[string]string{"facility_id": c.want})
				return
			}
			if len(got.Rejects) != 1 || got.Rejects[0].Reason != source.ReasonEncoding || got.Rejects[0].Table != source.Unread {
				t.Errorf("%v", got.Rejects)
			}
		})
	}
}

// TestBrokenMessages leaves the bad message of a file out, by its number, and reads on.
func TestBrokenMessages(t *testing.T) {
	good := sent("ADT^A31", "20260301", pid)
	for name, c := range map[string]struct{ bad, table, reason string }{
		"no delimiters":        {"MSH|||APP|\r" + pid + "\r", "record", source.ReasonStructure},
		"a header cut off":     {"MSH|^~\\&|APP|SEND\r", "record", source.ReasonStructure},
		"a header without all": {"MSH|^~\\\r", "record", source.ReasonStructure},
		"no type":              {sent("", "20260301", pid), "record", source.ReasonStructure},
		"too many codes":       {sent("BAR^P05", "20260301", pid, pv1, strings.Repeat("DG1|1||A1^^I10\r", mostCoded+1)), "record", source.ReasonTooLarge},
		"an enormous column":   {sent("ADT^A08", "20260301", "ZZZ|", visitOf(map[int]string{10: strings.Repeat("x", 2000)})), "encounter", source.ReasonTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, good+c.bad+good)
			if len(got.Rejects) != 1 || len(got.Rows["patient"]) < 2 {
				t.Fatalf("%d rejects, %d patients", len(got.Rejects), len(got.Rows["patient"]))
			}
			r := got.Rejects[0]
			if r.Table.Name != c.table || r.Reason != c.reason || r.Record != 2 || len(r.Raw) == 0 || len(r.Raw) > rawBytes {
				t.Errorf("%s %s at %d with %d bytes", r.Table.Name, r.Reason, r.Record, len(r.Raw))
			}
		})
	}
}

// TestFilesThatAreRefused are none of HL7, or not all of one.
func TestFilesThatAreRefused(t *testing.T) {
	good := sent("ADT^A31", "20260301", pid)
	for name, c := range map[string]struct{ file, want string }{
		"no message":             {"encounter_id,code\n1,I10\n", "no HL7 v2 message"},
		"XML":                    {"<ADT_A01><MSH></MSH></ADT_A01>", "no HL7 v2 message"},
		"UTF-16":                 {"\xff\xfeM\x00S\x00H\x00|\x00", "text in UTF-16"},
		"headers only":           {"MSH|^~\\&|\rMSH|^~\\&|\r", "no HL7 v2 message"},
		"a batch cut off":        {"BHS|^~\\&|A\r" + good, "has no trailer"},
		"a batch that lacks one": {"BHS|^~\\&|A\r" + good + "BTS|2\r", "fewer messages"},
		"a frame cut off":        {"\x0b" + good, "no end of its frame"},
		"a longer message":       {good + strings.Repeat("NTE|"+strings.Repeat("x", 1<<20)+"\r", 65), "longer than 64 MiB"},
		"a longer field":         {strings.TrimSuffix(good, "\r") + strings.Repeat("x", 65<<20), "longer than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tryRead(t, nil, c.file)
			if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "feed.hl7") {
				t.Errorf("%v, want %q", err, c.want)
			}
			if strings.Contains(fmt.Sprint(err), "DOE") {
				t.Errorf("%v shows a value", err)
			}
		})
	}
}

// TestAMillionSegments are read through: those that hold no code are not kept.
func TestAMillionSegments(t *testing.T) {
	file := sent("ADT^A08", "20260301", pid, pv1, strings.Repeat("NK1|1\r", 1_000_000)+"DG1|1||A1^^I10")
	got := read(t, nil, file)
	if len(got.Rows["encounter"]) != 1 || len(got.Rows["diagnosis"]) != 1 || len(got.Rejects) > 0 {
		t.Errorf("%v %v", got.Rows, got.Rejects)
	}
}

// TestUnknownTypes are counted under a name of HL7 or as other, and never under a value.
func TestUnknownTypes(t *testing.T) {
	got := read(t, nil, sent("ORU^R01", "2026", pid)+sent("ORU^POISON", "2026", pid)+sent("POISON^A01", "2026", pid)+
		sent("ADT^A40", "2026", pid)+sent("ADT^A05", "2026", pid)+sent("ORU^R01^ORU_R01", "2026", pid)+sent("ACK", "2026"))
	if have, want := fmt.Sprint(got.Skipped), "map[ACK:1 ADT^A05:1 ADT^A40:1 ORU:1 ORU^R01:2 other:1]"; have != want {
		t.Errorf("%s, want %s", have, want)
	}
}

// TestRejectsAreNumberedThroughTheFile has more than one block.
func TestRejectsAreNumberedThroughTheFile(t *testing.T) {
	var b strings.Builder
	good := sent("ADT^A31", "20260301", pid, "NTE|1||"+strings.Repeat("x", 50_000))
	const messages = 300 // 15 MB
	for i := range messages {
		if i == 7 || i == messages-1 {
			b.WriteString(sent("ADT^A31", "20260301", "PID|1"))
			continue
		}
		b.WriteString(good)
	}
	got := read(t, nil, b.String())
	if len(got.Rejects) != 2 || got.Rejects[0].Record != 8 || got.Rejects[1].Record != messages {
		t.Errorf("%v", got.Rejects)
	}
	if len(got.Rows["patient"]) != messages-2 {
		t.Errorf("%d patients, want %d", len(got.Rows["patient"]), messages-2)
	}
}

// endless repeats messages for ever.
type endless struct {
	message string
	at      int
	total   atomic.Int64
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		copied := copy(p[n:], e.message[e.at:])
		e.at = (e.at + copied) % len(e.message)
		n += copied
	}
	e.total.Add(int64(n))
	return n, nil
}

// TestMemoryIsBounded reads half a gigabyte of a feed that never ends.
func TestMemoryIsBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	feed := &endless{message: sent("BAR^P05", "20260301", pid, pv1, dg1("1", "A1^^I10", "F", "1"), "NTE|1||"+strings.Repeat("x", 500))}
	s, err := settingsOf(source.Spec{Name: "feed"})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC() // what other tests left behind is none of the feed's
	var most uint64
	var out rowCount
	w := watch{rowCount: &out, then: func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapInuse)
		if feed.total.Load() > 512<<20 {
			cancel()
		}
	}}
	stream := blocks.Stream{Place: "feed", From: message.NewTrailers(feed, "feed"), End: message.LastStart}
	err = blocks.Run(ctx, stream, func(to source.Sink) blocks.Worker { return newWorker(s, new(atomic.Int64), to) }, &w)
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if out.rows < 1_000_000 || out.rejects > 0 {
		t.Errorf("%d rows, %d rejects", out.rows, out.rejects)
	}
	if most > 256<<20 {
		t.Errorf("%d MiB of heap, want less than 256", most>>20)
	}
}

// TestNothingIsLeftRunning reads files to the end, to an error and until cancelled.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	path := filepath.Join(t.TempDir(), "feed.hl7")
	if err := os.WriteFile(path, feed(24<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	in := source.Input{Path: path, Spec: source.Spec{Name: "feed"}}
	for range 3 {
		if err := (Source{}).Read(t.Context(), in, &rowCount{}); err != nil {
			t.Fatal(err)
		}
		got := sourcetest.Collector{Then: func() error { return io.ErrShortWrite }}
		if err := (Source{}).Read(t.Context(), in, &got); !errors.Is(err, io.ErrShortWrite) {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		stop := watch{rowCount: &rowCount{}, then: cancel}
		if err := (Source{}).Read(ctx, in, &stop); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	for range 6000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
