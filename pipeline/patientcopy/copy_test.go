package patientcopy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
)

// stay is a record with something of everything.
func stay() *Record {
	on := func(day int) time.Time { return time.Date(2025, 3, day, 0, 0, 0, 0, time.UTC) }
	return &Record{
		Person: "P1", Made: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC), Contact: "555-0100", Zone: time.UTC,
		Visits: []Visit{
			{Account: "E1", Facility: `Lake <b>"mont"`, Type: "IP", First: on(1), Last: on(4), Codes: []Code{
				{Kind: "diagnosis", Role: "principal", System: "ICD-10-CM", Code: "J189", Title: "Pneumonia, unspecified organism", Plain: "Infected lungs", POA: "Y", Judged: true},
				{Kind: "diagnosis", Role: "other", System: "ICD-10-CM", Code: "I10", POA: "N", Judged: true},
				{Kind: "diagnosis", Role: "admitting", System: "ICD-10-CM", Code: "R05", Title: "Cough", Judged: true},
				{Kind: "procedure", Role: "other", System: "ICD-10-PCS", Code: "0BJ08ZZ", Title: "Inspection", Done: on(2), Judged: true},
				{Kind: "drg", Role: "grouped", System: "MS-DRG", Code: "195", Title: "SIMPLE PNEUMONIA & PLEURISY W/O CC/MCC"},
			}, Versions: []Version{
				{Number: 1, Role: "coder", Reason: "first_final", At: on(6)},
				{Number: 2, Role: "auditor", Reason: "audit_correction", At: on(20), Changes: []Change{
					{Kind: "diagnosis", Role: "other", System: "ICD-10-CM", Code: "E119", Title: "Type 2 diabetes", Change: "removed"},
					{Kind: "diagnosis", Role: "other", System: "ICD-10-CM", Code: "I10", Change: "arrival"},
				}},
			}},
			{Account: "E2", Facility: "F2", Type: "ZZ"},
		},
	}
}

// lines are the copy's paragraphs as text.
func lines(r *Record) string {
	var b strings.Builder
	for _, p := range r.written() {
		b.WriteString(p.text + "\n")
	}
	return b.String()
}

func TestCopySaysWhatTheRecordHolds(t *testing.T) {
	said := lines(stay())
	for _, want := range []string{
		"Hospital stay at Lake", "From March 1, 2025 to March 4, 2025. Account number: E1.",
		"Main reason for your care\nPneumonia, unspecified organism\nIn plain words: Infected lungs\nCode: J18.9 (ICD-10-CM)\nPresent when you came in: yes\n",
		"Also noted about your health\nCode I10 (we have no title for it)\nCode: I10 (ICD-10-CM)\nPresent when you came in: no\n",
		"What was thought when you came in\nCough\nCode: R05 (ICD-10-CM)\nWhat else was done\nInspection\nCode: 0BJ08ZZ (ICD-10-PCS)\nDate: March 2, 2025\n",
		"Simple pneumonia & pleurisy w/o CC/MCC\nCode: 195 (MS-DRG)\nIn this name, w means with, and w/o means without.",
		"Coded by a coder on March 6, 2025\n", "Changed by a reviewer of codes on March 20, 2025\nA check of the codes led to a change.\n",
		"Removed: Type 2 diabetes, E11.9 (also noted)\n", "Changed whether it was present when you came in: I10 (also noted)\n",
		"Visit at F2\nWe cannot show the dates of this visit. Account number: E2.\nThis visit has no codes yet.\n", "Our records do not say who coded this visit.",
		"45 CFR 164.526", "60 days", "Write to or call: 555-0100",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(said, "42 CFR Part 2") {
		t.Error("a law is named that guards nothing here")
	}
}

// TestNotice: sure where a code is on the list, open where none was asked.
func TestNotice(t *testing.T) {
	for name, c := range map[string]struct {
		guarded, judged bool
		want            string
	}{"on the list": {true, true, guarded}, "on none": {false, true, ""}, "no list": {false, false, mayGuard}} {
		r := stay()
		r.Visits[0].Codes[1].Guarded, r.Visits[0].Codes[1].Judged = c.guarded, c.judged
		if got := r.notice(); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestPagesSayTheSame holds both files to the same words, and to one result.
func TestPagesSayTheSame(t *testing.T) {
	var page, again, paper, second bytes.Buffer
	for _, err := range []error{stay().HTML(&page), stay().HTML(&again), stay().PDF(&paper), stay().PDF(&second)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(page.Bytes(), again.Bytes()) || !bytes.Equal(paper.Bytes(), second.Bytes()) {
		t.Error("the same record gives other bytes")
	}
	if strings.Contains(page.String(), "<b>") || strings.Contains(page.String(), "ZgotmplZ") {
		t.Error("the record's words are markup, or the style is not")
	}
	if got := strings.Count(page.String(), "<li>"); got != 13 {
		t.Errorf("%d facts, want 13", got)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	file := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(file, paper.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	printed, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pile := regexp.MustCompile(`\s+|•|Page \d+ of \d+`)
	all := pile.ReplaceAllString(strings.ReplaceAll(string(printed), heading, ""), "")
	for _, p := range stay().written()[1:] {
		if !strings.Contains(all, pile.ReplaceAllString(p.text, "")) {
			t.Errorf("the PDF lacks %q", p.text)
		}
	}
}

// TestLargePrint: no style of the record's words is below 18 points.
func TestLargePrint(t *testing.T) {
	for k, st := range styles {
		if st.size < 18 {
			t.Errorf("kind %d has %v points", k, st.size)
		}
	}
}

// TestLastPageIsNotNearlyEmpty: of copies of all lengths, those that would end with a few lines on a page of
// their own do without that page where closer lines can hold them, and these are still far enough apart.
func TestLastPageIsNotNearlyEmpty(t *testing.T) {
	saved, short := 0, 0
	for n := range 30 {
		r := stay()
		for range n {
			r.Visits[0].Codes = append(r.Visits[0].Codes, Code{Kind: "diagnosis", Role: "other", System: "ICD-10-CM", Code: "I10", Title: "Essential hypertension", POA: "Y", Judged: true})
		}
		usual, fitted := r.set(0, 1), r.fit()
		switch before, after := usual.pdf.PageNo(), fitted.pdf.PageNo(); {
		case after < before:
			saved++
		case after > before || fitted.space != 1:
			t.Errorf("with %d codes more, %d pages became %d at %v of the space", n, before, after, fitted.space)
		case fitted.y < margin+150:
			short++
		}
	}
	if saved < 5 || short > 2 {
		t.Errorf("of 30 copies %d were saved a page, and %d end with one that is nearly empty", saved, short)
	}
	for k, st := range styles {
		if apart := st.closer(tightest).leading; st.size <= 18 && apart < 1.25*st.size {
			t.Errorf("kind %d has lines %v points apart", k, apart)
		}
	}
}

// TestPaper: A4 is wider and higher than what is printed on it.
func TestPaper(t *testing.T) {
	for paper, box := range map[report.Paper]string{"": "/MediaBox [0 0 612.00 792.00]", report.A4: "/MediaBox [0 0 595.28 841.89]"} {
		r := stay()
		r.Paper = paper
		var out bytes.Buffer
		if err := r.PDF(&out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), box) {
			t.Errorf("%q has another box than %s", paper, box)
		}
	}
}

// TestWordsAreEasyToRead measures the fixed sentences by Flesch and Kincaid's grade,
// 0.39 words a sentence + 11.8 syllables a word - 15.59, of which 8 is what is asked for.
// Syllables are runs of vowels without a silent e at the end.
func TestWordsAreEasyToRead(t *testing.T) {
	vowels := regexp.MustCompile(`[aeiouy]+`)
	for _, words := range []string{about, keep, noCodes, aboutDRG, drgWords, inEnglish, rights, answer, refusal, office, guarded, mayGuard, noVersion} {
		sentences, count, syllables := 0, 0, 0
		for w := range strings.FieldsSeq(words) {
			count++
			if strings.ContainsAny(w, ".?") && !strings.Contains(w, "164.") || strings.HasSuffix(w, "164.526).") {
				sentences++
			}
			w = strings.TrimSuffix(strings.Trim(strings.ToLower(w), ".,?()"), "e")
			syllables += max(1, len(vowels.FindAllString(w, -1)))
		}
		if grade := 0.39*float64(count)/float64(sentences) + 11.8*float64(syllables)/float64(count) - 15.59; grade > 8 {
			t.Errorf("grade %.1f: %s", grade, words)
		}
	}
}
