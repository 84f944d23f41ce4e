package agreement_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric/agreement"
	"chartline/pipeline/metric/metrictest"
)

func TestDistancesOfSets(t *testing.T) {
	coder := []string{"A41.9", "N39.0", "I10", "E11.9", "R07.9", "R50.9"}
	auditor := []string{"A41.51", "N39.0", "I10", "E11.22", "N18.30", "E78.5"}
	cases := []struct {
		name          string
		a, b          []string
		jaccard, masi float64
	}{
		{"standard 9.1: agreement .200", coder, auditor, 0.8, 1 - 0.2/3},
		{"the same in another order", []string{"I10", "E119"}, []string{"E119", "I10", "I10"}, 0, 0},
		// Passonneau 2006 and NLTK's masi_distance: {1, 2} in {1, 2, 3, 4}.
		{"one holds the other", []string{"1", "2"}, []string{"1", "2", "3", "4"}, 0.5, 2. / 3},
		{"nothing in common", []string{"I10"}, []string{"I119"}, 1, 1},
		{"both empty", nil, nil, 0, 0},
		{"one empty", nil, []string{"I10"}, 1, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			metrictest.Near(t, "Jaccard", agreement.Jaccard.Between(c.a, c.b), c.jaccard, 1e-12)
			metrictest.Near(t, "Jaccard, swapped", agreement.Jaccard.Between(c.b, c.a), c.jaccard, 1e-12)
			metrictest.Near(t, "MASI", agreement.MASI.Between(c.a, c.b), c.masi, 1e-12)
			metrictest.Near(t, "MASI, swapped", agreement.MASI.Between(c.b, c.a), c.masi, 1e-12)
		})
	}
}

// charts were coded by three; a nil set was not rated, and one rater alone rated the seventh.
var charts = [][][]string{
	{{"I10", "E119"}, {"I10", "E119"}, {"E119", "I10"}},
	{{"J189"}, {"J189", "R0902"}, nil},
	{{"N390", "A419"}, {"A4151", "N390"}, {"A4151", "N390"}},
	{{"I5033", "I130", "N183"}, {"I5033", "I110"}, {"I5033", "I130", "N183"}},
	{{}, {"R69"}, {}},
	{{"K219"}, {"K219"}, {"K219"}},
	{{"Z3800"}, nil, nil},
	{{"S72001A", "W19XXXA"}, {"S72001A"}, {"W19XXXA", "Y929"}},
}

// By the package krippendorff 0.9 of Python with these distances, and by the formula.
func TestAlphaOfSets(t *testing.T) {
	for d, want := range map[agreement.Distance]float64{agreement.Jaccard: 0.5742296918767507, agreement.MASI: 0.4981464318813716} {
		c := agreement.SetAlpha(charts, d, 7)
		metrictest.Near(t, d.String(), c.Value, want, 5e-13)
		if c.N != 7 || c.Level == 0 || c.Lo < -1 || c.Hi > 1 || c.Lo >= c.Value || c.Hi <= c.Value {
			t.Errorf("%v: %+v", d, c)
		}
	}
}

// Sets of one code each are labels.
func TestAlphaOfSingleCodesIsNominal(t *testing.T) {
	var codes [][][]string
	for _, labels := range [][]string{{"a", "a"}, {"a", "b"}, {"c", "c"}, {"b", "b"}, {"b", "c"}, {"d", "d"}, {"", "d"}} {
		var record [][]string
		for _, label := range labels {
			if label == "" {
				record = append(record, nil)
			} else {
				record = append(record, []string{label})
			}
		}
		codes = append(codes, record)
	}
	nominal := agreement.Rated(nil, [][]string{{"a", "a"}, {"a", "b"}, {"c", "c"}, {"b", "b"}, {"b", "c"}, {"d", "d"}, {"", "d"}}).Alpha(3)
	for _, d := range []agreement.Distance{agreement.Jaccard, agreement.MASI} {
		c := agreement.SetAlpha(codes, d, 3)
		metrictest.Near(t, "value", c.Value, nominal.Value, 1e-12)
		metrictest.Near(t, "lower", c.Lo, nominal.Lo, 1e-12)
		metrictest.Near(t, "upper", c.Hi, nominal.Hi, 1e-12)
	}
}

// The bootstrap's error is the linearised one of irrCAC for Fleiss' kappa, which is alpha
// but for the correction of small samples.
func TestBootstrapErrorIsTheLinearisedOne(t *testing.T) {
	for _, p := range []agreement.Pairs{threeByTwo, balanced} {
		alpha, fleiss := p.Alpha(11), p.Ratings().Fleiss()
		if ratio := alpha.SE / fleiss.SE; math.Abs(ratio-1) > 0.1 {
			t.Errorf("bootstrap error %.4f, linearised %.4f", alpha.SE, fleiss.SE)
		}
		metrictest.Near(t, "lower", alpha.Lo, fleiss.Lo, 0.02)
		metrictest.Near(t, "upper", alpha.Hi, fleiss.Hi, 0.02)
	}
}

func TestSeedsRepeatIntervals(t *testing.T) {
	a, b, other := threeByTwo.Alpha(5), threeByTwo.Alpha(5), threeByTwo.Alpha(6)
	if a.Lo != b.Lo || a.Hi != b.Hi || a.Method != b.Method {
		t.Errorf("%+v and %+v of one seed", a, b)
	}
	if a.Lo == other.Lo && a.Hi == other.Hi || a.Method == other.Method {
		t.Errorf("%+v of another seed", other)
	}
}
