package blocks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// lines is a worker whose records are lines. It emits each as a code, rejects those that
// begin with a minus, and can be made to fail.
type lines struct {
	codes *source.Batcher
	out   source.Sink
	on    func(line string) error
}

func starting(on func(line string) error) func(out source.Sink) Worker {
	return func(out source.Sink) Worker {
		return &lines{codes: source.NewBatcher(schema.Must("diagnosis"), out), out: out, on: on}
	}
}

func (l *lines) Block(data []byte) (records int64, err error) {
	for line := range bytes.Lines(data) {
		records++
		text := strings.TrimSuffix(string(line), "\n")
		if l.on != nil {
			if err := l.on(text); err != nil {
				return records, err
			}
		}
		if strings.HasPrefix(text, "-") {
			err = l.out.Reject(source.Reject{Table: source.Unread, Record: records, Reason: source.ReasonStructure, Raw: text})
		} else {
			l.codes.Text("code", text)
			err = l.codes.Next()
		}
		if err != nil {
			return records, err
		}
	}
	if err := l.out.Skip("block", 1); err != nil {
		return records, err
	}
	return records, l.codes.Flush()
}

func (l *lines) Release() { l.codes.Release() }

// lineEnd is where the last line ends.
func lineEnd(piece []byte) int { return bytes.LastIndexByte(piece, '\n') + 1 }

func run(t *testing.T, from io.Reader, cores int, on func(line string) error, out source.Sink) error {
	t.Helper()
	return Run(t.Context(), Stream{Place: "x.txt", From: from, End: lineEnd, Cores: cores}, starting(on), out)
}

// numbered are so many lines, every tenth of which is rejected; slow makes a worker take
// its time for some blocks, so that they are done out of order.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		if i%10 == 9 {
			b.WriteByte('-')
		}
		fmt.Fprintf(&b, "%d %s\n", i, strings.Repeat("x", i%200))
	}
	return b.String()
}

func slow(string) error {
	if rand.IntN(20_000) == 0 {
		time.Sleep(3 * time.Millisecond)
	}
	return nil
}

func TestOrderAndNumbers(t *testing.T) {
	const n = 200_000 // about 21 MB, several blocks of each size
	text := numbered(n)
	var first string
	for _, cores := range []int{1, 2, 7, 0} {
		var got sourcetest.Collector
		if err := run(t, iotest.HalfReader(strings.NewReader(text)), cores, slow, &got); err != nil {
			t.Fatal(err)
		}
		rows := got.Rows["diagnosis"]
		if len(rows) != n*9/10 || len(got.Rejects) != n/10 {
			t.Fatalf("%d cores: %d rows and %d rejects, want %d and %d", cores, len(rows), len(got.Rejects), n*9/10, n/10)
		}
		next := 0
		for _, r := range rows {
			if next%10 == 9 {
				next++
			}
			if number, _, _ := strings.Cut(r["code"], " "); number != strconv.Itoa(next) {
				t.Fatalf("%d cores: line %s comes where %d should", cores, number, next)
			}
			next++
		}
		for i, r := range got.Rejects {
			number, _, _ := strings.Cut(r.Raw, " ")
			if want := int64(10*i + 10); r.Record != want || number != strconv.Itoa(-10*i-9) {
				t.Fatalf("%d cores: reject %d is record %d, want %d", cores, i, r.Record, want)
			}
		}
		shape := fmt.Sprint(got.Batches, got.Skipped)
		if first == "" {
			first = shape
		}
		if shape != first || got.Skipped["block"] < 7 {
			t.Errorf("%d cores: blocks %s, want the same in every run: %s", cores, shape, first)
		}
	}
}

func TestEnds(t *testing.T) {
	long := strings.Repeat("y", 9<<20)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"one record", "a\n", []string{"a"}},
		{"no end of the last", "a\nb", []string{"a", "b"}},
		{"longer than two blocks", "a\n" + long + "\nb\n", []string{"a", long, "b"}},
		{"a long one without an end", "a\n" + long, []string{"a", long}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, from := range map[string]io.Reader{
				"at once":              strings.NewReader(c.text),
				"with the end at once": iotest.DataErrReader(strings.NewReader(c.text)),
			} {
				var got []string
				err := run(t, from, 1, func(line string) error { got = append(got, line); return nil }, &sourcetest.Collector{})
				if err != nil || len(got) != len(c.want) {
					t.Fatalf("%s: %d records with error %v, want %d", name, len(got), err, len(c.want))
				}
				for i := range got {
					if got[i] != c.want[i] {
						t.Errorf("%s: record %d has %d bytes, want %d", name, i, len(got[i]), len(c.want[i]))
					}
				}
			}
		})
	}
}

func TestRecordBeyondTheBound(t *testing.T) {
	from := io.MultiReader(strings.NewReader("a\n"), io.LimitReader(letters{}, longestBytes+1))
	err := run(t, from, 2, nil, &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Input || err.Error() != "x.txt: a record is longer than 64 MiB; check that it is of this format" {
		t.Errorf("error %v, want that the record is too long", err)
	}
}

// letters is a record without an end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'z'
	}
	return len(p), nil
}

var errLate, errEarly = errors.New("late"), errors.New("early")

// TestFirstErrorOfTheStreamWins has the worker of a later block fail before that of an
// earlier one.
func TestFirstErrorOfTheStreamWins(t *testing.T) {
	text := numbered(100_000)
	late := make(chan struct{})
	var got sourcetest.Collector
	err := run(t, io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("disk"))), 2, func(line string) error {
		switch {
		case strings.HasPrefix(line, "3000 "): // in the second block of 256 and 512 KiB
			<-late
			return errEarly
		case strings.HasPrefix(line, "10000 "):
			close(late)
			return errLate
		}
		return nil
	}, &got)
	if !errors.Is(err, errEarly) {
		t.Errorf("error %v, want that of the first record that has one", err)
	}
	if n := len(got.Rows["diagnosis"]); n == 0 || n >= 3000 {
		t.Errorf("%d rows, want those of the blocks before", n)
	}
}

func TestErrorOfTheStream(t *testing.T) {
	for _, want := range []error{errors.New("disk"), io.ErrUnexpectedEOF, fmt.Errorf("broken: %w", io.EOF)} {
		var got sourcetest.Collector
		err := run(t, io.MultiReader(strings.NewReader(numbered(10_000)), iotest.ErrReader(want)), 2, nil, &got)
		if err != want { //nolint:errorlint // the very error is asked for
			t.Errorf("error %v, want %v: a stream that breaks off has not ended", err, want)
		}
		if len(got.Rows["diagnosis"]) == 0 {
			t.Error("no rows, want those of the blocks before")
		}
	}
}

func TestPanicOfAWorker(t *testing.T) {
	err := run(t, strings.NewReader(numbered(50_000)), 2, func(line string) error {
		if strings.HasPrefix(line, "30000 ") {
			panic("POISON")
		}
		return nil
	}, &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Internal || !strings.Contains(err.Error(), "(blocks_test.go:") || strings.Contains(err.Error(), "POISON") {
		t.Errorf("error %v, want the line of code and nothing of the record", err)
	}
}

// FuzzRun cuts a text at every place, and asks for the same lines.
func FuzzRun(f *testing.F) {
	f.Add([]byte("a\nb\n\n-c"), uint8(3))
	f.Add([]byte(strings.Repeat("line\n", 100)), uint8(0))
	f.Fuzz(func(t *testing.T, text []byte, chunk uint8) {
		var got []string
		err := run(t, &short{text, int(chunk) + 1}, 1, func(line string) error { got = append(got, line); return nil }, &sourcetest.Collector{})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for line := range strings.Lines(string(text)) {
			want = append(want, strings.TrimSuffix(line, "\n"))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("lines %q, want %q", got, want)
		}
	})
}

// short reads a few bytes at a time.
type short struct {
	rest []byte
	most int
}

func (s *short) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.most)], s.rest)
	s.rest = s.rest[n:]
	return n, nil
}
