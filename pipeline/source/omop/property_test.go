package omop

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// TestOrderDoesNotMatter splits the records of each table over several files and
// shuffles them: the rows are the same.
func TestOrderDoesNotMatter(t *testing.T) {
	want := ""
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		files := map[string]string{}
		for name, content := range clinic {
			lines := strings.SplitAfter(strings.TrimSuffix(content, "\n"), "\n")
			lines[len(lines)-1] += "\n"
			header, records := lines[0], lines[1:]
			if seed == 0 {
				files[name] = content
				continue
			}
			r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			for i, record := range records {
				part := fmt.Sprintf("%s_%d.csv", strings.TrimSuffix(strings.ToLower(name), ".csv"), (i+int(seed))%3)
				if files[part] == "" {
					files[part] = header
				}
				files[part] += record
			}
		}
		got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, files), Timezone: "America/New_York"})
		if summary := sorted(got); seed == 0 {
			want = summary
		} else if summary != want {
			t.Errorf("shuffled with %d\n%s\nwant\n%s", seed, summary, want)
		}
	}
}

// sorted is all that was emitted, in an order of its own.
func sorted(c *sourcetest.Collector) string {
	var all []string
	for table, rows := range c.Rows {
		all = append(all, written(table, rows)...)
	}
	slices.Sort(all)
	return strings.Join(all, "\n") + fmt.Sprint(c.Skipped)
}

// TestOfTwoRowsTheLastStands: rows of one key come out in the order in which they stand,
// which is how the store keeps the last.
func TestOfTwoRowsTheLastStands(t *testing.T) {
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, map[string]string{
		"person.csv": "person_id,gender_concept_id,year_of_birth\n1,8507,\n1,8532,\n", "person_2.csv": "person_id,gender_concept_id,year_of_birth\n1,8507,\n",
	})})
	if rows := written("patient", got.Rows["patient"]); fmt.Sprint(rows) != "[patient_id=1 sex=M patient_id=1 sex=F patient_id=1 sex=M]" {
		t.Errorf("rows %v are out of order", rows)
	}
}

// FuzzRead feeds any bytes as each of the tables: what is read is a row, a reject with
// its table and reason, or passed over, the same at each reading, or ends in an input
// error.
func FuzzRead(f *testing.F) {
	names := []string{"PERSON.csv", "VISIT_OCCURRENCE.csv", "CONDITION_OCCURRENCE.csv", "PROCEDURE_OCCURRENCE.csv", "OBSERVATION.csv", "COST.csv", "CONCEPT.csv", "CONDITION_ERA.csv"}
	for i, name := range names {
		f.Add(uint8(i), []byte(clinic[name]))
		f.Add(uint8(i), []byte(spoiled()[name]))
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		name := names[int(which)%len(names)]
		files := map[string]string{"CONCEPT.csv": clinic["CONCEPT.csv"], "PERSON.csv": clinic["PERSON.csv"]}
		files[name] = string(content)
		spec := source.Spec{Name: "w", Path: lay(t, files), Timezone: "America/New_York"}
		first, again := attempt(t, spec, name), attempt(t, spec, name)
		if first != again {
			t.Errorf("first\n%s\nthen\n%s", first, again)
		}
	})
}

// attempt reads one table of a set, and says what came of it.
func attempt(t *testing.T, spec source.Spec, name string) string {
	s := &Source{}
	inputs, err := s.Inputs(spec)
	if err != nil {
		t.Fatal(err)
	}
	in := inputs[slices.IndexFunc(inputs, func(in source.Input) bool { return strings.HasSuffix(in.Path, name) })]
	var got sourcetest.Collector
	err = s.Read(t.Context(), in, &got)
	if err != nil && fault.KindOf(err) != fault.Input {
		t.Fatalf("error %v of kind %d, want an input error", err, fault.KindOf(err))
	}
	for _, r := range got.Rejects {
		if r.Table == nil || r.Record < 1 || r.Reason == "" || len(r.Raw) > 64<<10 {
			t.Errorf("reject %v is not complete", r)
		}
	}
	return fmt.Sprint(got.Rows, got.Rejects, got.Skipped, err)
}

// BenchmarkRead reports the speed on conditions and on visits, with the vocabulary and
// the births beside them, on one core and on all.
func BenchmarkRead(b *testing.B) {
	visits := strings.Builder{}
	visits.WriteString("visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,visit_source_value,visit_source_concept_id,admitted_from_concept_id,admitted_from_source_value,discharged_to_concept_id,discharged_to_source_value,preceding_visit_occurrence_id\n")
	conditions := strings.Builder{}
	conditions.WriteString("condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_start_datetime,condition_end_date,condition_end_datetime,condition_type_concept_id,condition_status_concept_id,stop_reason,provider_id,visit_occurrence_id,visit_detail_id,condition_source_value,condition_source_concept_id,condition_status_source_value\n")
	for i := range 400_000 {
		fmt.Fprintf(&visits, "%d,%d,9201,2026-03-01,2026-03-01 00:00:00,2026-03-05,2026-03-05 00:00:00,44818517,10,3,3528b5de-9f60-a69a-ca36-d508f1f31852,0,0,,0,01,%d\n", i, 1+i%2, i-1)
		fmt.Fprintf(&conditions, "%d,%d,201826,2026-03-01,2026-03-01 00:00:00,2026-03-05,2026-03-05 00:00:00,32821,32902,,10,%d,%d,E11.9,45600511,\n", i, 1+i%2, i, i)
	}
	files := map[string]string{"visit_occurrence.csv": visits.String(), "condition_occurrence.csv": conditions.String(), "person.csv": clinic["PERSON.csv"], "concept.csv": clinic["CONCEPT.csv"]}
	s := &Source{}
	inputs, err := s.Inputs(source.Spec{Name: "w", Path: lay(b, files), Timezone: "America/New_York"})
	if err != nil {
		b.Fatal(err)
	}
	for _, in := range inputs {
		name := nameOf(in) + ".csv"
		if len(files[name]) < 1<<20 {
			continue
		}
		for _, cores := range []int{1, runtime.NumCPU()} {
			b.Run(fmt.Sprintf("%s/cores=%d", name, cores), func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				b.SetBytes(int64(len(files[name])))
				for b.Loop() {
					if err := s.Read(b.Context(), in, discard{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(400_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// discard is a sink that keeps nothing.
type discard struct{ source.Sink }

func (discard) Batch(*schema.Table, arrow.RecordBatch) error { return nil }
