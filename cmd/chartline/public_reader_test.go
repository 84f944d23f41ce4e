package main

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/privacy/attacker"
)

// publicReader is what a reader of the printed report knows: equations over what is not printed. A withheld
// count is 1 at the least; what is listed nowhere is a rest.
type publicReader struct {
	*attacker.Reader
	hidden   []string // withheld
	unlisted []string // of diagnoses whose facilities, or whose years, are all left out
	shown    map[string]float64
}

// printedRow is a row of a table by the heads of its columns, and the diagnosis that it is about.
type printedRow struct {
	group string
	cells map[string]string
}

// tableOf reads a table, of which the first column begins with the diagnosis, and which has some columns.
func tableOf(t *testing.T, path string, heads ...string) (all []printedRow) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, head := range heads {
		if !slices.Contains(lines[0], head) {
			t.Fatalf("%s has no column %q among %q", path, head, lines[0])
		}
	}
	for _, line := range lines[1:] {
		row := printedRow{cells: map[string]string{}}
		row.group, _, _ = strings.Cut(line[0], " ")
		for i, head := range lines[0] {
			row.cells[head] = line[i]
		}
		all = append(all, row)
	}
	return all
}

// reading reads the tables: the stays of diagnoses, of these at facilities, and of these in the last year
// and the year before.
func reading(t *testing.T, folder string) *publicReader {
	t.Helper()
	r := &publicReader{Reader: attacker.New(), shown: map[string]float64{}}
	table := func(name string, heads ...string) []printedRow {
		return tableOf(t, filepath.Join(folder, "tables", name+".csv"), heads...)
	}
	places := r.readPlaces(t, table("places", "Facility", casesHead, rateHead, ratioHead))
	sums, total := map[string]float64{}, 0.0
	for _, row := range table("stays", "stays", "n") {
		sums[row.group], total = numeral(t, row.cells["stays"]), numeral(t, row.cells["n"])
	}
	for _, row := range table("months", "Stays") { // a sum of months is the same count
		count := numeral(t, row.cells["Stays"])
		if n, known := sums[row.group]; known && n != count {
			t.Errorf("%s is %g, and by months %g", row.group, n, count)
		}
		sums[row.group] = count
	}
	for group, n := range sums {
		r.shown[group] = n
		if places.byGroup[group] == nil { // it is listed with no facility
			for place := range places.byPlace {
				name := group + " " + place
				r.unlisted = append(r.unlisted, name)
				places.byGroup[group], places.byPlace[place] = append(places.byGroup[group], name), append(places.byPlace[place], name)
			}
		}
		r.know(attacker.Of(places.byGroup[group]...), n)
	}
	places.tellSizes(r, total)
	places.tellExpected(r, sums)
	r.readYears(t, table("years", "Then", "Now"), sums)
	return r
}

// Heads of the columns of the table of facilities.
const (
	casesHead = "Discharges"
	rateHead  = "Crude per 1,000"
	ratioHead = "Observed / expected"
)

// publicPlaces are the counts of diagnoses at facilities, and what rates and ratios say of the sizes of these.
type publicPlaces struct {
	byGroup, byPlace map[string][]string
	size             map[string][2]float64 // of a facility: discharges
	expected         map[string][2]float64 // by count
}

// readPlaces reads a row for each diagnosis and facility.
func (r *publicReader) readPlaces(t *testing.T, rows []printedRow) *publicPlaces {
	t.Helper()
	p := &publicPlaces{map[string][]string{}, map[string][]string{}, map[string][2]float64{}, map[string][2]float64{}}
	for _, row := range rows {
		group, place := row.group, row.cells["Facility"]
		name := group + " " + place
		p.byGroup[group], p.byPlace[place] = append(p.byGroup[group], name), append(p.byPlace[place], name)
		if row.cells[casesHead] == "withheld" {
			r.hide(name)
			continue
		}
		n := numeral(t, row.cells[casesHead])
		if r.shown[name] = n; n == 0 {
			continue
		}
		if _, known := p.size[place]; !known {
			p.size[place] = [2]float64{n, math.Inf(1)}
		}
		p.size[place] = sizesThatPrint(t, n, row.cells[rateHead], p.size[place])
		ratio := figuresIn(t, row.cells[ratioHead])
		p.expected[name] = [2]float64{n / (ratio[0] + .005), n / max(ratio[0]-.005, 1e-9)}
	}
	return p
}

func (r *publicReader) hide(name string) {
	r.hidden = append(r.hidden, name)
	r.AtLeast(name, 1)
}

// figuresIn are the numbers of a cell such as 83.4 (67.4–102.9).
func figuresIn(t *testing.T, cell string) (numbers []float64) {
	t.Helper()
	for _, n := range regexp.MustCompile(`[0-9.,]+`).FindAllString(cell, -1) {
		numbers = append(numbers, numeral(t, n))
	}
	return numbers
}

// sizesThatPrint narrows how many discharges a facility can have to those with which n cases print a
// rate of a thousand and its limits as they stand: rounding leaves few whole numbers.
func sizesThatPrint(t *testing.T, n float64, cell string, within [2]float64) [2]float64 {
	t.Helper()
	const largest = 20_000 // discharges of the sample's largest facility are fewer
	stands := figuresIn(t, cell)
	lo, hi := math.Inf(1), math.Inf(-1)
	for size := max(n, within[0]); size <= min(largest, within[1]); size++ {
		low, high := wilson(n, size)
		if near(1000*n/size, stands[0]) && near(1000*low, stands[1]) && near(1000*high, stands[2]) {
			lo, hi = min(lo, size), max(hi, size)
		}
	}
	if lo > hi {
		t.Fatalf("%g cases of no number of discharges print %q", n, cell)
	}
	return [2]float64{lo, hi}
}

// near reports whether a number is printed so with one decimal.
func near(number, stands float64) bool { return math.Abs(number-stands) <= .05+1e-6 }

// wilson is the score interval of a share (Wilson 1927).
func wilson(k, n float64) (lo, hi float64) {
	const z = 1.959963984540054
	p := k / n
	middle, half := (p+z*z/2/n)/(1+z*z/n), z*math.Sqrt(p*(1-p)/n+z*z/4/n/n)/(1+z*z/n)
	return middle - half, middle + half
}

// tellSizes tells a reader that the diagnoses of a facility are its discharges, and that those of all are the
// total.
func (p *publicPlaces) tellSizes(r *publicReader, total float64) {
	all := attacker.Sum{}
	for place, size := range p.size {
		sum := attacker.Of(p.byPlace[place]...)
		sum["rest "+place], sum["size "+place] = 1, -1
		r.know(sum, 0)
		r.KnowBetween(attacker.Of("size "+place), size[0], size[1])
		all["size "+place] = 1
	}
	r.Know(all, total)
}

// tellExpected tells a reader of diagnoses whose stays are not printed that there are as many as are
// expected of all facilities together: where more are expected than are shown, the others have them.
func (p *publicPlaces) tellExpected(r *publicReader, sums map[string]float64) {
	for group, names := range p.byGroup {
		if _, printed := sums[group]; printed {
			continue
		}
		sum := attacker.Of(names...)
		for _, name := range names {
			sum["expected "+name] = -1
			if e, known := p.expected[name]; known {
				r.KnowBetween(attacker.Of("expected "+name), e[0], e[1])
			}
		}
		r.know(sum, 0)
	}
}

// readYears reads the two years of each diagnosis, which are all its stays of the period.
func (r *publicReader) readYears(t *testing.T, rows []printedRow, sums map[string]float64) {
	t.Helper()
	listed := map[string]bool{}
	for _, row := range rows {
		listed[row.group] = true
		r.shown[row.group+" then"], r.shown[row.group+" now"] = numeral(t, row.cells["Then"]), numeral(t, row.cells["Now"])
	}
	for group, n := range sums {
		if !listed[group] {
			r.unlisted = append(r.unlisted, group+" then", group+" now")
		}
		r.know(attacker.Of(group+" then", group+" now"), n)
	}
}

// know adds an equation with what is printed put in.
func (r *publicReader) know(sum attacker.Sum, is float64) {
	unknown := attacker.Sum{}
	for name, factor := range sum {
		if n, shown := r.shown[name]; shown {
			is -= factor * n
			continue
		}
		unknown[name] = factor
	}
	if len(unknown) > 0 {
		r.Know(unknown, is)
	}
}

// worksWhereTold makes sure that the attack is one: told all but one of the withheld counts of a
// diagnosis whose stays are printed, it must find that one.
func (r *publicReader) worksWhereTold(t *testing.T) {
	t.Helper()
	for _, sum := range r.Equations() {
		var names []string
		for name := range sum {
			if slices.Contains(r.hidden, name) {
				names = append(names, name)
			}
		}
		if len(names) != len(sum) || len(names) < 2 {
			continue
		}
		slices.Sort(names)
		for _, told := range names[1:] {
			r.Know(attacker.Of(told), 1)
		}
		if lo, hi, err := r.Range(names[0]); err != nil || hi-lo > 1e-6 {
			t.Errorf("told all the others, %s is still from %g to %g (%v)", names[0], lo, hi, err)
		}
		return
	}
	t.Error("no diagnosis to try the attack on")
}
