package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/store/ledger"
)

const inspectHelp = `Inspect looks at files that the configuration does not name yet: a file, a folder, a
pattern, plain or packed. It tells which format they have, which part of them becomes
which canonical column, what of them would be rejected and why, and writes the lines to
paste into the configuration. Everything is read; nothing is kept.

Of CSV files that no format recognises it proposes by their headers a table and columns of
the coding export. A person has to confirm that: docs/tutorial.md shows how.`

// inspectCommand is the first look at a new feed.
func (a *app) inspectCommand() *cobra.Command {
	return &cobra.Command{
		Use: "inspect PATH", Short: "Recognise files, and tell what loading them would give", Long: inspectHelp,
		Annotations: exits(fault.Config, fault.Input, fault.Unavailable), Args: exactly("a file, a folder or a pattern", "as in chartline inspect inbox"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.anyProgram(cmd)
			if err != nil {
				return err
			}
			found, err := p.Inspect(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			for _, f := range found.Formats {
				for _, t := range f.Tallies {
					a.seen.rows += t.Read
				}
			}
			return a.output("", func(w io.Writer) error { return writeInspection(w, found) })
		},
	}
}

func writeInspection(w io.Writer, found *pipeline.Inspection) error {
	for i, r := range found.Formats {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s: %s\n%d of %d files%s\n\n", r.Format, r.About, r.Files, found.Files, guessWords(r))
		for _, g := range []struct {
			head string
			grid format.Grid
		}{
			{"What becomes of it", mappingGrid(r.Mappings)},
			{"What loading it would give", tallyGrid(r.Tallies)},
			{"Of other kinds, passed over", skippedGrid(r.Skipped)},
		} {
			if len(g.grid.Rows) == 0 {
				continue
			}
			fmt.Fprintln(w, g.head)
			if err := g.grid.Write(w); err != nil {
				return err
			}
			fmt.Fprintln(w)
		}
		for _, err := range r.Refused {
			fmt.Fprintf(w, "refused: %v\n\n", err)
		}
		fmt.Fprintf(w, "To load it, under sources: in chartline.yaml\n\n%s", r.Config)
	}
	if n := len(found.Unrecognised); n > 0 {
		fmt.Fprintf(w, "\nof no format that is known, %d of %d files: %s\n", n, found.Files, strings.Join(firstFew(found.Unrecognised), ", "))
	}
	return nil
}

// guessWords say of files with headers of their own what these were taken for, which a person has to
// confirm.
func guessWords(r pipeline.Recognised) string {
	if r.Guessed == "" {
		return ""
	}
	return ", not recognised: their headers are most like those of the table " + r.Guessed +
		"; hold what is proposed against docs/data-dictionary.md"
}

// firstFew are at most five of them.
func firstFew(names []string) []string {
	if len(names) > 5 {
		return append(slices.Clone(names[:5]), "…")
	}
	return names
}

func mappingGrid(mappings []source.Mapping) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "from"}, {Name: "to"}, {Name: "note"}}}
	for _, m := range mappings {
		to := m.Table
		if m.Column != "" {
			to += "." + m.Column
		}
		g.Rows = append(g.Rows, []string{m.From, to, m.Note})
	}
	return g
}

func tallyGrid(tallies []ledger.Tally) format.Grid {
	g := format.Grid{Columns: []format.Column{
		{Name: "table"}, {Name: "read", Numeric: true}, {Name: "loaded", Numeric: true}, {Name: "duplicate", Numeric: true},
		{Name: "superseded", Numeric: true}, {Name: "quarantined", Numeric: true}, {Name: "why"},
	}}
	for _, t := range tallies {
		g.Rows = append(g.Rows, []string{
			t.Table, number(t.Read), number(t.Loaded), number(t.Duplicate), number(t.Superseded), number(t.Quarantined),
			strings.Join(t.ReasonWords(), ", "),
		})
	}
	return g
}

func skippedGrid(skipped map[string]int64) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "what"}, {Name: "records", Numeric: true}}}
	for _, what := range slices.Sorted(maps.Keys(skipped)) {
		g.Rows = append(g.Rows, []string{what, number(skipped[what])})
	}
	return g
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
