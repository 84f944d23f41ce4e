package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chartline/cmd/chartline/progress"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/queries"
	"chartline/reports"
)

// configuration is the sample with its whole period.
const configuration = `timezone: America/Chicago
store: {path: store.duckdb}
sources:
  - {name: sample, format: coding-csv, path: %q}
out: out
`

// sampleReports writes every built-in report of the sample and gives the folder of results.
func sampleReports(t *testing.T) string {
	t.Helper()
	sample, err := filepath.Abs("../../sample-data")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, config.FileName)
	if err := os.WriteFile(file, fmt.Appendf(nil, configuration, sample), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program(t, file)
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{Check: true}); err != nil {
		t.Fatal(err)
	}
	job := config.Job{Period: config.Period{Months: 24}}
	for _, name := range p.Reports.Names() {
		if _, err := p.Report(t.Context(), pipeline.ReportRequest{Report: name, Job: job}); err != nil {
			t.Fatalf("report %s: %v", name, err)
		}
	}
	return filepath.Join(folder, "out")
}

// program puts the parts together as the command does.
func program(t *testing.T, file string) *pipeline.Program {
	t.Helper()
	coding := codingcsv.Source{}
	c, err := config.Load(file, []string{coding.Name()})
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC) }
	return &pipeline.Program{Config: c, Sources: []source.Source{coding}, Queries: q, Reports: r, Version: "test", Now: now, Progress: progress.Quiet{}}
}

// pages lists the pages of a folder of results: the list of reports, and each report.
func pages(t *testing.T, out string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(out, "*", "*", "*.html"))
	if err != nil || len(list) < 5 {
		t.Fatalf("%d reports were written: %v", len(list), err)
	}
	return append(list, filepath.Join(out, "index.html"))
}

// Every page of every built-in report, at every width and by day and night, says nothing on the
// console, asks for nothing, and is no wider than the window; axe-core finds nothing.
func TestEveryReport(t *testing.T) {
	b := open(t)
	axe, hasAxe := axeSource()
	for _, file := range pages(t, sampleReports(t)) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(t *testing.T) {
			nightfall(t, file)
			for _, width := range []int64{320, 768, 1280} {
				for _, scheme := range []string{"light", "dark"} {
					look(t, b, file, width, scheme)
					tried := width == 320 && scheme == "light" || width == 1280 && scheme == "dark"
					if !hasAxe || !tried { // Both layouts and both themes are tried by two runs, which take seconds each.
						continue
					}
					for _, v := range violations(b, axe) {
						t.Errorf("%d px, %s: axe-core: %s", width, scheme, v)
					}
				}
			}
			prints(t, b, file)
		})
	}
	t.Run("axe-core", func(t *testing.T) {
		if !hasAxe {
			t.Skip("axe-core is not installed: its rules were not tried")
		}
	})
}

// lost are the links within a page that lead nowhere, or to several places.
const lost = `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute("href").slice(1)).filter((id) => document.querySelectorAll('[id="' + id + '"]').length !== 1)`

// untold are the figures without a value for a pointer or the arrow keys.
const untold = `[...document.querySelectorAll(".figure")].filter((f) => ![...f.querySelectorAll(".plot rect")].some((r) => r.dataset.words)).map((f) => f.id)`

// look visits a page and requires that it is quiet and fits.
func look(t *testing.T, b *tab, file string, width int64, scheme string) {
	t.Helper()
	said, requests := b.visit(file, width, scheme)
	if len(said) > 0 || len(requests) > 0 {
		t.Errorf("%d px, %s: the page says %q and asks for %q", width, scheme, said, requests)
	}
	if links := value[[]string](b, lost); len(links) > 0 {
		t.Errorf("the links to %q are lost", links)
	}
	if silent := value[[]string](b, untold); len(silent) > 0 {
		t.Errorf("the figures %q tell no values", silent)
	}
	if wide := value[int64](b, "document.documentElement.scrollWidth"); wide > width {
		t.Errorf("%d px, %s: the page is %d px wide", width, scheme, wide)
	}
}

// violations are the rules of axe-core that the page in view breaks, with the first element that
// breaks each. What is closed is opened first.
func violations(b *tab, axe string) []string {
	b.Helper()
	value[bool](b, axe+"; true")
	text := value[string](b, `(async () => {
		for (const d of document.querySelectorAll("details")) d.open = true;
		const found = await axe.run(document, {resultTypes: ["violations"]});
		return JSON.stringify(found.violations.map((v) => v.id + " (" + v.nodes.length + "): " + v.nodes[0].html.slice(0, 120) + " " + v.nodes[0].failureSummary));
	})()`)
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		b.Fatal(err)
	}
	return list
}

// nightfall requires that every colour of the page's figures has its counterpart in the dark.
func nightfall(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?:fill|stroke)="#([0-9a-f]{6})"`).FindAllSubmatch(text, -1) {
		if colour := string(m[1]); !strings.Contains(string(text), "--f"+colour+": #") {
			t.Errorf("the colour #%s of a figure stays as it is at night", colour)
		}
	}
}

// prints requires that paper is laid out, has its structure for assistive technology and stays
// light in the dark.
func prints(t *testing.T, b *tab, file string) {
	t.Helper()
	b.in(t).do(prefers("dark"))
	ctx := b.ctx
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged(), chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/StructTreeRoot", "/MarkInfo", "/Lang (en-US)"} {
		if !strings.Contains(string(pdf), want) {
			t.Errorf("the printed page of %s has no %s", filepath.Base(file), want)
		}
	}
	if strings.Contains(string(pdf), "/S /Form") {
		t.Errorf("the printed page of %s has buttons", filepath.Base(file))
	}
}
