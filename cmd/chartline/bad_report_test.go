package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/queries"
)

// badSite is a hospital whose encounters a test writes: each was discharged in September 2026 with
// pneumonia, and coded the day after.
func badSite(t *testing.T, facilities []string, each int) {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	t.Chdir(t.TempDir())
	encounters := []string{"encounter_id,patient_id,facility_id,patient_type,service_line,admitted_on,discharged_on,payer_class"}
	diagnoses := []string{"encounter_id,sequence,role,code,code_system,poa"}
	events := []string{"event_id,encounter_id,event_type,occurred_on"}
	names := []string{"facility_id,name,timezone"}
	for f, name := range facilities {
		names = append(names, fmt.Sprintf("F%04d,%s,UTC", f, name))
		for i := range each {
			day := 1 + (f+i)%20
			id := fmt.Sprintf("E%04d-%03d", f, i)
			encounters = append(encounters, fmt.Sprintf("%s,P%s,F%04d,IP,Medicine,2026-09-%02d,2026-09-%02d,Medicare", id, id, f, day, day))
			diagnoses = append(diagnoses, id+",1,principal,J189,ICD-10-CM,Y")
			events = append(events, fmt.Sprintf("V%s,%s,final_coded,2026-09-%02d", id, id, day+1+i%3))
		}
	}
	for name, lines := range map[string][]string{
		"inbox/encounter.csv": encounters, "inbox/diagnosis.csv": diagnoses, "inbox/event.csv": events, "inbox/facility.csv": names,
		"inbox/service_level.csv": {"patient_type,bill_hold_days,coded_within_days", "IP,4,4"},
		"chartline.yaml": {"timezone: UTC", "queries: own", "sources: [{name: coding, format: coding-csv, path: inbox}]",
			"jobs: {monthly: {pull: [coding], period: last month, as_of: 2026-10-01T06:00:00Z}}"},
		"own/README": {"queries of the site"},
	} {
		write(t, name, strings.Join(lines, "\n")+"\n")
	}
	mustRun(t, 0, "pull", "-q")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// page is the HTML of a report that was made, whose folder is whole.
func page(t *testing.T, name, asOf string) string {
	t.Helper()
	folder := filepath.Join("out", name, asOf)
	for _, file := range []string{name + ".pdf", name + ".xlsx", "manifest.json"} {
		if info, err := os.Stat(filepath.Join(folder, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, name+".html"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wants holds a page to what it says and to what it must not hold.
func wants(t *testing.T, page string, says []string, not ...string) {
	t.Helper()
	for _, text := range says {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	for _, text := range append(not, "NaN", "−0%", "Infinity") {
		if strings.Contains(page, text) {
			t.Errorf("the page holds %q", text)
		}
	}
}

func TestReportOfAPeriodWithoutData(t *testing.T) {
	badSite(t, []string{"North"}, 40)
	for _, name := range []string{"coding_quality", "turnaround", "diagnosis_frequency"} {
		mustRun(t, 0, "report", name, "-q", "--from", "2020-01-01", "--to", "2020-02-01", "--as-of", "2020-02-01T06:00:00Z")
		wants(t, page(t, name, "2020-02-01"), []string{"There is nothing to show here"}, "<figure")
	}
}

func TestReportOfOneFacility(t *testing.T) {
	badSite(t, []string{"North"}, 40)
	mustRun(t, 0, "report", "turnaround", "-q", "--job", "monthly")
	wants(t, page(t, "turnaround", "2026-10-01"), []string{"40 accounts", "Not shown"})
}

// Three thousand facilities stand in the table one by one, in the order of their names, and none of
// two accounts has a value of its own.
func TestReportOfThreeThousandFacilities(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var names []string
	for f := range 3000 {
		names = append(names, fmt.Sprintf("Hospital %04d", f))
	}
	badSite(t, names, 2)
	mustRun(t, 0, "report", "turnaround", "-q", "--job", "monthly")
	wants(t, page(t, "turnaround", "2026-10-01"), []string{"6,000"})
	if info, err := os.Stat("out/turnaround/2026-10-01/turnaround.pdf"); err != nil || info.Size() > 5<<20 {
		t.Errorf("a PDF that no mailbox takes: %v", err)
	}
}

// Names of 200 characters and of other scripts are whole in HTML, with a direction of their own, and
// none prints as boxes: Arabic is joined, Chinese spelled.
func TestReportOfLongAndForeignNames(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Ærøskøbing ", 18) + "ab")
	badSite(t, []string{long, "مستشفى الملك فهد", "בית החולים", "北京协和医院"}, 40)
	mustRun(t, 0, "report", "turnaround", "-q", "--job", "monthly")
	wants(t, page(t, "turnaround", "2026-10-01"), []string{long, `dir="auto">مستشفى الملك فهد<`, `dir="auto">בית החולים<`, "北京协和医院"})
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext on this system")
	}
	text, err := exec.Command("pdftotext", "out/turnaround/2026-10-01/turnaround.pdf", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	wants(t, string(text), []string{"Bei Jing Xie He Yi Yuan", "החולים"}, "□", "\uFFFD")
}

// Ten patients are too few to tell anything of: the page says so and has no chart of nothing.
func TestReportOfWhatIsWithheldEverywhere(t *testing.T) {
	badSite(t, []string{"North", "South"}, 5)
	mustRun(t, 0, "report", "diagnosis_frequency", "-q", "--job", "monthly")
	wants(t, page(t, "diagnosis_frequency", "2026-10-01"), []string{"withheld"})
}

// A question that fails while it is answered leaves the edition of before as it was, and no piece of
// the new one.
func TestReportWhoseQuestionFailsInTheMiddle(t *testing.T) {
	badSite(t, []string{"North"}, 40)
	mustRun(t, 0, "report", "turnaround", "-q", "--job", "monthly")
	before := tree(t, "out")
	write(t, "own/turnaround/completed.sql", broken(t))
	said := mustRun(t, 5, "report", "turnaround", "-q", "--job", "monthly")
	if !strings.Contains(said, "turnaround/completed") {
		t.Errorf("the error does not name the question: %s", said)
	}
	if after := tree(t, "out"); !slices.Equal(before, after) {
		t.Errorf("files before %q, after %q", before, after)
	}
}

// broken is a built-in question whose last column cannot be computed of any row.
func broken(t *testing.T) string {
	t.Helper()
	text, err := fs.ReadFile(queries.Files, "turnaround/completed.sql")
	if err != nil {
		t.Fatal(err)
	}
	last := strings.LastIndex(string(text), "ORDER BY")
	return string(text[:last]) + "HAVING CAST(concat('x', CAST(count(*) AS VARCHAR)) AS BIGINT) > 0\n" + string(text[last:])
}

// tree lists the files of a folder with their sizes and times.
func tree(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		files = append(files, fmt.Sprint(path, info.Size(), info.ModTime()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
