package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/history"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/restate"
)

// digestOf is how what a release says names a row: whoever has the name can compare.
const digestOf = "1f3a9c"

func said(column string) []disclosure.Statement {
	return []disclosure.Statement{{Question: column, Shown: map[string]map[string]int64{column: {digestOf: 45}}}}
}

// TestReleasesAreSealed: beside a store with a key nothing tells which counts were shown or withheld,
// what lay there in the clear before the store had a key included, and all of it still counts.
func TestReleasesAreSealed(t *testing.T) {
	t.Setenv("CHARTLINE_TEST_KEY", "correct horse battery staple")
	p := &Program{Config: &config.Config{}}
	p.Config.Store.Path = filepath.Join(t.TempDir(), "chartline.duckdb")
	h := history.Of(p.Config.Store.Path)
	asOf := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	release := func(column string) {
		t.Helper()
		r, err := p.releases(&compose.Composer{Spec: &report.Spec{Public: true}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer r.close()
		if err := r.say(asOf, "public", "", said(column)); err != nil {
			t.Fatal(err)
		}
	}
	folder := h.Releases("monthly", "public")
	keep := func(at time.Time) {
		t.Helper()
		s, err := p.Seal()
		if err == nil {
			err = restate.Keep(folder, at, []byte(`{"statements":[{"question":"q","shown":{"accounts":{"`+digestOf+`":45}}}]}`+"\n"), s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	release("accounts")
	keep(asOf)
	if clearIn(t, p.Config.Store.Path+".history") != 2 {
		t.Fatal("a plain store's releases are not in the clear: the test tries nothing")
	}
	p.Config.Store.Key = "env:CHARTLINE_TEST_KEY"
	release("patients")
	keep(asOf.AddDate(0, 0, 1))
	if n := clearIn(t, p.Config.Store.Path+".history"); n > 0 {
		t.Errorf("%d files tell what was released", n)
	}
	all, err := p.released()
	if err != nil || len(all) != 2 || all[0].Shown["accounts"][digestOf] != 45 || all[1].Shown["patients"][digestOf] != 45 {
		t.Errorf("released was %v, %v", all, err)
	}
	earlier, err := p.earlier("monthly", "public", asOf.AddDate(1, 0, 0))
	if err != nil || len(earlier) != 2 || earlier[1].Statements[0].Shown["accounts"][digestOf] != 45 {
		t.Errorf("kept were %v, %v", earlier, err)
	}
	t.Setenv("CHARTLINE_TEST_KEY", "staple battery horse correct")
	if all, err := p.released(); err == nil {
		t.Errorf("another key reads %v", all)
	}
}

// clearIn counts the files below a folder that name a row.
func clearIn(t *testing.T, folder string) (n int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(digestOf)) {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
