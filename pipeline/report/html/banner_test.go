package html

import (
	"strings"
	"testing"

	"chartline/pipeline/report"
)

// The banner of a page says in its class for whom it is, and the style has a look for each.
func TestBannerSaysForWhomThePageIs(t *testing.T) {
	for readers, want := range map[report.Readers]string{report.House: "internal", report.Anyone: "public", report.Few: "identified"} {
		d := sample()
		d.Readers = readers
		page := render(t, d)
		if !strings.Contains(page, `<strong class="sensitivity `+want+`">Internal</strong>`) {
			t.Errorf("no banner of a page for %s", want)
		}
		if readers != report.House && !strings.Contains(page, ".sensitivity."+want+" {") {
			t.Errorf("no look of a banner for %s", want)
		}
	}
}
