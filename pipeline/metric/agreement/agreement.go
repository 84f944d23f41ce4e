package agreement

import "chartline/pipeline/metric"

// Agreement is how far two raters agree, with what a reader needs to judge it: the observed
// agreement always stands beside the corrected one (AGR-01, AGR-03).
type Agreement struct {
	Observed   metric.Estimate
	AC1        Coefficient // the default where most ratings are of one kind
	Kappa      Coefficient // for those who ask; its warnings say when not to read it
	Records    int64
	Categories int
}

const (
	// Paradox is the warning of kappa where one category has nearly all ratings.
	Paradox = "nearly all ratings are of one category, which makes kappa small although the two agree: read AC1"
	// Needless is the warning of kappa where chance agreement is next to nothing.
	Needless = "with so many categories nobody agrees by chance: kappa repeats the observed agreement"
	// A category is nearly all ratings from skewed on, and kappa is then called small when it
	// lies so far below AC1 as misled. Of the cells 94, 3, 2 and 1 kappa is 0.26 and AC1 0.95.
	skewed, misled = 0.8, 0.1
	// negligible is the chance agreement below which correcting for it changes nothing.
	negligible = 0.05
)

// Of measures the agreement of two raters.
func Of(p Pairs) Agreement {
	a := Agreement{Observed: p.Observed(), AC1: p.AC1(), Kappa: p.Kappa(), Records: p.n, Categories: len(p.first)}
	if !a.Kappa.Defined() {
		return a
	}
	switch {
	case p.mostUsed() >= skewed && a.AC1.Value-a.Kappa.Value > misled:
		a.Kappa.Warnings = append(a.Kappa.Warnings, Paradox)
	case a.Kappa.Chance < negligible:
		a.Kappa.Warnings = append(a.Kappa.Warnings, Needless)
	}
	return a
}

// mostUsed is the share of all ratings that the commonest category has.
func (p Pairs) mostUsed() (share float64) {
	for k := range p.first {
		first, second := p.shares(k)
		share = max(share, (first+second)/2)
	}
	return share
}
