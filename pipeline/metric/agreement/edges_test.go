package agreement_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/agreement"
	"chartline/pipeline/metric/metrictest"
)

var verdicts = []string{"right", "wrong"}

func TestNothingToAgreeOnSaysWhy(t *testing.T) {
	cases := []struct {
		name string
		p    agreement.Pairs
		why  string
	}{
		{"the zero value", agreement.Pairs{}, "no records"},
		{"no records", agreement.Cross(verdicts, nil, nil), "no records"},
		{"no table", agreement.Table(nil), "no records"},
		{"empty table", agreement.Table([][]int64{{0, 0}, {0, 0}}), "no records"},
		{"one rater only", agreement.Cross(verdicts, []string{"right", ""}, []string{"", "wrong"}), "no records"},
		{"unlike lengths", agreement.Cross(verdicts, []string{"right"}, nil), "the two raters have not rated the same number of records"},
		{"strange label", agreement.Cross(verdicts, []string{"right"}, []string{"maybe"}), "a rating is none of the categories"},
		{"negative count", agreement.Table([][]int64{{1, -1}, {0, 0}}), "the table of two raters is not square or holds a negative count"},
		{"not square", agreement.Table([][]int64{{1, 1}}), "the table of two raters is not square or holds a negative count"},
		{"too many", agreement.Table([][]int64{{1 << 53, 1}, {0, 0}}), "the counts or sums are too large to compute with"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := agreement.Of(c.p)
			for _, e := range []metric.Estimate{a.Observed, a.AC1.Estimate, a.Kappa.Estimate,
				c.p.WeightedKappa(agreement.Linear).Estimate, c.p.Alpha(1).Estimate} {
				metrictest.Sound(t, e, c.name)
				if e.Missing != c.why {
					t.Errorf("%s: missing %q, want %q", e.Method, e.Missing, c.why)
				}
			}
		})
	}
}

// All right in both audits: AC1 knows of the category that nobody used, kappa has no value.
func TestEverybodyAgreesOnEverything(t *testing.T) {
	all := slices.Repeat([]string{"right"}, 40)
	a := agreement.Of(agreement.Cross(verdicts, all, all))
	if a.Observed.Value != 1 || a.Observed.Lo < 0.9 || a.AC1.Value != 1 || a.AC1.Level != 0 || len(a.AC1.Warnings) != 1 {
		t.Errorf("%+v", a)
	}
	if a.Kappa.Missing != "only one category was used, so all agreement is what chance would give" {
		t.Errorf("kappa: %+v", a.Kappa)
	}
	if unknown := agreement.Of(agreement.Cross(nil, all, all)); unknown.AC1.Defined() || unknown.Observed.Value != 1 {
		t.Errorf("of one category: %+v", unknown.AC1)
	}
	half := slices.Concat(slices.Repeat([]string{"right"}, 20), slices.Repeat([]string{"wrong"}, 20))
	if a := agreement.Of(agreement.Cross(verdicts, half, half)); a.Kappa.Value != 1 || a.Kappa.Level != 0 || a.AC1.Value != 1 {
		t.Errorf("%+v", a)
	}
}

func TestNobodyAgrees(t *testing.T) {
	right, wrong := slices.Repeat([]string{"right"}, 40), slices.Repeat([]string{"wrong"}, 40)
	a := agreement.Of(agreement.Cross(verdicts, right, wrong))
	metrictest.Near(t, "observed", a.Observed.Value, 0, 0)
	metrictest.Near(t, "kappa", a.Kappa.Value, 0, 0)
	metrictest.Near(t, "AC1", a.AC1.Value, -1, 1e-12)
}

// Trap 17: kappa .26 where 95 of 100 agree. With a code of its own for every record kappa adds
// nothing to what was observed (AGR-06).
func TestParadoxIsSaid(t *testing.T) {
	many := make([]string, 200)
	for i := range many {
		many[i] = "code " + strconv.Itoa(i)
	}
	cases := []struct {
		name string
		p    agreement.Pairs
		want string
	}{
		{"skewed", skewed, agreement.Paradox},
		{"balanced", balanced, ""},
		{"standard 9.10", threeByTwo, ""},
		{"a code of its own for every record", agreement.Cross(nil, many, many), agreement.Needless},
	}
	for _, c := range cases {
		warnings := agreement.Of(c.p).Kappa.Warnings
		for _, w := range []string{agreement.Paradox, agreement.Needless} {
			if slices.Contains(warnings, w) != (w == c.want) {
				t.Errorf("%s: %q", c.name, warnings)
			}
		}
	}
}

func TestUnratedRecordsAreLeftOut(t *testing.T) {
	p := agreement.Cross(verdicts, []string{"right", "wrong", "right", ""}, []string{"right", "wrong", "", ""})
	if e := p.Observed(); e.N != 2 || e.Value != 1 || len(e.Warnings) != 2 {
		t.Errorf("%+v", e)
	}
}

func TestLabelsAndTablesAreTheSame(t *testing.T) {
	var first, second []string
	for i, row := range [][]int{{20, 3, 2}, {4, 30, 1}, {1, 2, 37}} {
		for j, n := range row {
			first = append(first, slices.Repeat([]string{strconv.Itoa(i)}, n)...)
			second = append(second, slices.Repeat([]string{strconv.Itoa(j)}, n)...)
		}
	}
	got, want := agreement.Of(agreement.Cross(nil, first, second)), agreement.Of(threeByTwo)
	if got.Kappa.Value != want.Kappa.Value || got.Kappa.SE != want.Kappa.SE || got.AC1.SE != want.AC1.SE || got.Records != 100 {
		t.Errorf("%+v, want %+v", got, want)
	}
	// The same labels in another order of records, and with the raters swapped.
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(first), func(i, j int) {
		first[i], first[j], second[i], second[j] = first[j], first[i], second[j], second[i]
	})
	swapped := agreement.Of(agreement.Cross(nil, second, first))
	metrictest.Near(t, "AC1", swapped.AC1.Value, want.AC1.Value, 1e-12)
	metrictest.Near(t, "error of AC1", swapped.AC1.SE, want.AC1.SE, 1e-12)
	metrictest.Near(t, "kappa", swapped.Kappa.Value, want.Kappa.Value, 1e-12)
	metrictest.Near(t, "error of kappa", swapped.Kappa.SE, want.Kappa.SE, 1e-12)
}

// Whatever raters do, no interval leaves −1 to 1 and no number cannot be printed. Where few
// records have two ratings and many have one, a value itself can lie below −1.
func TestTablesOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 7))
	for range 4000 {
		q := 1 + random.IntN(4)
		counts := make([][]int64, q)
		for i := range counts {
			counts[i] = make([]int64, q)
			for j := range counts[i] {
				counts[i][j] = []int64{0, 0, 0, 1, 2, 30, 1 << 40}[random.IntN(7)]
			}
		}
		p := agreement.Table(counts)
		a := agreement.Of(p)
		metrictest.Share(t, a.Observed, counts)
		for _, c := range []agreement.Coefficient{a.AC1, a.Kappa, p.WeightedKappa(agreement.Linear), p.WeightedKappa(agreement.Quadratic)} {
			soundCoefficient(t, c, counts)
		}
	}
}

func TestRatingsOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 7))
	for range 1000 {
		counts := make([][]int64, random.IntN(6))
		for i := range counts {
			counts[i] = make([]int64, 3)
			for k := range counts[i] {
				counts[i][k] = []int64{0, 0, 1, 2}[random.IntN(4)]
			}
		}
		r := agreement.Counted(counts)
		metrictest.Share(t, r.Observed(), counts)
		for _, c := range []agreement.Coefficient{r.AC1(), r.Fleiss(), r.AC2(agreement.Quadratic), r.Alpha(1)} {
			soundCoefficient(t, c, counts)
		}
	}
	for _, odd := range [][][]int64{{{-1, 2}}, {{1, 1}, {1}}, {{1 << 40, 1}}} {
		if c := agreement.Counted(odd).AC1(); c.Defined() || c.Missing == "" {
			t.Errorf("%v: %+v", odd, c)
		}
	}
}

func soundCoefficient(t *testing.T, c agreement.Coefficient, args ...any) {
	t.Helper()
	metrictest.Sound(t, c.Estimate, args...)
	z, p, _ := c.Test()
	if c.Lo < min(-1, c.Value) || c.Hi > 1 || !metrictest.Plain(c.SE) || !metrictest.Plain(c.Chance) || !metrictest.Plain(c.NullError) ||
		c.SE < 0 || c.NullError < 0 || c.Chance < 0 || c.Chance > 1 || !metrictest.Plain(z) || !(p >= 0 && p <= 1) {
		t.Fatalf("%v: %+v, z %g, p %g", args, c, z, p)
	}
}
