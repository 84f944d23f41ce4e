package truth

import (
	"testing"

	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
)

func record(codes ...string) clinic.Record {
	r := clinic.Record{Status: clinic.Home, Version: catalogue.Current}
	for i, text := range codes {
		d := clinic.Diagnosis{Entry: catalogue.Load().Code(text), Text: text, Role: clinic.Other}
		if i == 0 {
			d.Role = clinic.Principal
		}
		if !d.Entry.Exempt {
			d.POA = 'Y'
		}
		r.Diagnoses = append(r.Diagnoses, d)
	}
	return r
}

// TestStandardExample is test vector 9.1 of the standard, with R07.9 and R50.9 as the
// codes that nothing supports: TP 2, FP 4, FN 4.
func TestStandardExample(t *testing.T) {
	e := clinic.Encounter{Record: record("A4151", "N390", "I10", "E1122", "N1830", "E785")}
	had := record("A419", "N390", "I10", "E119", "R079", "R509")
	c := compare(e.Type, &e.Record, &had)
	if c.diagnoses != (matching{2, 4, 4}) || c.principal || c.codesRight() {
		t.Errorf("%+v", c)
	}
}

func TestAttributes(t *testing.T) {
	p := catalogue.Load().Procedures[0]
	for _, test := range []struct {
		name   string
		change func(r *clinic.Record)
		codes  bool // no code error is left
		all    bool // no error at all
	}{
		{"equal", func(*clinic.Record) {}, true, true},
		{"POA", func(r *clinic.Record) { r.Diagnoses[1].POA = 'N' }, true, false},
		{"status", func(r *clinic.Record) { r.Status = clinic.Nursing }, true, false},
		{"sequence", func(r *clinic.Record) { r.Diagnoses[0], r.Diagnoses[1] = r.Diagnoses[1], r.Diagnoses[0] }, true, false},
		{"grouper version", func(r *clinic.Record) { r.Version = catalogue.Previous }, true, false},
		{"procedure date", func(r *clinic.Record) { r.Procedures = []clinic.Procedure{{Entry: p, On: 20_001}} }, false, false},
		{"missing procedure", func(r *clinic.Record) { r.Procedures = nil }, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			make := func() clinic.Record {
				r := record("J189", "N179", "I10")
				r.Procedures = []clinic.Procedure{{Entry: p, On: 20_000}}
				r.Group(catalogue.Load())
				return r
			}
			e, had := clinic.Encounter{Record: make()}, make()
			test.change(&had)
			if c := compare(e.Type, &e.Record, &had); c.codesRight() != test.codes || c.allRight() != test.all {
				t.Errorf("codes right %v, all right %v", c.codesRight(), c.allRight())
			}
		})
	}
}

func TestCenter(t *testing.T) {
	mean, median := center(map[int64]int64{-1: 1, 2: 2, 3: 1, 10: 1})
	if mean != 3.2 || median != 2 {
		t.Errorf("mean %v, median %v", mean, median)
	}
	if mean, median = center(nil); mean != 0 || median != 0 {
		t.Errorf("nothing has mean %v, median %v", mean, median)
	}
}

func TestShare(t *testing.T) {
	for _, test := range []struct {
		ppm, n int64
		want   float64
	}{{1_000_000, 3, 0.333333}, {2_000_000, 3, 0.666667}, {5, 0, 0}, {180_000, 1, 0.18}} {
		if got := share(test.ppm, test.n); got != test.want {
			t.Errorf("share(%d, %d) = %v, want %v", test.ppm, test.n, got, test.want)
		}
	}
}
