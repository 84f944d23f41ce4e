package hl7v2

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// Segments of messages that the tests write.
var (
	pid = segmentOf("PID", map[int]string{1: "1", 3: "M1^^^NORTH^MR", 5: "DOE^PAT", 7: "19600615", 8: "F", 11: "1 ROAD^^TOWN^IL^62701", 18: "A1"})
	pv1 = stay("20260225", "")
)

// segmentOf writes a segment from its fields.
func segmentOf(name string, fields map[int]string) string {
	last := 0
	for n := range fields {
		last = max(last, n)
	}
	for n := 1; n <= last; n++ {
		name += "|" + fields[n]
	}
	return name
}

// visitOf writes a PV1 of an inpatient of the account V1, with other fields or instead.
func visitOf(fields map[int]string) string {
	all := map[int]string{1: "1", 2: "I", 3: "4E^1^A^NORTH", 4: "1", 7: "D7", 10: "CAR", 14: "7", 19: "V1", 20: "MC", 36: "01"}
	maps.Copy(all, fields)
	return segmentOf("PV1", all)
}

// stay writes a PV1 with an admission and a discharge.
func stay(admitted, discharged string) string {
	return visitOf(map[int]string{44: admitted, 45: discharged})
}

// sent writes a message of a type and time. Its control number is 1.
func sent(kind, at string, segments ...string) string {
	all := append([]string{`MSH|^~\&|APP|SEND|||` + at + "||" + kind + "|1|P|2.5.1"}, segments...)
	return strings.Join(all, "\r") + "\r"
}

// read reads files with one option, name=value, or none.
func read(t *testing.T, options map[string]string, files ...string) *sourcetest.Collector {
	t.Helper()
	got, err := tryRead(t, options, files...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func tryRead(t *testing.T, options map[string]string, files ...string) (*sourcetest.Collector, error) {
	t.Helper()
	var got sourcetest.Collector
	for _, content := range files {
		path := filepath.Join(t.TempDir(), "feed.hl7")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		in := source.Input{Path: path, Spec: source.Spec{Name: "feed", Timezone: "America/Chicago", Options: options}}
		if err := (Source{}).Read(t.Context(), in, &got); err != nil {
			return nil, err
		}
	}
	return &got, nil
}

// only is the one row of a table.
func only(t *testing.T, got *sourcetest.Collector, table string) sourcetest.Row {
	t.Helper()
	if rows := got.Rows[table]; len(rows) == 1 {
		return rows[0]
	}
	t.Fatalf("%d rows of %s, want one; rejects %v", len(got.Rows[table]), table, got.Rejects)
	return nil
}

// is compares columns of a row; an empty value is none.
func is(t *testing.T, row sourcetest.Row, want map[string]string) {
	t.Helper()
	for column, value := range want {
		if row[column] != value {
			t.Errorf("%s is %q, want %q", column, row[column], value)
		}
	}
}

func TestSource(t *testing.T) {
	admitted := sent("ADT^A01", "20260225080000", "EVN||20260225080000", pid, pv1)
	coded := sent("BAR^P12", "20260303080000", "EVN|P12|20260303075900|||C8", pid, stay("20260225", "20260301"),
		"DG1|1||I50.9^^I10C|||F|||||||||1", "DG1|2||E11.9^^I10C|||F|||||||||2", "DRG|291^^MS-DRG",
		"PR1|1||0JH60DZ^^I10P||20260226||||||||||1")
	charged := sent("DFT^P03", "20260302080000", pid, pv1, "FT1|1|T1||20260301||CG|||||1|100.00")
	results := sent("ORU^R01", "20260302080000", pid, "OBX|1|NM|2951-2^Sodium^LN||140")
	bad := sent("ADT^A01", "20260225080000", pid, stay(sourcetest.Poison, "")) + // no date
		sent("ADT^A01", "20260225080000", strings.Replace(pid, "|A1", "", 1), "PV1|1|I|"+sourcetest.Poison) + // no account
		"MSH|^^|" + sourcetest.Poison + "\r" + // delimiters
		sent("BAR^P05", "20260225080000", pid, "DG1|1||^"+sourcetest.Poison+"^I10C") // no code
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Spec:  source.Spec{Name: "feed", Timezone: "America/Chicago"},
		Files: map[string]string{"a.hl7": admitted + coded, "b.hl7": charged + results},
		Rows: map[string]int{"patient": 3, "encounter": 3, "diagnosis": 2, "procedure": 1, "drg_assignment": 1,
			"code_list": 2, "event": 1, "code_assignment": 1, "service_line": 1},
		Broken:  map[string]string{"a.hl7": admitted + bad, "b.hl7": charged},
		Rejects: 4,
		Main:    "a.hl7",
	})
}

func TestRecognises(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"a message":          {`MSH|^~\&|A`, true},
		"odd delimiters":     {`MSH^~|\&^A`, true},
		"a byte order mark":  {"\ufeffMSH|^~\\&|A", true},
		"a frame":            {"\x0bMSH|^~\\&|A", true},
		"blank lines":        {"\r\n\nMSH|^~\\&|A", true},
		"a file header":      {`FHS|^~\&|A`, true},
		"a batch header":     {`BHS|^~\&|A`, true},
		"a CSV file":         {"encounter_id,code\n1,I10\n", false},
		"a column named MSH": {"MSH,PID\n1,2\n", false},
		"an X12 file":        {"ISA*00*          *00*", false},
		"JSON":               {`{"resourceType":"Bundle"}`, false},
		"XML of HL7 v2":      {"<ADT_A01><MSH>", false},
		"a name cut off":     {"MSH", false},
		"nothing":            {"", false},
		"a remark":           {"/* MSH|^~\\&| */", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (Source{}).Recognises("x", []byte(c.head)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// TestOptionsThatAreRefused says what is wrong with them without their values.
func TestOptionsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ option, value string }{
		"a character set that is not known": {"charset", "POISON-1"},
		"a field without a segment":         {"poa", "POISON"},
		"a field that is no number":         {"poa", "ZDX-POISON"},
		"field 0":                           {"poa", "ZDX-0"},
		"a revenue code elsewhere":          {"revenue_code", "PV1-3"},
		"patient types without a type":      {"patient_types", "POISON"},
	} {
		t.Run(name, func(t *testing.T) {
			spec := source.Spec{Name: "feed", Path: "nowhere", Options: map[string]string{c.option: c.value}}
			_, err := Source{}.Inputs(spec)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.option) || strings.Contains(err.Error(), "POISON") {
				t.Errorf("%v", err)
			}
			if err := (Source{}).Read(t.Context(), source.Input{Path: "nowhere", Spec: spec}, &sourcetest.Collector{}); fault.KindOf(err) != fault.Config {
				t.Errorf("reading: %v", err)
			}
		})
	}
	if _, err := (Source{}).Inputs(source.Spec{Path: "nowhere", Timezone: "Mars/Olympus"}); fault.KindOf(err) != fault.Config {
		t.Errorf("an unknown time zone: %v", err)
	}
}

// TestInputs takes messages from a folder and leaves what lies beside them.
func TestInputs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.hl7", "b.HL7.gz", "c.txt", "README.md", "LICENSE", "d.csv", "sub/e.adt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs, err := Source{}.Inputs(source.Spec{Name: "feed", Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range inputs {
		got = append(got, strings.TrimPrefix(in.Path, dir+"/"))
	}
	if want := "a.hl7 b.HL7.gz c.txt sub/e.adt"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMaps names every column that is ever emitted, and none that is not.
func TestMaps(t *testing.T) {
	all, err := Source{}.Maps(source.Input{Spec: source.Spec{Name: "feed", Options: map[string]string{"account": "PID-18"}}})
	if err != nil {
		t.Fatal(err)
	}
	mappedColumns := map[string]bool{}
	for _, m := range all {
		mappedColumns[m.Table+"."+m.Column] = true
		if m.From == "" && m.Note == "" {
			t.Errorf("%s.%s comes from nowhere", m.Table, m.Column)
		}
		if m.Column == "encounter_id" && !strings.HasPrefix(m.From, "PID-18") {
			t.Errorf("%s.encounter_id comes from %q", m.Table, m.From)
		}
	}
	got := read(t, map[string]string{"revenue_code": "FT1-13", "poa": "DG1-26"}, everything)
	emitted := map[string]bool{}
	for table, rows := range got.Rows {
		for _, row := range rows {
			for column := range row {
				if column != source.Stated {
					emitted[table+"."+column] = true
				}
			}
		}
	}
	for column := range emitted {
		if !mappedColumns[column] {
			t.Errorf("%s is emitted and not mapped", column)
		}
	}
	for column := range mappedColumns {
		if !emitted[column] {
			t.Errorf("%s is mapped and not emitted", column)
		}
	}
}

// everything sets every column once.
var everything = sent("BAR^P12", "20260303080000", "EVN|P12|20260303075900|||C8|20260303075000", pid,
	visitOf(map[int]string{44: "202602251015", 45: "202603011100", 47: "1234.50"}),
	"DG1|1||I50.9^^I10C||20260225|F|||||||||1|||||||||||Y",
	"DRG|291^^MS-DRG|||||||||||DOE^KIM|||1.3454||||43", "PR1|1||99285^^C4||20260226|||||||||1||25") +
	sent("BAR^P05", "20260303080000", pid, pv1, "DG1|1||I50.9^^I10C||20260225|F|||||||||1|||||D1|A|||||Y") +
	sent("DFT^P03", "20260302080000", pid, pv1, "FT1|1|T1||20260301||CG||||2|100.00||0450||||||||||||99285^^C4|25")
