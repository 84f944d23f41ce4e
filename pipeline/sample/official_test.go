package sample_test

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// published is what CMS and NCHS publish, as far as these tests need it.
type published struct {
	year   [2]map[string]official // ICD-10-CM of fiscal years 2025 and 2026
	pcs    map[string]official    // ICD-10-PCS of fiscal year 2026
	exempt map[string]bool        // from POA reporting, fiscal year 2026
	drgs   map[string][]string    // MS-DRG by version and number: MDC, type, title, weight, GMLOS
}

// official is one line of an order file.
type official struct {
	billable bool
	title    string
}

// terminology finds the folder of official files beside the repository, or skips.
func terminology(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(dir, "..", "shared", "data", "terminology")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("../shared/data/terminology is absent")
	}
	return folder
}

func readPublished(t *testing.T) *published {
	t.Helper()
	dir := terminology(t)
	p := &published{exempt: map[string]bool{}, drgs: map[string][]string{}}
	p.year[0] = orderFile(t, filepath.Join(dir, "icd10cm-2025-code-descriptions.zip"), "icd10cm_order_2025.txt")
	p.year[1] = orderFile(t, filepath.Join(dir, "icd10cm-2026-code-descriptions.zip"), "icd10cm_order_2026.txt")
	p.pcs = orderFile(t, filepath.Join(dir, "icd10pcs-2026-order.zip"), "icd10pcs_order_2026.txt")
	text, err := os.ReadFile(filepath.Join(dir, "POAexemptCodesFY26.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, "\t"); len(fields) > 1 {
			p.exempt[strings.ReplaceAll(fields[1], ".", "")] = true
		}
	}
	for version, name := range map[string]string{"35": "msdrg_fy2018_v35.csv", "36": "msdrg_fy2019_v36.csv"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			p.drgs[version+" "+r[0]] = r[1:]
		}
	}
	return p
}

// orderFile reads an order file of CMS: code in columns 7–13, flag in 15, long title
// from 78.
func orderFile(t *testing.T, path, name string) map[string]official {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if filepath.Base(f.Name) != name {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]official{}
		for _, line := range strings.Split(string(text), "\n") {
			if len(line) > 77 {
				codes[strings.TrimSpace(line[6:14])] = official{line[14] == '1', strings.TrimSpace(line[77:])}
			}
		}
		return codes
	}
	t.Fatalf("%s holds no %s", filepath.Base(path), name)
	return nil
}

// in gives the ICD-10-CM that is in force on a date.
func (p *published) in(on string) map[string]official {
	if on < "2025-10-01" {
		return p.year[0]
	}
	return p.year[1]
}

// TestCodesAreOfficial looks up every code of the committed instance in the order file
// that was in force on the discharge date; those that truth.json counts as invalid must
// not be there.
func TestCodesAreOfficial(t *testing.T) {
	p := readPublished(t)
	g := readGroup(t, "../../sample-data")
	sets, encounters := g.by("code_set", "code"), g.by("encounter", "encounter_id")
	invalid := 0
	for _, d := range g.tables["diagnosis"].rows {
		on := encounters[d["encounter_id"]][0]["discharged_on"]
		entry, known := p.in(on)[d["code"]]
		valid := kindOf(sets[d["code"]], on) == ""
		if valid != (known && entry.billable) {
			t.Errorf("%s on %s: in the code set %v, official %v", d["code"], on, valid, known && entry.billable)
		}
		if !valid {
			invalid++
		}
	}
	if len(g.tables["diagnosis"].rows) < 20_000 || invalid == 0 {
		t.Errorf("%d diagnoses, %d invalid: too few to tell", len(g.tables["diagnosis"].rows), invalid)
	}
	for _, x := range g.tables["procedure"].rows {
		if entry, known := p.pcs[x["code"]]; !known || !entry.billable {
			t.Errorf("%s is no code of ICD-10-PCS", x["code"])
		}
	}
}

// TestCodeSetIsOfficial compares titles, flags, dates and exemptions of the code set.
func TestCodeSetIsOfficial(t *testing.T) {
	p := readPublished(t)
	g := readGroup(t, "../../sample-data")
	for _, c := range g.tables["code_set"].rows {
		code := c["code"]
		if c["code_system"] == "ICD-10-PCS" {
			if got := p.pcs[code]; !got.billable || got.title != c["title"] {
				t.Errorf("%s: official %v", code, got)
			}
			continue
		}
		for i, on := range []string{"2024-10-01", "2026-09-30"} {
			inForce := c["valid_from"] <= on && (c["valid_to"] == "" || on <= c["valid_to"])
			got, known := p.year[i][code]
			if inForce && (!known || got.billable != (c["billable"] == "true") || got.title != c["title"]) {
				t.Errorf("%s on %s: official %v, known %v", code, on, got, known)
			}
		}
		last := c["billable"] == "true" && c["valid_to"] == ""
		if last && p.exempt[code] != (c["poa_exempt"] == "true") {
			t.Errorf("%s: exempt %v in the official list", code, p.exempt[code])
		}
	}
}

func TestDRGSetIsOfficial(t *testing.T) {
	p := readPublished(t)
	rows := readGroup(t, "../../sample-data").tables["drg_set"].rows
	for _, d := range rows {
		got := p.drgs[d["grouper_version"]+" "+d["drg"]]
		want := []string{d["mdc"], d["drg_type"], d["title"], d["weight"], d["gmlos"]}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s of version %s: official %q, ours %q", d["drg"], d["grouper_version"], got, want)
		}
	}
	if len(rows) < 100 {
		t.Errorf("%d DRGs", len(rows))
	}
}
