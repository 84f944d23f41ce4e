package progress_test

import (
	"bytes"
	"testing"

	"chartline/cmd/chartline/progress"
)

// TestLinesTellTenthsOnlyWhereNothingElseIsTold: a log must show that a long stage
// moves, and must not be full of percentages between the names of files.
func TestLinesTellTenthsOnlyWhereNothingElseIsTold(t *testing.T) {
	cases := map[string]struct {
		total int64
		lines map[int]string // after so many units
		want  string
	}{
		"silent stage":  {total: 20, want: "s\ns: 10%\ns: 20%\ns: 30%\ns: 40%\ns: 50%\ns: 60%\ns: 70%\ns: 80%\ns: 90%\n"},
		"telling stage": {total: 4, lines: map[int]string{1: "a", 2: "b", 3: "c", 4: "d"}, want: "s\na\nb\nc\nd\n"},
		"not counted":   {total: 0, want: "s\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			l := &progress.Lines{Out: &out}
			l.Begin("s", c.total)
			for i := 1; i <= 20; i++ {
				if text, ok := c.lines[i]; ok {
					l.Line(text)
				}
				l.Advance(1)
			}
			l.End()
			if out.String() != c.want {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}

// TestBarLeavesItsLines: what was done stays to be read when the bar is gone.
func TestBarLeavesItsLines(t *testing.T) {
	var out bytes.Buffer
	b := &progress.Bar{Out: &out}
	b.Line("before")
	b.Begin("pulling", 10)
	b.Advance(4)
	b.Line("encounter.csv: 4 read")
	b.Advance(6)
	b.End()
	b.Line("after")
	for _, line := range []string{"before\n", "encounter.csv: 4 read\n", "after\n"} {
		if !bytes.Contains(out.Bytes(), []byte(line)) {
			t.Errorf("no line %q in %q", line, out.String())
		}
	}
}
