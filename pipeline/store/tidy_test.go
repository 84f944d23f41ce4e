//go:build duckdb_arrow

package store

import (
	"fmt"
	"testing"

	"chartline/pipeline/schema"
)

// TestTextsThatAreInFormAlready: that most texts of a batch need no trimming spares none that
// does, whether it stands in the batch before, in the same one, or in the one after.
func TestTextsThatAreInFormAlready(t *testing.T) {
	for name, c := range map[string]struct{ text, want, code, wantCode string }{
		"as it is":             {"Heart & Lung", "Heart & Lung", "A419", "A419"},
		"a blank first":        {" Heart", "Heart", " A419", "A419"},
		"a blank last":         {"Heart ", "Heart", "A419 ", "A419"},
		"a no-break space":     {"\u00a0Heart", "Heart", "\u00a0A419", "A419"},
		"one at the end":       {"Heart\u00a0", "Heart", "A419\u00a0", "A419"},
		"an ideographic space": {"Heart\u3000", "Heart", "A419", "A419"},
		"letters beyond ASCII": {"État", "État", "A419", "A419"},
		"nothing":              {"", "-", "a419", "A419"},
		"blanks alone":         {"   ", "-", "A41.9", "A419"},
		"a tab":                {"Heart", "Heart", "\tA419", "A419"},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t)
			l := begin(t, s)
			for i, odd := range []bool{false, true, false} {
				text, code := "Surgery", "I10"
				if odd {
					text, code = c.text, c.code
				}
				give(t, l, schema.Must("code_set"), columns{
					{"code_system", []any{"X", "X"}}, {"code", []any{fmt.Sprint("B", i), code}}, {"title", []any{"Plain", text}}, {"billable", []any{true, true}}, {"valid_from", []any{0, 0}},
				})
			}
			commit(t, l)
			expect(t, s, "SELECT code, title FROM history.code_set WHERE code NOT LIKE 'B%' ORDER BY ALL", c.wantCode+"|"+c.want, "I10|Surgery")
			expect(t, s, "SELECT count(*) FROM history.code_set WHERE code LIKE 'B%' AND title = 'Plain'", "3")
		})
	}
}
