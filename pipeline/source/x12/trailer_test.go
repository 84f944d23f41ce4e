package x12

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// two is an interchange with two transactions of a claim each.
var two = file(7, "837", professional, claims("20250204*0900", visit("V1")), claims("20250204*0900", visit("V2")))

// TestTrailersAreChecked: a trailer that announces more than there is, and the control
// number of another header, mean that something is missing: nothing is loaded. One that
// announces less is a reject of its own.
func TestTrailersAreChecked(t *testing.T) {
	const refused = -1
	segments := strings.Count(two[strings.Index(two, "ST*837*0001"):strings.Index(two, "SE*")], "~") + 1
	se := fmt.Sprintf("SE*%d*0001~", segments)
	if !strings.Contains(two, se) {
		t.Fatalf("no %s", se)
	}
	for name, c := range map[string]struct {
		old, new string
		rejects  int // or refused
	}{
		"all is well":                         {"", "", 0},
		"zeros before a number":               {se, fmt.Sprintf("SE*%d*1~", segments), 0},
		"a segment more than announced":       {se, fmt.Sprintf("SE*%d*0001~", segments-1), 1},
		"a segment less than announced":       {se, fmt.Sprintf("SE*%d*0001~", segments+1), refused},
		"a segment lost":                      {"REF*EI*520000000~\n", "", refused},
		"the end of another transaction":      {se, fmt.Sprintf("SE*%d*0002~", segments), refused},
		"a count that is none":                {se, "SE*many*0001~", refused},
		"no count":                            {se, "SE~", refused},
		"a transaction more than announced":   {"GE*2*7~", "GE*1*7~", 1},
		"a transaction less than announced":   {"GE*2*7~", "GE*3*7~", refused},
		"the end of another group":            {"GE*2*7~", "GE*2*8~", refused},
		"a group more than announced":         {"IEA*1*000000007~", "IEA*0*000000007~", 1},
		"a group less than announced":         {"IEA*1*000000007~", "IEA*2*000000007~", refused},
		"the end of another interchange":      {"IEA*1*000000007~", "IEA*1*000000008~", refused},
		"a transaction without its end":       {se, "", refused},
		"a transaction without its beginning": {"ST*837*0001*" + professional + "~\n", "", refused},
		"a group without its beginning":       {"GS*HC*SENDER*RECEIVER*20250301*0900*7*X*" + professional + "~\n", "", refused},
		"a group without its end":             {"GE*2*7~", "", refused},
		"an interchange without its end":      {"IEA*1*000000007~", "", refused},
		"an interchange ended twice":          {"IEA*1*000000007~", "IEA*1*000000007~IEA*1*000000007~", refused},
		"a transaction ended twice":           {se, se + se, refused},
		"a claim outside of a transaction":    {"GE*2*7~", "CLM*V3*80***11:B:1~GE*2*7~", refused},
		"something behind the end":            {"IEA*1*000000007~", "IEA*1*000000007~HELLO~", refused},
		"a text behind the end":               {"IEA*1*000000007~", "IEA*1*000000007~ and so on", refused},
		"a group within a group":              {se, se + "GS*HC*A*B*20250301*0900*8*X*1~", refused},
		"a transaction within a transaction":  {se, "ST*837*0009~" + se, refused},
		"an interchange within another":       {se, isa(professional, 8) + se, refused},
		"a group ended before its part":       {se, "GE*1*7~", refused},
		"an interchange ended before":         {"GE*2*7~", "IEA*1*000000007~", refused},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(t, strings.Replace(two, c.old, c.new, 1))
			if c.rejects == refused {
				if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "claims.x12") || !strings.Contains(err.Error(), "; ") {
					t.Errorf("error %v of kind %d, want one of the input that names it", err, fault.KindOf(err))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rejects) != c.rejects || len(got.Rows["encounter"]) != 2 {
				t.Errorf("%d rejects and %d claims, want %d and 2", len(got.Rejects), len(got.Rows["encounter"]), c.rejects)
			}
			for _, r := range got.Rejects {
				if r.Table != source.Unread || r.Reason != source.ReasonStructure || !strings.Contains(c.new, r.Raw) {
					t.Errorf("reject %+v, want the trailer", r)
				}
			}
		})
	}
}

// TestTrailersMayBeReportedOnly: a site whose senders count badly loads what is there.
func TestTrailersMayBeReportedOnly(t *testing.T) {
	text := strings.NewReplacer("GE*2*7~", "GE*5*8~", "IEA*1*000000007~", "IEA*1*000000009~").Replace(two)
	got := mustRead(t, text, "trailers", "reported")
	if len(got.Rejects) != 2 || len(got.Rows["encounter"]) != 2 {
		t.Errorf("%d rejects and %d claims, want 2 and 2", len(got.Rejects), len(got.Rows["encounter"]))
	}
	if _, err := read(t, two[:len(two)-30], "trailers", "reported"); fault.KindOf(err) != fault.Input {
		t.Errorf("error %v for a file that breaks off, want one of the input", err)
	}
}

// TestWhatHoldsNothingIsNotRefused: of an acknowledgement nothing is loaded, so that a
// wrong trailer of one is a reject.
func TestWhatHoldsNothingIsNotRefused(t *testing.T) {
	text := strings.Replace(file(1, "999", "005010X231A1", []string{"AK1*HC*1"}), "SE*3*", "SE*9*", 1)
	got := mustRead(t, text)
	if len(got.Rejects) != 1 || got.Skipped["transaction 999"] != 1 {
		t.Errorf("%d rejects, passed over %v", len(got.Rejects), got.Skipped)
	}
}

// TestAFileCutAnywhereIsRefused cuts an interchange behind each of its bytes. Only the last
// terminator and what is blank may be missing.
func TestAFileCutAnywhereIsRefused(t *testing.T) {
	text := strings.TrimSuffix(two, "~\n")
	for i := 1; i < len(text); i++ {
		if _, err := read(t, text[:i]); fault.KindOf(err) != fault.Input {
			t.Fatalf("cut behind byte %d of %d: error %v, want one of the input", i, len(text), err)
		}
	}
	if got := mustRead(t, text); len(got.Rows["encounter"]) != 2 {
		t.Errorf("%d claims without the last terminator, want 2", len(got.Rows["encounter"]))
	}
}

// TestBrokenSegments: what is no segment is rejected where it stands, and the claim that
// it stands in is read.
func TestBrokenSegments(t *testing.T) {
	text := file(1, "837", professional, claims("20250204*0900", visit("V1", "*IC*SOMEBODY", "NM31*IL*1", "HI*ABK:J069"), visit("V2")))
	got := mustRead(t, text)
	if len(got.Rejects) != 2 || got.Rejects[0].Record != 1 || got.Rejects[0].Raw != "*IC*SOMEBODY" || len(got.Rows["diagnosis"]) != 1 {
		t.Errorf("rejects %+v and %d diagnoses", got.Rejects, len(got.Rows["diagnosis"]))
	}
}

// TestRejectsAreBounded keeps no more of a trailer than of a claim.
func TestRejectsAreBounded(t *testing.T) {
	got := mustRead(t, strings.Replace(two, "GE*2*7~", "GE*1*7*"+strings.Repeat("A", 100_000)+"~", 1))
	if len(got.Rejects) != 1 || len(got.Rejects[0].Raw) != rawBytes {
		t.Errorf("%d rejects", len(got.Rejects))
	}
}

// TestInterchangesHaveDelimitersOfTheirOwn within one file.
func TestInterchangesHaveDelimitersOfTheirOwn(t *testing.T) {
	second := strings.NewReplacer("*", "|", ":", ">", "~\n", "\n").Replace(file(2, "837", institutional, claims("20250120*1015", stay("A1", "1"))))
	got := mustRead(t, two+second)
	if len(got.Rejects) != 0 || len(got.Rows["encounter"]) != 3 || len(got.Where("diagnosis", "encounter_id", "A1")) != 2 {
		t.Errorf("%d rejects, %d claims, %d diagnoses", len(got.Rejects), len(got.Rows["encounter"]), len(got.Rows["diagnosis"]))
	}
}

// TestTransactionsStandAlone: what was said above the claims of one holds for no other.
func TestTransactionsStandAlone(t *testing.T) {
	got := mustRead(t, file(1, "837", professional, claims("20250204*0900", visit("V1")), visit("V2")))
	second := got.Where("encounter", "encounter_id", "V2")
	if len(second) != 1 || second[0]["facility_id"] != "feed" || second[0]["patient_id"] != "" || second[0]["payer_class"] != "" {
		t.Errorf("the claim of a transaction without any levels: %v", second)
	}
}

// TestRejectsCountClaims: the record of a reject is the number of its claim in the file.
func TestRejectsCountClaims(t *testing.T) {
	bad := []string{"CLM**80***11:B:1"}
	text := file(1, "837", professional, claims("20250204*0900", visit("V1"), bad), claims("20250204*0900", bad, visit("V2"))) +
		file(2, "837", professional, claims("20250204*0900", bad))
	got := mustRead(t, text)
	var records []int64
	for _, r := range got.Rejects {
		records = append(records, r.Record)
	}
	if fmt.Sprint(records) != "[2 3 5]" {
		t.Errorf("records %v, want 2, 3 and 5", records)
	}
}

// TestAClaimBeyondAllBounds is rejected, and those around it are read.
func TestAClaimBeyondAllBounds(t *testing.T) {
	note := "NTE*ADD*" + strings.Repeat("POISON ", 100_000)
	var huge []string
	for len(huge) < claimBytes/len(note)+2 {
		huge = append(huge, note)
	}
	many := make([]string, claimSegments+1)
	for i := range many {
		many[i] = "N3*A"
	}
	for name, more := range map[string][]string{"bytes": huge, "segments": many} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, file(1, "837", professional, claims("20250204*0900", visit("V1"), visit("LONG", more...), visit("V2"))))
			if len(got.Rows["encounter"]) != 2 || len(got.Rejects) != 1 {
				t.Fatalf("%d claims and %d rejects, want 2 and 1", len(got.Rows["encounter"]), len(got.Rejects))
			}
			r := got.Rejects[0]
			if r.Reason != source.ReasonTooLarge || r.Record != 2 || len(r.Raw) > rawBytes || !strings.HasPrefix(r.Raw, "CLM*LONG*") {
				t.Errorf("%s of record %d with %d bytes", r.Reason, r.Record, len(r.Raw))
			}
		})
	}
}

// TestNamesMayBeInAnyCharacterSet: they are not loaded. What is must be in UTF-8 (ING-05).
func TestNamesMayBeInAnyCharacterSet(t *testing.T) {
	text := file(1, "837", professional, claims("20250204*0900", visit("V1", "HI*ABK:J069")))
	got := mustRead(t, strings.NewReplacer("DOE*ANN", "DO\xcb*ANN", "2 ROAD", "2 STRA\xdfE").Replace(text))
	if len(got.Rejects) != 0 || len(got.Rows["encounter"]) != 1 {
		t.Errorf("%d rejects and %d claims, want none and 1", len(got.Rejects), len(got.Rows["encounter"]))
	}
	for name, c := range map[string]struct{ old, new, table string }{
		"a member":    {"M100", "M\xff", "encounter"},
		"a provider":  {"1999999984", "1\xff", "encounter"},
		"a postcode":  {"20002", "2\xff", "patient"},
		"a diagnosis": {"J069", "J\xff", "diagnosis"},
		"a procedure": {"99213", "9\xff", "service_line"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, strings.Replace(text, c.old, c.new, 1))
			if len(got.Rejects) != 1 || got.Rejects[0].Table.Name != c.table || got.Rejects[0].Reason != source.ReasonEncoding {
				t.Errorf("rejects %+v, want one of %s for its encoding", got.Rejects, c.table)
			}
		})
	}
}
