package chart_test

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/chart"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden transcripts")
	pictures = flag.String("png", "", "write the example figures as PNG and SVG to this folder")
)

// TestGolden compares the drawing calls of a figure of each kind with those that were
// last looked at. After a change that is meant, look at the pictures (-png FOLDER) and
// then run with -update.
func TestGolden(t *testing.T) {
	all := examples()
	for _, name := range []string{"bars", "bars_interval", "pareto", "series", "control", "survival", "funnel", "ageing", "fan", "scorecard", "stack", "dots", "gaps", "heat", "slope", "facets"} {
		t.Run(name, func(t *testing.T) {
			path, got := filepath.Join("testdata", name+".txt"), transcript(all[name])
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs: %s", path, firstDifference(got, string(want)))
			}
		})
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "drawn " + g[i] + ", golden " + w[i]
		}
	}
	return "one has more calls"
}

// TestPictures draws the examples on paper, for eyes.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("-png names no folder")
	}
	all := examples()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		writePicture(t, name, all[name])
	}
}

func writePicture(t *testing.T, name string, f chart.Figure) {
	t.Helper()
	var png, svg bytes.Buffer
	if err := chart.PNG(&png, f, 2); err != nil {
		t.Fatal(err)
	}
	if err := chart.SVG(&svg, f); err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string]*bytes.Buffer{name + ".png": &png, name + ".svg": &svg} {
		if err := os.WriteFile(filepath.Join(*pictures, path), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
