package accuracy_test

import (
	"fmt"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// Of 98 and 93 findings either type may have more; 98 of 155 are more than half by exact limits
// that ten comparisons share, and 98 of 170 are not.
func TestErrorTypesLeadOnlyBeyondChance(t *testing.T) {
	for name, c := range map[string]struct {
		findings []int
		want     string
	}{
		"one leads":   {[]int{300, 100, 90}, "Type a is the most frequent finding"},
		"two lead":    {[]int{98, 93, 57, 47}, "Type a and type b are the most frequent findings"},
		"too many do": {[]int{20, 19, 19, 18}, "Four types of error share the lead"},
	} {
		t.Run(name, func(t *testing.T) {
			var rows []string
			for i, n := range c.findings {
				rows = append(rows, fmt.Sprintf("'%c%c', 'type %c', TRUE, %d, 0, 400", 'A'+i, 'A'+i, 'a'+i, n))
			}
			sql := composetest.Rows("error_type text, meaning text, coder_attributable bool, findings int, overturned int, reviewed int", composetest.NotWithheld, "error_type", rows...)
			part := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "errors"})).Parts[0]
			if got := part.Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}
