package shelf

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// edition is what a manifest says, with a page and a PDF.
func edition(report, day string) Edition {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return Edition{
		Folder: report + "/" + day, Report: report, Title: "About " + report, From: "2026-01-01", To: "2026-07-01",
		AsOf: at, Timezone: "America/Chicago", Job: "monthly", Sensitivity: "Internal",
		KeyFigures: []Figure{{"Accuracy", "93.1%"}, {"Backlog", "withheld"}},
		Versions:   map[string]string{"chartline": "1.0"},
		Inputs:     []Input{{"aa"}}, Queries: []Query{{"accuracy/codes", "11"}},
		Files: map[string]string{report + ".html": "1", report + ".pdf": "2", "tables/codes.csv": "3"},
	}
}

// put writes the manifest of an edition into its folder.
func put(t *testing.T, out string, e Edition) {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(out, e.Folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, manifestName), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// index writes the page of a folder and reads it.
func index(t *testing.T, out string) string {
	t.Helper()
	if err := Write(out, nil, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(out, IndexName))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReportsStandByPeriodAndJob(t *testing.T) {
	out := t.TempDir()
	late, byHand := edition("late", "2026-10-01"), edition("by_hand", "2026-07-02")
	late.From, late.To = "2026-07-01", "2026-10-01"
	byHand.Job = ""
	for _, e := range []Edition{edition("b", "2026-07-02"), edition("a", "2026-07-02"), edition("a", "2026-07-03"), byHand, late} {
		put(t, out, e)
	}
	page := index(t, out)
	var order []string
	for _, m := range regexp.MustCompile(`<h2 id="period[^>]*>([^<]*)|<h3[^>]*>([^<]*)|class="name"><a href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		order = append(order, m[1]+m[2]+m[3])
	}
	want := []string{
		"1 July 2026 to 30 September 2026", "Job monthly", "./late/2026-10-01/late.html",
		"1 January 2026 to 30 June 2026", "Made without a job", "./by_hand/2026-07-02/by_hand.html",
		"Job monthly", "./a/2026-07-03/a.html", "./a/2026-07-02/a.html", "./b/2026-07-02/b.html",
	}
	if !slices.Equal(order, want) {
		t.Errorf("the page lists\n%q, want\n%q", order, want)
	}
	if page != index(t, out) {
		t.Error("the same reports give another page")
	}
}

// What is being written, what was moved away and what is no manifest is not listed.
func TestOnlyFinishedReportsAreListed(t *testing.T) {
	out := t.TempDir()
	put(t, out, edition("whole", "2026-07-02"))
	for _, folder := range []string{"whole/.writing-12", "whole/.old-2026-07-02", ".hidden/2026-07-02"} {
		e := edition("other", "2026-07-02")
		e.Folder = folder
		put(t, out, e)
	}
	broken := filepath.Join(out, "broken", "2026-07-02")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, manifestName), []byte(`{"report": `), 0o600); err != nil {
		t.Fatal(err)
	}
	page := index(t, out)
	if !strings.Contains(page, "1 report, by period") || strings.Contains(page, "About other") {
		t.Error("the page lists what is no finished report")
	}
	if !strings.Contains(page, "1 of the folders beside this page could not be read") {
		t.Error("the page does not say that a manifest cannot be read")
	}
}

func TestWhatChanged(t *testing.T) {
	before := edition("a", "2026-06-01")
	before.Findings = []string{"Accuracy fell. To 93.1%."}
	for name, c := range map[string]struct {
		change func(*Edition)
		want   []Change
	}{
		"nothing":        {func(*Edition) {}, nil},
		"a key figure":   {func(e *Edition) { e.KeyFigures[0].Value = "94.0%" }, []Change{{"Accuracy", "94.0%", "93.1%"}}},
		"shown again":    {func(e *Edition) { e.KeyFigures[1].Value = "46" }, []Change{{"Backlog", "46", "withheld"}}},
		"a new label":    {func(e *Edition) { e.KeyFigures[0].Label = "Recall" }, nil},
		"a finding":      {func(e *Edition) { e.Findings = append(e.Findings, "C05 is low. By much.") }, []Change{{What: "New: C05 is low"}}},
		"two inputs":     {func(e *Edition) { e.Inputs = append(e.Inputs, Input{"bb"}, Input{"cc"}) }, []Change{{What: "2 new inputs"}}},
		"a question":     {func(e *Edition) { e.Queries = []Query{{"accuracy/codes", "12"}, {"accuracy/codes", "12"}} }, []Change{{What: "1 question changed"}}},
		"the program":    {func(e *Edition) { e.Versions = map[string]string{"chartline": "1.1"} }, []Change{{"Chartline", "1.1", "1.0"}}},
		"seven findings": {func(e *Edition) { e.Findings = strings.Split("1|2|3|4|5|6|7", "|") }, []Change{{What: "New: 1"}, {What: "New: 2"}, {What: "New: 3"}, {What: "New: 4"}, {What: "New: 5"}, {What: "2 more"}}},
	} {
		t.Run(name, func(t *testing.T) {
			now := edition("a", "2026-07-01")
			now.Findings = slices.Clone(before.Findings)
			c.change(&now)
			if got := now.changes(before, nil); !slices.Equal(got, c.want) {
				t.Errorf("changes %v, want %v", got, c.want)
			}
		})
	}
}

// An edition is compared with the one made before it by the same job with the same parameters, and
// not with what a person asked for of that job otherwise.
func TestTheEditionBefore(t *testing.T) {
	now, inpatients := edition("a", "2026-07-03"), edition("a", "2026-07-02")
	inpatients.Parameters = map[string]string{"patient_type": "IP"}
	other := edition("a", "2026-07-01")
	other.Job = "weekly"
	last, older := edition("a", "2026-06-02"), edition("a", "2026-06-01")
	asked := edition("a", "2026-06-30")
	asked.Folder += byHand
	all := []Edition{now, inpatients, other, asked, last, older, edition("b", "2026-07-02")}
	if got, ok := now.before(all); !ok || got.Folder != last.Folder {
		t.Errorf("before %s stands %q", now.Folder, got.Folder)
	}
	if got, ok := older.before(all); ok {
		t.Errorf("before the first one stands %q", got.Folder)
	}
}

// What a person asked for says so, and what is in another language than the page is marked as such.
func TestEditionsSayWhoAskedAndInWhichLanguage(t *testing.T) {
	out := t.TempDir()
	spanish, english := edition("a", "2026-07-02"), edition("b", "2026-07-02")
	spanish.Folder += byHand
	spanish.Language = "es-US"
	put(t, out, spanish)
	put(t, out, english)
	page := index(t, out)
	list, _, _ := strings.Cut(page, "</main>")
	first, second, _ := strings.Cut(list, "About b")
	if !strings.Contains(first, `<p class="name" lang="es-US">`) || !strings.Contains(first, `<span class="badge neutral" lang="es-US">`) || !strings.Contains(first, "Asked for by hand") {
		t.Errorf("the Spanish edition reads %s", first)
	}
	if strings.Contains(second, "lang=") || strings.Contains(second, "by hand") {
		t.Errorf("the English one reads %s", second)
	}
}

func TestLinks(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  []string
	}{
		"a report":   {[]string{"a.pdf", "a.html", "a.xlsx", "a.tagged.pdf", "figures/x.png", "tables/x.csv"}, []string{"HTML", "PDF", "Tagged PDF", "Excel", "Figures", "CSV tables", "Manifest"}},
		"for coders": {[]string{"a-1.pdf", "a-2.pdf", "index.csv"}, []string{"2 PDF files", "Manifest"}},
		"nothing":    {nil, []string{"Manifest"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := Edition{Folder: "a/2026-07-02", Files: map[string]string{}}
			for _, f := range c.files {
				e.Files[f] = ""
			}
			var got []string
			for _, l := range e.links(nil) {
				got = append(got, l.Label)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("links %q, want %q", got, c.want)
			}
		})
	}
}

// Names are text, and links stay within the folder of results whatever a report is called.
func TestHostileNames(t *testing.T) {
	out := t.TempDir()
	const evil = `</title><script>alert(1)</script>"'&`
	e := edition("javascript:alert(1)", "2026-07-02")
	e.Folder = "javascript:a 100% #?/2026-07-02"
	e.Title, e.Sensitivity, e.Job, e.Identified = evil, evil, evil, true
	e.Parameters, e.Findings = map[string]string{evil: evil}, []string{evil}
	put(t, out, e)
	page := index(t, out)
	if n := strings.Count(page, "<script"); n != 1 {
		t.Errorf("the page has %d scripts", n)
	}
	if !strings.Contains(page, "Identified: rows of single persons") {
		t.Error("an identified report is not marked")
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(m[1], "#") {
			continue
		}
		address, err := url.Parse(m[1])
		if err != nil || address.IsAbs() || !strings.HasPrefix(address.Path, "./javascript:a 100% #?/2026-07-02/") {
			t.Errorf("the link %q leads to %v", m[1], address)
		}
	}
}

// Programs that end together leave a page with all their reports, and a reader never sees a part
// of a page.
func TestTwoRunsThatEndTogether(t *testing.T) {
	out := t.TempDir()
	put(t, out, edition("first", "2026-07-01"))
	index(t, out)
	done := make(chan struct{})
	var reading, writing sync.WaitGroup
	reading.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if text, err := os.ReadFile(filepath.Join(out, IndexName)); err != nil || !strings.HasSuffix(string(text), "</html>\n") {
				t.Errorf("a reader finds %d bytes of a page: %v", len(text), err)
				return
			}
		}
	})
	want := map[string]bool{"first": true}
	for run := range 6 {
		for i := range 5 {
			want[fmt.Sprintf("run%d-%d", run, i)] = true
		}
		writing.Go(func() {
			for i := range 5 {
				put(t, out, edition(fmt.Sprintf("run%d-%d", run, i), "2026-07-02"))
				if err := Write(out, nil, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
	text, err := os.ReadFile(filepath.Join(out, IndexName))
	if err != nil {
		t.Fatal(err)
	}
	for name := range maps.Keys(want) {
		if !strings.Contains(string(text), "About "+name+"<") {
			t.Errorf("the page lacks report %s", name)
		}
	}
	if left, err := filepath.Glob(filepath.Join(out, ".index-*")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %q %v", left, err)
	}
}

// A program has looked when another one puts its report in place and writes the page; what the
// first one writes then is too old, and it mends that itself.
func TestTheLastWriterHasSeenEverything(t *testing.T) {
	out := t.TempDir()
	put(t, out, edition("first", "2026-07-01"))
	look := func() ([]byte, error) { return render(out, nil, nil) }
	writes := 0
	err := settle(look, func(content []byte) error {
		if writes++; writes == 1 {
			put(t, out, edition("second", "2026-07-02"))
			index(t, out)
		}
		return replace(filepath.Join(out, IndexName), content)
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(out, IndexName))
	if err != nil || !strings.Contains(string(text), "About second<") || writes != 2 {
		t.Errorf("after %d writes the page lacks the report of the other program: %v", writes, err)
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	if err := Write(missing, nil, nil); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("error %v", err)
	}
}
