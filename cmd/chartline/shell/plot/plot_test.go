package plot

import (
	"bytes"
	"errors"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
	"chartline/pipeline/theme"
)

// kept is an answer of three columns, read to its end. A row without a number is null.
func kept(t *testing.T, labels []string, values []float64) *Data {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "label", Type: arrow.BinaryTypes.String}, {Name: "note", Type: arrow.BinaryTypes.String},
		{Name: "value", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := range labels {
		b.Field(0).(*array.StringBuilder).Append(labels[i])
		b.Field(1).(*array.StringBuilder).Append("x")
		if math.IsNaN(values[i]) {
			b.Field(2).AppendNull()
		} else {
			b.Field(2).(*array.Float64Builder).Append(values[i])
		}
	}
	r, err := array.NewRecordReader(schema, []arrow.RecordBatch{b.NewRecordBatch()})
	if err != nil {
		t.Fatal(err)
	}
	k := Keep(r)
	for k.Next() {
		continue
	}
	return k.Data()
}

func TestBars(t *testing.T) {
	d := kept(t, []string{"north", "s\x1b[2J", "east", "lost"}, []float64{8, 4, -2, math.NaN()})
	got, err := d.Text(Request{Kind: Bar}, 24)
	if err != nil {
		t.Fatal(err)
	}
	// 24 characters less five for the labels, two for the numbers and three for spaces leave 14 for the bars.
	want := "value by label\nnorth  8 " + strings.Repeat("█", 14) + "\ns�[2J  4 " + strings.Repeat("█", 7) + "\neast  -2 ▒▒▒▒\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHistogramCountsEveryValue(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		bins   int
		first  Pair
	}{
		"one value":        {[]float64{5, 5, 5}, 1, Pair{Label: "5 to <6", Value: 3}},
		"ten":              {[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, Pair{Label: "0 to <2", Value: 2}},
		"on the limits":    {[]float64{0, 10, 20, 30}, 4, Pair{Label: "0 to <10", Value: 1}},
		"below zero":       {[]float64{-1, 0, 1}, 3, Pair{Label: "-1 to <0", Value: 1}},
		"beyond all sense": {[]float64{1, math.Inf(1), math.NaN()}, 1, Pair{Label: "1 to <2", Value: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			got, finite, counted := histogram(c.values), 0, 0.0
			for _, v := range c.values {
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					finite++
				}
			}
			for _, p := range got {
				counted += p.Value
			}
			if int(counted) != finite {
				t.Errorf("%v counts %v of %d values", got, counted, finite)
			}
			if len(got) != c.bins || got[0] != c.first {
				t.Errorf("got %v, want %d bins from %v", got, c.bins, c.first)
			}
		})
	}
	if got := histogram(nil); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

func TestLineStandsInTheOrderOfTime(t *testing.T) {
	d := kept(t, []string{"2026-03-01", "2026-01-01", "2026-02-01"}, []float64{3, 1, 2})
	got, err := d.Text(Request{Kind: Line}, 60)
	if err != nil || !strings.HasSuffix(got, "2026-01-01 … 2026-03-01\n") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestRequestsThatCannotBeDrawn(t *testing.T) {
	d := kept(t, []string{"a", "b"}, []float64{1, -2})
	for name, c := range map[string]struct {
		r       Request
		picture bool
		says    string
	}{
		"no such column":    {Request{Kind: Bar, X: "nope"}, false, "no column"},
		"no numbers":        {Request{Kind: Hist, Y: "note"}, false, "holds no numbers"},
		"a line over words": {Request{Kind: Line}, true, "needs dates"},
		"bars below zero":   {Request{Kind: Bar}, true, "none below zero"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.Text(c.r, 80)
			if c.picture {
				err = d.PNG(&bytes.Buffer{}, c.r)
			}
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
	if _, err := kept(t, nil, nil).Text(Request{Kind: Bar}, 80); fault.KindOf(err) != fault.Usage {
		t.Errorf("of no rows: %v", err)
	}
}

func TestPictures(t *testing.T) {
	d := kept(t, []string{"2026-01-01", "2026-02-01", "2026-03-01"}, []float64{3, 1, 2})
	for _, kind := range []Kind{Line, Bar, Hist} {
		var b bytes.Buffer
		if err := d.PNG(&b, Request{Kind: kind}); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if picture, err := png.Decode(&b); err != nil || picture.Bounds().Dx() < 600 {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// TestPicturesArePainted in the theme of the site.
func TestPicturesArePainted(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "theme"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "theme", "theme.yaml"), []byte("figures:\n  accent: {light: \"#6b3f7a\", dark: \"#d8a0f0\"}\n  neutral: {light: \"#9aa5be\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plum, err := theme.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := kept(t, []string{"2026-01-01", "2026-02-01", "2026-03-01"}, []float64{3, 1, 2})
	for _, kind := range []Kind{Line, Bar, Hist} {
		var own, none bytes.Buffer
		if err := errors.Join(d.PNG(&own, Request{Kind: kind, Look: plum}), d.PNG(&none, Request{Kind: kind})); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if bytes.Equal(own.Bytes(), none.Bytes()) {
			t.Errorf("%s: the theme changes nothing", kind)
		}
	}
}

// TestRowsWithoutADateAreNotOnAnAxisOfTime: accounts that were not discharged have no month.
func TestRowsWithoutADateAreNotOnAnAxisOfTime(t *testing.T) {
	dated, none := Pair{Label: "2026-02-01", Value: 2, At: instant("2026-02-01")}, Pair{Label: unnamed, Value: 9}
	earlier := Pair{Label: "2026-01-01", Value: 1, At: instant("2026-01-01")}
	if placed, dates := onTime([]Pair{dated, none, earlier}); !dates || !slices.Equal(placed, []Pair{earlier, dated}) {
		t.Errorf("%v, %v", placed, dates)
	}
	ward := Pair{Label: "North", Value: 3}
	if placed, dates := onTime([]Pair{ward, none}); dates || len(placed) != 2 {
		t.Errorf("wards: %v, %v", placed, dates)
	}
}
