package rif

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// statements are what was said of one claim, from the first to the last. What was said
// later has the lower DRG, so that it does not stand by its content.
var statements = []cells{
	stay.with("CLM_DRG_CD", "205"),
	stay.with("CLM_DRG_CD", "204", "DML_IND", "UPDATE"),
	stay.with("CLM_DRG_CD", "203", "FI_CLM_PROC_DT", "16-Mar-2024"),
	stay.with("CLM_DRG_CD", "202", "NCH_WKLY_PROC_DT", "29-Mar-2024", "FI_CLM_PROC_DT", "01-Jan-2024"),
	stay.with("CLM_DRG_CD", "201", "NCH_WKLY_PROC_DT", "29-Mar-2024", "FI_CLM_PROC_DT", "01-Jan-2024", "DML_IND", "UPDATE"),
	stay.with("CLM_DRG_CD", "200", "NCH_WKLY_PROC_DT", "29-Mar-2024", "FI_CLM_PROC_DT", "01-Jan-2024", "DML_IND", "DELETE"),
}

// TestLaterStatementStands: by the week, then by the contractor's day, then by what is
// done; whichever is read first.
func TestLaterStatementStands(t *testing.T) {
	for later := 1; later < len(statements); later++ {
		for earlier := range later {
			a, b := statements[earlier], statements[later]
			for _, order := range [][]cells{{a, b}, {b, a}} {
				got := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, order...))))
				want := []string{"drg:" + b["CLM_DRG_CD"]}
				if b["DML_IND"] == "DELETE" {
					want = nil
				}
				if len(got["encounter"]) != 1 || len(got["drg_assignment"]) != len(want) ||
					len(want) > 0 && !strings.Contains(got["drg_assignment"][0], want[0]) {
					t.Errorf("statement %d after %d: %v, want %v", later, earlier, got["drg_assignment"], want)
				}
			}
		}
	}
}

// TestReplacedClaimLosesItsCodes: what the later statement leaves out goes, lines too.
func TestReplacedClaimLosesItsCodes(t *testing.T) {
	first := []cells{stay, stay.with("CLM_LINE_NUM", "2"), stay.with("CLM_LINE_NUM", "3")}
	later := stay.with("NCH_WKLY_PROC_DT", "29-Mar-2024", "ICD_DGNS_CD2", "", "ICD_DGNS_CD3", "", "ICD_PRCDR_CD1", "", "PRCDR_DT1", "", "CLM_DRG_CD", "")
	got := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, append(first, later)...))))
	// The principal and the admitting diagnosis, and one line, are left.
	for table, want := range map[string]int{"encounter": 1, "diagnosis": 2, "procedure": 0, "drg_assignment": 0, "service_line": 1} {
		if n := len(got[table]); n != want {
			t.Errorf("%d rows of %s, want %d: %v", n, table, want, got[table])
		}
	}
}

// TestNothingIsStatedWithoutADate: what is read last stands then, and no list is complete.
func TestNothingIsStatedWithoutADate(t *testing.T) {
	c := stay.with("NCH_WKLY_PROC_DT", "", "FI_CLM_PROC_DT", "")
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, c)))
	if at, ok := got.Rows["encounter"][0][source.Stated]; ok || len(got.Rows["code_list"]) > 0 {
		t.Errorf("stated %s, %d lists; want none", at, len(got.Rows["code_list"]))
	}
	c["FI_CLM_PROC_DT"] = "02-Jan-1970"
	got = claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, c)))
	if at := got.Rows["encounter"][0][source.Stated]; at != fmt.Sprint(86_400_000_000+1_000_000) {
		t.Errorf("stated %s by the contractor's day alone", at)
	}
}

// TestLatestYearOfABeneficiaryStands, whatever the order of the files.
func TestLatestYearOfABeneficiaryStands(t *testing.T) {
	records := []cells{
		person.with("RFRNC_YR", "", "BENE_ZIP_CD", "10000"), person.with("RFRNC_YR", "0", "BENE_ZIP_CD", "10000"),
		person.with("RFRNC_YR", "3", "BENE_ZIP_CD", "10001"), person.with("RFRNC_YR", "2023", "DML_IND", "UPDATE", "BENE_ZIP_CD", "10002"),
		person.with("RFRNC_YR", "2024", "BENE_ZIP_CD", "10009"), person.with("RFRNC_YR", "2024", "DML_IND", "UPDATE", "BENE_ZIP_CD", "10004"),
	}
	for seed := range uint64(8) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		got := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(beneficiaryHeader, records...))))["patient"]
		if len(got) != 1 || !strings.Contains(got[0], "postal_code:10004") {
			t.Fatalf("seed %d: %v", seed, got)
		}
	}
}

// TestShuffledAndSplitFilesGiveTheSame: forty claims of one to five lines, some stated
// again, in one file and in three of another order.
func TestShuffledAndSplitFilesGiveTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var records []cells
	for n := range 40 {
		for version := range 1 + n%3 {
			c := stay.with("CLM_ID", fmt.Sprint(-n), "CLM_DRG_CD", fmt.Sprint(100+version), "ICD_DGNS_CD4", fmt.Sprintf("E%d", 10+version),
				"NCH_WKLY_PROC_DT", fmt.Sprintf("%02d-Apr-2024", 1+version), "FINAL_ACTION", []string{"F", "N"}[random.IntN(2)])
			for line := range 1 + random.IntN(5) {
				records = append(records, c.with("CLM_LINE_NUM", fmt.Sprint(line+1), "HCPCS_CD", fmt.Sprintf("G%04d", random.IntN(9999))))
			}
		}
	}
	want := claimtest.Winning(claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, records...))))
	if len(want["encounter"]) != 40 || len(want["diagnosis"]) == 0 || len(want["service_line"]) == 0 {
		t.Fatalf("%d claims, %d diagnoses, %d lines", len(want["encounter"]), len(want["diagnosis"]), len(want["service_line"]))
	}
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 3)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		a, b := len(records)/5, len(records)/2
		got := claimtest.Winning(claimtest.Read(t, Source{},
			claimtest.File(t, "b.csv", file(inpatientHeader, records[b:]...)), claimtest.File(t, "x.csv", file(inpatientHeader, records[:a]...)),
			claimtest.File(t, "a.csv", file(inpatientHeader, records[a:b]...)), claimtest.File(t, "again.csv", file(inpatientHeader, records[a:]...))))
		for table := range want {
			if !reflect.DeepEqual(got[table], want[table]) {
				t.Fatalf("seed %d: %s differs", seed, table)
			}
		}
	}
}

// TestBlocksDoNotShareARun reads one claim of 10 MB, which is more than a block, on one
// core and on two: what is emitted may not depend on which worker had the lines before.
func TestBlocksDoNotShareARun(t *testing.T) {
	line := file(inpatientHeader, stay)[len(inpatientHeader)+1:]
	in := claimtest.File(t, "x.csv", inpatientHeader+"\n"+strings.Repeat(line, 10<<20/len(line)))
	var written []int
	for _, cores := range []int{1, 2} {
		before := runtime.GOMAXPROCS(cores)
		written = append(written, len(claimtest.Read(t, Source{}, in).Rows["encounter"]))
		runtime.GOMAXPROCS(before)
	}
	if written[0] != written[1] || written[0] < 2 {
		t.Errorf("the claim is written %d times on one core and %d times on two", written[0], written[1])
	}
}
