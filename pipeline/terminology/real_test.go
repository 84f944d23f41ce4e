package terminology

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// published is the folder of real files, which are no part of the project.
func published(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	shared := filepath.Join(dir, "..", "shared", "data", "terminology")
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no ../shared/data/terminology here")
	}
	return shared
}

var (
	loaded  = map[string]*sourcetest.Collector{}
	loading sync.Mutex
)

// load reads a real file or archive once for all tests.
func load(t testing.TB, name string) *sourcetest.Collector {
	t.Helper()
	path := filepath.Join(published(t), name)
	loading.Lock()
	defer loading.Unlock()
	if got, ok := loaded[name]; ok {
		return got
	}
	loaded[name] = read(t, path)
	return loaded[name]
}

// read reads everything under a path.
func read(t testing.TB, path string) *sourcetest.Collector {
	t.Helper()
	inputs, err := Source{}.Inputs(source.Spec{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	var got sourcetest.Collector
	for _, in := range inputs {
		if err := (Source{}).Read(t.Context(), in, &got); err != nil {
			t.Fatal(err)
		}
	}
	return &got
}

// release is an order file by code: true for a valid one.
func release(t testing.TB, name, system string) (codes map[string]bool, inOrder []string) {
	t.Helper()
	codes = map[string]bool{}
	for _, r := range load(t, name).Where("code_release", "code_system", system) {
		codes[r["code"]] = r["billable"] == "true"
		inOrder = append(inOrder, r["code"])
	}
	return codes, inOrder
}

const (
	fy2025 = "icd10cm-2025-code-descriptions.zip"
	fy2026 = "icd10cm-2026-code-descriptions.zip"
)

func tally[K comparable](all map[K]bool, is func(K) bool) (n int) {
	for k := range all {
		if is(k) {
			n++
		}
	}
	return n
}

// TestReleaseCounts has the counts of VER-03, which unzip -p and awk on column 15 give too.
func TestReleaseCounts(t *testing.T) {
	now, inOrder := release(t, fy2026, "ICD-10-CM")
	before, _ := release(t, fy2025, "ICD-10-CM")
	isValid := func(c string) bool { return now[c] }
	for what, n := range map[string][2]int{
		"rows":            {len(inOrder), 98_186},
		"valid":           {tally(now, isValid), 74_719},
		"headers":         {tally(now, func(c string) bool { return !now[c] }), 23_467},
		"categories":      {tally(now, func(c string) bool { return len(c) == 3 }), 1_918},
		"valid in FY2025": {tally(before, func(c string) bool { return before[c] }), 74_260},
		"added":           {tally(now, func(c string) bool { return now[c] && !before[c] }), 487},
		"removed":         {tally(before, func(c string) bool { return before[c] && !now[c] }), 28},
		"became headers": {tally(before, func(c string) bool {
			valid, is := now[c]
			return before[c] && is && !valid
		}), 16},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d, want %d", what, n[0], n[1])
		}
	}
	if got := load(t, fy2026); len(got.Rejects) != 0 || got.Skipped["code without its order number"] != 74_719 {
		t.Errorf("%d rejects, skipped %v", len(got.Rejects), got.Skipped)
	}
}

// TestProcedureCounts has those of ICD-10-PCS (VER-03).
func TestProcedureCounts(t *testing.T) {
	codes, _ := release(t, "icd10pcs-2026-order.zip", "ICD-10-PCS")
	valid := tally(codes, func(c string) bool { return codes[c] })
	if valid != 79_115 || len(codes)-valid != 914 {
		t.Errorf("%d valid codes and %d headers, want 79115 and 914", valid, len(codes)-valid)
	}
	if groups := groupsOf(t, "icd10pcs-2026-order.zip", "chapter"); len(groups) > 0 {
		t.Errorf("%d procedures are in chapters, which they have none of", len(groups))
	}
}

// TestNoValidCodeBeginsAnother is VER-04.
func TestNoValidCodeBeginsAnother(t *testing.T) {
	codes, inOrder := release(t, fy2026, "ICD-10-CM")
	for _, c := range inOrder {
		for n := 3; n < len(c) && codes[c]; n++ {
			if codes[c[:n]] {
				t.Errorf("%s and %s are both valid", c[:n], c)
			}
		}
	}
}

// TestOrderIsNotThatOfTexts is VER-06: 56 neighbours stand in another order than their
// texts, and VER-07: letters in the second and the third place.
func TestOrderIsNotThatOfTexts(t *testing.T) {
	codes, inOrder := release(t, fy2026, "ICD-10-CM")
	inversions := 0
	for i := 1; i < len(inOrder); i++ {
		if inOrder[i-1] > inOrder[i] {
			inversions++
		}
	}
	isLetter := func(b byte) bool { return b >= 'A' && b <= 'Z' }
	second := tally(codes, func(c string) bool { return codes[c] && isLetter(c[1]) })
	third := tally(codes, func(c string) bool { return codes[c] && isLetter(c[2]) })
	if inversions != 56 || second != 13 || third != 392 {
		t.Errorf("%d inversions, %d and %d letters, want 56, 13 and 392", inversions, second, third)
	}
}

// groupsOf is the chapter or the block of each code of a release that has one.
func groupsOf(t testing.TB, name, scheme string) map[string]string {
	t.Helper()
	groups := map[string]string{}
	for _, r := range load(t, name).Rows["code_release"] {
		if r[scheme] != "" {
			groups[r["code"]] = r[scheme]
		}
	}
	return groups
}

// TestChapterSizes has the valid codes of each chapter of FY2026 (standard.md 1.3).
func TestChapterSizes(t *testing.T) {
	want := []int{1068, 1727, 323, 971, 871, 700, 2677, 653, 1427, 360, 857, 1000, 6665, 836, 2437, 463, 894, 773, 41142, 7461, 1411, 3}
	codes, _ := release(t, fy2026, "ICD-10-CM")
	sizes := map[string]int{}
	for code, chapter := range groupsOf(t, fy2026, "chapter") {
		if codes[code] {
			sizes[chapter]++
		}
	}
	got := []int{}
	for _, chapter := range slices.Sorted(maps.Keys(sizes)) {
		got = append(got, sizes[chapter])
	}
	if !slices.Equal(got, want) {
		t.Errorf("chapters of %v codes, want %v", got, want)
	}
}

// TestBlocksAreNotRangesOfTexts is the trap 3 of standard.md 8: a comparison of texts
// puts C4A, M1A and Z3A into no block of theirs (GRP-03, VER-06).
func TestBlocksAreNotRangesOfTexts(t *testing.T) {
	for _, file := range []string{fy2026, "icd10cm-order-Jan-2021.txt.gz"} {
		blocks := groupsOf(t, file, "block")
		for code, want := range map[string]string{
			"C4A": "C43-C44", "C4A70": "C43-C44", "C7A": "C7A", "C7B": "C7B", "D3A": "D3A", "M1A": "M05-M14", "M1A0110": "M05-M14",
			"Z3A": "Z30-Z39", "Z3A00": "Z30-Z39", "O9A": "O94-O9A", "J45": "J40-J4A", "U071": "U00-U49", "D49": "D49", "D50": "D50-D53",
		} {
			if blocks[code] != want {
				t.Errorf("%s: %s is in block %q, want %s", file, code, blocks[code], want)
			}
		}
	}
	if b := groupsOf(t, fy2026, "block")["QA0"]; b != "QA0" {
		t.Errorf("QA0 is in block %q", b)
	}
	if b, there := groupsOf(t, "icd10cm-order-Jan-2021.txt.gz", "block")["QA0"]; there {
		t.Errorf("QA0 is in block %q before there was such a code", b)
	}
}

// TestEveryCodeHasABlock: the blocks are the leaves of the tabular list, which cover it.
// The tabular list of 2017 has 283 (GRP-03); QA0 and U00-U49 have come since.
func TestEveryCodeHasABlock(t *testing.T) {
	for _, file := range []string{fy2026, fy2025, "icd10cm-order-Jan-2021.txt.gz"} {
		codes, _ := release(t, file, "ICD-10-CM")
		for _, scheme := range []string{"chapter", "block"} {
			if groups := groupsOf(t, file, scheme); len(groups) != len(codes) {
				t.Errorf("%s: %d of %d codes have a %s", file, len(groups), len(codes), scheme)
			}
		}
	}
	if n := len(load(t, fy2026).Where("group_title", "scheme", "block")); n != 285 {
		t.Errorf("%d blocks, want 285", n)
	}
}

// TestCodesWithLettersAreCodes is the trap 4 of standard.md 8: a pattern rejects U07.1,
// QA0 and 405 codes with letters (VER-07).
func TestCodesWithLettersAreCodes(t *testing.T) {
	codes, _ := release(t, fy2026, "ICD-10-CM")
	for _, c := range []string{"U070", "U071", "U099", "C4A0", "Z3A01"} {
		if !codes[c] {
			t.Errorf("%s is not valid", c)
		}
	}
	if chapter := groupsOf(t, fy2026, "chapter")["QA0"]; chapter != "17" {
		t.Errorf("QA0 is in chapter %q, want 17", chapter)
	}
}

// TestExemptCodes is DEF-05: wc -l counts 38,350 lines with the header.
func TestExemptCodes(t *testing.T) {
	got := load(t, "POAexemptCodesFY26.txt")
	codes := map[string]bool{}
	for _, r := range got.Rows["code_mark"] {
		codes[strings.ReplaceAll(r["code"], ".", "")] = true
		if r["list"] != "poa_exempt" || r["valid_from"] != "2025-10-01" || r["valid_to"] != "2026-09-30" || r["list_version"] != "FY2026" {
			t.Fatalf("mark %v", r)
		}
	}
	valid, _ := release(t, fy2026, "ICD-10-CM")
	if len(codes) != 38_349 || len(got.Rejects) != 0 || tally(codes, func(c string) bool { return !valid[c] }) != 0 {
		t.Errorf("%d codes, %d rejects, and %d that are not valid in FY2026", len(codes), len(got.Rejects), tally(codes, func(c string) bool { return !valid[c] }))
	}
	chapters := groupsOf(t, fy2026, "chapter")
	seventeen := func(c string) bool { return chapters[c] == "17" && valid[c] }
	if all, exempt := tally(valid, seventeen), tally(codes, seventeen); all != exempt {
		t.Errorf("%d of the %d codes of chapter 17 are exempt, want all", exempt, all)
	}
}

// TestConversionTable is VER-08. A script that reads the XML of the workbook, with a
// pattern of its own for codes and ranges, counts 5,892 rows, 125 of them with None, and
// 6,888 different pairs with their dates.
func TestConversionTable(t *testing.T) {
	got := load(t, "icd10cm-conversion-table-2026.xlsx")
	pairs := map[[3]string]bool{}
	previous := map[string][]string{}
	for _, r := range got.Rows["code_change"] {
		pairs[[3]string{r["code"], r["previous_code"], r["valid_from"]}] = true
		previous[r["code"]] = append(previous[r["code"]], r["previous_code"])
	}
	if len(pairs) != 6_888 || got.Skipped["code without a previous one"] != 125 || len(got.Rejects) != 0 {
		t.Errorf("%d pairs, skipped %v, %d rejects", len(pairs), got.Skipped, len(got.Rejects))
	}
	if got := previous["H02.151"]; len(got) != 7 {
		t.Errorf("H02.151 was %v before, want H02.101 to H02.106 and H02.109", got)
	}
	if !pairs[[3]string{"C50.A0", "C50.929", "2025-10-01"}] || !pairs[[3]string{"A04.71", "A04.7", "2017-10-01"}] {
		t.Error("the pairs of C50.A0 or A04.71 are missing")
	}
}

// TestCCSRMapping has the counts of a script on the same file: 86,288 rows of 74,549
// codes, of which 10,567 have X for inpatients and 8,865 for outpatients.
func TestCCSRMapping(t *testing.T) {
	got := load(t, "DXCCSR-Reference-File-v2023-1_DX_to_CCSR_Mapping.csv.gz")
	codes, rows, in, out := map[string]bool{}, 0, map[string]int{}, map[string]int{}
	dummies := map[string]int{}
	for _, r := range got.Rows["code_group"] {
		codes[r["code"]] = true
		if r["position"] == "" {
			dummies[r["grouping"]]++
		} else {
			rows++
		}
		if r["default_inpatient"] == "true" {
			in[r["code"]]++
		}
		if r["default_outpatient"] == "true" {
			out[r["code"]]++
		}
	}
	if rows != 86_288 || len(codes) != 74_549 || dummies["XXX000"] != 10_567 || dummies["XXX111"] != 8_865 || len(got.Rejects) != 0 {
		t.Errorf("%d rows, %d codes, dummies %v, %d rejects", rows, len(codes), dummies, len(got.Rejects))
	}
	for code := range codes { // GRP-06: exactly one default of each kind
		if in[code] != 1 || out[code] != 1 {
			t.Fatalf("%s has %d and %d defaults", code, in[code], out[code])
		}
	}
	for _, r := range got.Where("code_group", "code", "I110") { // GRP-07: both categories
		if want := r["grouping"] == "CIR019"; (r["default_inpatient"] == "true") != want {
			t.Errorf("I11.0: %v", r)
		}
	}
	if n := len(got.Where("code_group", "code", "I110")); n != 2 {
		t.Errorf("%d categories of I11.0, want 2", n)
	}
	if v := got.Rows["code_group"][0]["scheme_version"]; v != "v2023.1" {
		t.Errorf("version %q", v)
	}
}

// TestCCSRCategories: zcat | wc -l counts 549 lines, two of them above the rows.
func TestCCSRCategories(t *testing.T) {
	got := load(t, "DXCCSR-Reference-File-v2023-1_CCSR_Categories.csv.gz")
	parents := map[string]bool{}
	for _, r := range got.Rows["group_title"] {
		parents[r["parent"]] = true
	}
	if n := len(got.Rows["group_title"]); n != 547 || len(parents) != 23 {
		t.Errorf("%d categories in %d body systems, want 547 in 22 (GRP-05) and those without", n, len(parents))
	}
}

// TestCodeEdits has the counts of cut -f5 | sort | uniq -c.
func TestCodeEdits(t *testing.T) {
	got := load(t, "MCE_Simple_Code_Edits_v37.txt.gz")
	counts := map[string]int{}
	for _, r := range got.Rows["code_mark"] {
		counts[r["list"]+" "+r["detail"]+" "+r["code_system"]]++
		if r["valid_from"] != "2019-10-01" || r["valid_to"] != "2020-09-30" || r["list_version"] != "37" {
			t.Fatalf("mark %v", r)
		}
	}
	want := map[string]int{
		"mce_age newborn ICD-10-CM": 41, "mce_age pediatric ICD-10-CM": 114, "mce_age maternity ICD-10-CM": 2372, "mce_age adult ICD-10-CM": 771,
		"mce_sex F ICD-10-CM": 3135, "mce_sex F ICD-10-PCS": 2294, "mce_sex M ICD-10-CM": 529, "mce_sex M ICD-10-PCS": 1916,
		"mce_manifestation  ICD-10-CM": 395, "mce_questionable_admission  ICD-10-CM": 27, "mce_unacceptable_principal  ICD-10-CM": 2406,
		"mce_noncovered always ICD-10-PCS": 97, "mce_noncovered over_60 ICD-10-PCS": 2, "mce_length_of_stay 96_hours ICD-10-PCS": 1,
		"mce_limited_coverage  ICD-10-PCS": 50, "mce_wrong_procedure  ICD-10-CM": 3,
	}
	if !maps.Equal(counts, want) {
		t.Errorf("counts %v", counts)
	}
}

// TestSensitiveCodes has the counts of a CSV reader on the same files. Of the CPT codes
// 62 have a letter and four digits, which makes them HCPCS.
func TestSensitiveCodes(t *testing.T) {
	counts := map[string]int{}
	for _, r := range load(t, "samhsa-sensitive").Where("code_mark", "list", "sensitive") {
		counts[r["code_system"]]++
	}
	want := map[string]int{"CPT": 4, "HCPCS": 62, "MS-DRG": 3, "ICD-10-CM": 447, "ICD-10-PCS": 57, "ICD-9-CM": 135, "ICD-9-PCS": 14}
	if !maps.Equal(counts, want) {
		t.Errorf("counts %v, want %v", counts, want)
	}
}

// TestDRGs has the counts of a CSV reader, and of grep for the last severity in a title.
func TestDRGs(t *testing.T) {
	for _, c := range []struct {
		file, version string
		rows          int
		severities    map[string]int
	}{
		{"msdrg_fy2018_v35.csv", "35", 754, map[string]int{"MCC": 219, "none": 196, "CC": 153, "": 77, "without_MCC": 66, "CC/MCC": 43}},
		{"msdrg_fy2019_v36.csv", "36", 761, map[string]int{"MCC": 225, "none": 201, "CC": 159, "": 68, "without_MCC": 66, "CC/MCC": 42}},
	} {
		rows := load(t, c.file).Where("drg_set", "grouper_version", c.version)
		severities, bases := map[string]int{}, map[string][]string{}
		for _, r := range rows {
			severities[r["severity"]]++
			bases[r["base_title"]] = append(bases[r["base_title"]], r["severity"])
		}
		if len(rows) != c.rows || !maps.Equal(severities, c.severities) {
			t.Errorf("%s: %d rows, severities %v", c.file, len(rows), severities)
		}
		for base, split := range bases { // a base is split in one of these ways, or not at all
			if way := strings.Join(split, " "); !slices.Contains([]string{"", "MCC CC none", "MCC none", "CC none", "CC/MCC none", "MCC without_MCC"}, way) {
				t.Errorf("%s: %q is split into %q", c.file, base, way)
			}
		}
	}
}
