package sample_test

import (
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// TestIntervalsCover audits the same 4,000 encounters under 150 draws, none of them
// chosen: the intervals of all coders must hold the injected shares in about 95 of 100
// cases. The committed instance, which was chosen, cannot show that.
func TestIntervalsCover(t *testing.T) {
	const groups = 150
	held, all := 0, 0
	for draws := range uint64(groups) {
		for coder, a := range audited(draws + 1000) {
			e := metric.ClusterRatio(a.found)
			right := 1 - a.wrong/float64(a.found.M)
			all++
			if !e.Defined() {
				t.Fatalf("%s: %s", coder, e.Missing)
			}
			if e.Lo <= right && right <= e.Hi {
				held++
			}
		}
	}
	if share := float64(held) / float64(all); all != groups*coding.TeamSize || share < 0.93 || share > 0.975 {
		t.Errorf("%d of %d intervals hold the injected share", held, all)
	}
}

// coderAudits sums the closed random audits of a coder.
type coderAudits struct {
	found metric.Ratio
	wrong float64 // expected number of wrong or missing diagnoses
}

func audited(draws uint64) map[string]*coderAudits {
	group, desk := clinic.New(seed, encounters), coding.New(seed, draws, encounters)
	sums := map[string]*coderAudits{}
	var e clinic.Encounter
	var c coding.Chart
	for i := range int64(encounters) {
		group.Encounter(i, &e)
		desk.Code(&e, &c)
		if c.Audit == nil || c.Audit.Targeted || c.Audit.Open() {
			continue
		}
		if sums[c.Coder.ID] == nil {
			sums[c.Coder.ID] = &coderAudits{}
		}
		sums[c.Coder.ID].add(&e, &c)
	}
	return sums
}

func (a *coderAudits) add(e *clinic.Encounter, c *coding.Chart) {
	var right int64
	had := map[string]bool{}
	for _, d := range c.Record.Diagnoses {
		had[d.Text] = true
	}
	for _, d := range e.Record.Diagnoses {
		if had[d.Text] {
			right++
		}
	}
	all := int64(len(e.Record.Diagnoses))
	s := &a.found
	s.X, s.M, s.Charts = s.X+right, s.M+all, s.Charts+1
	s.XX, s.MM, s.XM = s.XX+right*right, s.MM+all*all, s.XM+right*all
	a.wrong += float64(c.Expected.Diagnoses) / 1e6
}
