package x12

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// expected is what becomes of one real file.
type expected struct {
	refused  bool
	claims   int // CLM segments
	codes    int // composites of an HI that have a qualifier and a code
	bare     int // qualifiers without a code: a wrong separator stands in the composite
	alone    int // codes without a qualifier, behind it
	lines    int // SV1 and SV2
	trailers int // SE, GE and IEA that announce less than there is, or that end an acknowledgement wrongly
	segments int // without a sound identifier
	dates    int // DTP*472 of a format that is not listed, which spoils its line
	events   int // of acknowledgements
	skipped  string
}

// imsweb says what must become of each file of imsweb's tests of their X12 parser. The
// counts were made with grep and a script of regular expressions: CLM at the beginning of
// a segment, elements of HI segments that match (BK|BF):\w+, those that are BK or BF, and
// the rest; SE01 (25 in every 837, 26 in one) against the segments from ST to SE.
var imsweb = map[string]expected{
	"277_5010/x12_277CA_accepted.txt": {events: 1},
	"277_5010/x12_277CA_rejected.txt": {skipped: "STC A7 (not accepted)"},
	"277_5010/x12_277_x212.txt":       {skipped: "transaction 277", trailers: 1}, // IEA02 is not ISA13

	"837_5010/x12_999_accepted.txt":                                      {skipped: "transaction 999", trailers: 1}, // IEA02 is not ISA13
	"837_5010/x12_999_rejected.txt":                                      {skipped: "transaction 999"},
	"837_5010/x12_ambiguous_loop.txt":                                    {claims: 1, codes: 1, lines: 1, trailers: 1},
	"837_5010/x12_bad_first_line.txt":                                    {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1}, // ISA02 lost a blank
	"837_5010/x12_bad_segment_identifier.txt":                            {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1, segments: 2},
	"837_5010/x12_bad_valid_code.txt":                                    {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_complex.txt":                                           {claims: 6, codes: 6, bare: 12, alone: 12, lines: 10, trailers: 3}, // two SE, GE
	"837_5010/x12_loop_errors1_exceeds_max_1_parent.txt":                 {claims: 1, codes: 1, bare: 2, alone: 2, lines: 1, trailers: 1},
	"837_5010/x12_loop_errors2_exceeds_max_repeats_multiple_parents.txt": {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_loop_errors3_missing_loops.txt":                        {refused: true}, // SE announces 25, there are 19
	"837_5010/x12_many_claims.txt":                                       {claims: 820, codes: 820, bare: 1640, alone: 1640, lines: 820, trailers: 1},
	"837_5010/x12_missing_elements.txt":                                  {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_missing_required_loop_in_one_repeat.txt":               {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_missing_required_loops_mult_repeats.txt":               {claims: 5, codes: 5, bare: 10, alone: 10, lines: 5, trailers: 1, dates: 1},
	"837_5010/x12_multiple_gs.txt":                                       {claims: 6, codes: 6, bare: 12, alone: 12, lines: 6, trailers: 4}, // three SE, IEA
	"837_5010/x12_multiple_isa.txt":                                      {claims: 4, codes: 4, bare: 8, alone: 8, lines: 4, trailers: 2},
	"837_5010/x12_multiple_st.txt":                                       {claims: 4, codes: 4, bare: 8, alone: 8, lines: 4, trailers: 3}, // two SE, GE
	"837_5010/x12_multiple_transactions.txt":                             {claims: 624, codes: 624, bare: 1248, alone: 1248, lines: 624, trailers: 312},
	"837_5010/x12_no_errors.txt":                                         {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_no_isa_line.txt":                                       {refused: true}, // no ISA, no delimiters
	"837_5010/x12_segment_errors.txt":                                    {refused: true}, // SE announces 25, there are 23
	"837_5010/x12_segments_out_of_order.txt":                             {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_valid.txt":                                             {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_valid_different_separators.txt":                        {claims: 2, codes: 2, bare: 4, alone: 4, lines: 2, trailers: 1},
	"837_5010/x12_writer_test.txt":                                       {claims: 1, codes: 1, lines: 1, trailers: 1},
	"837_5010/x223-test.txt":                                             {claims: 1, codes: 1, lines: 1, trailers: 1},

	"x270_271/x270.txt": {skipped: "transaction 270", trailers: 2}, // SE01 15 of 14, IEA02
	"x270_271/x271.txt": {skipped: "transaction 271", trailers: 2}, // SE01 22 of 18, IEA02
}

// TestImsweb reads every file alone.
func TestImsweb(t *testing.T) {
	inputs, err := Source{}.Inputs(source.Spec{Name: "imsweb", Path: imswebFolder(t), Timezone: "America/New_York"})
	if err != nil {
		t.Fatal(err)
	}
	if len(inputs) != len(imsweb) {
		t.Errorf("%d inputs, want %d", len(inputs), len(imsweb))
	}
	for _, in := range inputs {
		name := filepath.Join(filepath.Base(filepath.Dir(in.Path)), filepath.Base(in.Path))
		want, ok := imsweb[filepath.ToSlash(name)]
		if !ok {
			t.Errorf("%s is not expected", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			var got sourcetest.Collector
			err := Source{}.Read(t.Context(), in, &got)
			if want.refused {
				if fault.KindOf(err) != fault.Input {
					t.Errorf("error %v, want one of the input", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkImsweb(t, &got, want)
		})
	}
}

func checkImsweb(t *testing.T, got *sourcetest.Collector, want expected) {
	t.Helper()
	reasons := map[[3]string]int{}
	for _, r := range got.Rejects {
		reasons[[3]string{r.Table.Name, r.Column, r.Reason}]++
	}
	for what, c := range map[string]struct{ got, want int }{
		"claims":                     {len(got.Rows["encounter"]), want.claims},
		"diagnoses":                  {len(got.Rows["diagnosis"]), want.codes},
		"procedures":                 {len(got.Rows["procedure"]), 0},
		"lines":                      {len(got.Rows["service_line"]), want.lines - want.dates},
		"lists":                      {len(got.Rows["code_list"]), 5 * want.claims},
		"events":                     {len(got.Rows["event"]), want.claims + want.events},
		"diagnoses without a code":   {reasons[[3]string{"diagnosis", "code", source.ReasonMissing}], want.bare},
		"records that are broken":    {reasons[[3]string{"record", "", source.ReasonStructure}], want.alone + want.trailers + want.segments},
		"lines without a date":       {reasons[[3]string{"service_line", "service_on", source.ReasonType}], want.dates},
		"rejects altogether":         {len(got.Rejects), want.bare + want.alone + want.trailers + want.segments + want.dates},
		"words of what is passed by": {len(got.Skipped), min(len(want.skipped), 1)},
		"passed by":                  {int(got.Skipped[want.skipped]), min(len(want.skipped), 1)},
	} {
		if c.got != c.want {
			t.Errorf("%d %s, want %d", c.got, what, c.want)
		}
	}
}

// TestImswebAltogether counts what stands of all files that are read. CLM01 has five
// values in them (grep -ho '^CLM[*~][^*~]*' | sort | uniq -c). The persons are three NM109
// of subscribers with claims, one dependent without a number and one REF*EA.
func TestImswebAltogether(t *testing.T) {
	inputs, err := Source{}.Inputs(source.Spec{Name: "imsweb", Path: imswebFolder(t)})
	if err != nil {
		t.Fatal(err)
	}
	var reads []*sourcetest.Collector
	refused := 0
	for _, in := range inputs {
		var got sourcetest.Collector
		if err := (Source{}).Read(t.Context(), in, &got); err != nil {
			refused++
			continue
		}
		reads = append(reads, &got)
	}
	tables := map[string]int{}
	for key := range winners(t, reads...) {
		table, _, _ := strings.Cut(key, "|")
		tables[table]++
	}
	if refused != 3 || tables["encounter"] != 5 || tables["patient"] != 5 || tables["code_list"] != 25 {
		t.Errorf("%d files refused, and there stand %v; want 3, 5 encounters, 5 patients and 25 lists", refused, tables)
	}
}

// imswebFolder finds the files beside the repository.
func imswebFolder(t *testing.T) string {
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
	dir = filepath.Join(dir, "..", "shared", "data", "x12", "imsweb")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("x12/imsweb is not there")
	}
	return dir
}
