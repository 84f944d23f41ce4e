package ledger

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"chartline/cmd/chartline/format"
)

// Write writes the status as tables or as one JSON object.
func (s *Status) Write(w io.Writer, form format.Form) error {
	if form == format.JSON {
		text, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w, string(text))
		return err
	}
	return s.writeText(w)
}

func (s *Status) writeText(w io.Writer) error {
	run := s.LastRun
	b := &sheet{w: w}
	b.line("%s, published by run %d (%s) of %s, %s ago", s.Store, run.Run, run.Status, minute(run.Started), age(s.asOf.Sub(run.Started)))
	if s.Behind {
		b.line("It changed after it was published: a pull is loading, or one failed. Reports and queries\nsee what was published until a pull ends well.")
	}
	b.grid("Sources", s.sourceGrid())
	b.grid("Records", s.tableGrid())
	if len(s.Jobs) > 0 {
		b.grid("Jobs", s.jobGrid())
	}
	if s.Undelivered > 0 {
		b.line("\n%d deliveries have not arrived: chartline deliver list tells why.", s.Undelivered)
	}
	if len(s.Quarantine) > 0 {
		b.grid("Quarantine", s.quarantineGrid())
	}
	return b.err
}

// sheet is what is written of a status; it remembers its first error.
type sheet struct {
	w   io.Writer
	err error
}

func (b *sheet) line(text string, args ...any) {
	if b.err == nil {
		_, b.err = fmt.Fprintf(b.w, text+"\n", args...)
	}
}

// grid writes a table under its heading, as wide as fits on a terminal. Where it does not fit, and all
// rows are of one source, the heading names the source in place of a column.
func (b *sheet) grid(heading string, g format.Grid) {
	if source, one := g.Same(0); one && g.Columns[0].Name == "source" && !g.Fits(b.w) {
		heading, g = heading+" of "+source, g.From(1)
	}
	b.line("\n%s", heading)
	if b.err == nil {
		b.err = g.Write(b.w)
	}
}

func (s *Status) sourceGrid() format.Grid {
	g := format.Grid{Columns: columns("source", "format", "#inputs", "#refused", "last load", "age")}
	for _, source := range s.Sources {
		last, ago := "never", ""
		if source.LastLoad != nil {
			last, ago = minute(*source.LastLoad), age(s.asOf.Sub(*source.LastLoad))
		}
		if source.Late {
			ago = strings.TrimPrefix(ago+", late", ", ")
		}
		g.Rows = append(g.Rows, []string{source.Name, source.Format, number(source.Inputs), number(source.Refused), last, ago})
	}
	return g
}

func (s *Status) tableGrid() format.Grid {
	g := format.Grid{Columns: columns("source", "table", "#read", "#loaded", "#duplicate", "#superseded", "#quarantined", "#share")}
	for _, t := range s.Tables {
		g.Rows = append(g.Rows, []string{t.Source, t.Table, number(t.Read), number(t.Loaded), number(t.Duplicate), number(t.Superseded), number(t.Quarantined), percent(t.RejectShare)})
	}
	return g
}

func (s *Status) quarantineGrid() format.Grid {
	g := format.Grid{Columns: columns("source", "table", "reason", "column", "#records")}
	for _, q := range s.Quarantine {
		g.Rows = append(g.Rows, []string{q.Source, q.Table, q.Reason, q.Column, number(q.Records)})
	}
	return g
}

// columns heads a grid; a name that begins with # is that of numbers.
func columns(names ...string) []format.Column {
	out := make([]format.Column, len(names))
	for i, name := range names {
		bare, numeric := strings.CutPrefix(name, "#")
		out[i] = format.Column{Name: bare, Numeric: numeric}
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// percent is a share as a person reads it: one that is above 0 never reads 0.
func percent(share float64) string {
	if share > 0 && share < 0.0005 {
		return "< 0.1 %"
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64) + " %"
}

// minute is an instant as a person reads it, in its zone.
func minute(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }

// age is a duration in its largest sensible unit: 40 s, 12 min, 7 h, 3 d.
func age(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int64(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int64(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int64(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int64(d.Hours()/24))
	}
}
