package words

import (
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
)

func wordsOf(text string) []string {
	var all []string
	Each(text, func(w []byte) { all = append(all, string(w)) })
	return all
}

func TestEach(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"in lower case, without punctuation", "Heart failure, unspecified", []string{"heart", "failure", "unspecified"}},
		{"marks part words", "Non-ST elevation (NSTEMI); 100%-200%", []string{"non", "st", "elevation", "nstemi", "100", "200"}},
		{"a single letter is none", "Crohn's disease, type A", []string{"crohn", "disease", "type"}},
		{"a single digit is", "Type 2 diabetes", []string{"type", "2", "diabetes"}},
		{"letters beyond ASCII", "Ménière ÉTAT é", []string{"ménière", "état", "é"}},
		{"a word twice", "left to left", []string{"left", "to", "left"}},
		{"nothing", " -, ", nil},
		{"bytes of no character", "a\xffbc", []string{"bc"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wordsOf(c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestIndexListsPlaces asks that every title is listed once under each of its words.
func TestIndexListsPlaces(t *testing.T) {
	x := NewIndex()
	for place, title := range []string{"Left eye", "", "Eye, left and left eye", "Right eye"} {
		x.Add(int32(place), title)
	}
	rec := x.Batch()
	defer rec.Release()
	got := map[string][]int32{}
	words, codes, lists := rec.Column(0).(*array.String), rec.Column(1).(*array.Int64), rec.Column(2).(*array.List)
	all := lists.ListValues().(*array.Int32)
	for i := range int(rec.NumRows()) {
		from, to := lists.ValueOffsets(i)
		got[words.Value(i)] = all.Int32Values()[from:to]
		if codes.Value(i) != to-from {
			t.Errorf("%s has %d places and says %d", words.Value(i), to-from, codes.Value(i))
		}
	}
	for word, want := range map[string][]int32{"left": {0, 2}, "eye": {0, 2, 3}, "and": {2}, "right": {3}} {
		if !slices.Equal(got[word], want) {
			t.Errorf("%s: places %v, want %v", word, got[word], want)
		}
	}
	if len(got) != 4 {
		t.Errorf("words %v, want four", got)
	}
}
