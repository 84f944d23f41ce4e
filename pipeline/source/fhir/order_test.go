package fhir_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/sourcetest"
)

// feed is resources that change: claims that are amended, voided and replaced, encounters
// and conditions of several versions.
func feed() []string {
	at := func(minute, version int) string {
		return fmt.Sprintf(`"meta":{"versionId":"%d","lastUpdated":"2024-03-01T10:%02d:00Z"}`, version, minute)
	}
	var all []string
	for i := range 20 {
		codes := []string{dx(1, "A", "principal"), dx(2, "B"), dx(3, "C")}
		claim := func(status string, n, minute int, more string) string {
			return fmt.Sprintf(`{"resourceType":"Claim","id":"k%d","status":%q,%s,"diagnosis":[%s],"item":[{"sequence":%d}]%s}`,
				i, status, at(minute, minute+1), strings.Join(codes[:n], ","), n, more)
		}
		all = append(all, claim("active", 3, 1, ""), claim("active", 1+i%3, 2, ""))
		if i%4 == 0 {
			all = append(all, claim("cancelled", 2, 3, ""))
		}
		if i%5 == 0 {
			all = append(all, claim("active", 2, 4, fmt.Sprintf(`,"related":[{"claim":{"reference":"Claim/k%d"},"relationship":{"coding":[{"code":"prior"}]}}]`, i+1)))
		}
		all = append(all,
			fmt.Sprintf(`{"resourceType":"Encounter","id":"e%d","status":"in-progress",%s}`, i, at(0, 1)),
			// stored within one clock tick of the version before
			fmt.Sprintf(`{"resourceType":"Encounter","id":"e%d","status":"finished","class":{"code":"IMP"},%s}`, i, at(0, 2)),
			fmt.Sprintf(`{"resourceType":"Condition","id":"c%d","encounter":{"reference":"Encounter/e%d"},%s,"code":{"coding":[{"code":"X"}]}}`, i, i, at(5, 1)),
			fmt.Sprintf(`{"resourceType":"Condition","id":"c%d","verificationStatus":{"coding":[{"code":"refuted"}]},%s,"code":{"coding":[{"code":"X"}]}}`, i, at(6, 2)),
			fmt.Sprintf(`{"resourceType":"Patient","id":"p%d",%s,"gender":"male"}`, i, at(i, 1)))
	}
	return all
}

// standing is what stands of rows in a store: of each key the row stated last, less what a
// list stated later leaves out.
func standing(t *testing.T, c *sourcetest.Collector) string {
	t.Helper()
	kept := map[string]map[string]sourcetest.Row{}
	for table, rows := range c.Rows {
		kept[table] = map[string]sourcetest.Row{}
		for _, r := range rows {
			var key []string
			for _, k := range schema.Must(table).Keys() {
				key = append(key, r[k.Name])
			}
			k := strings.Join(key, "\x00")
			if old, ok := kept[table][k]; !ok || later(t, r, old) {
				kept[table][k] = r
			}
		}
	}
	for _, list := range kept["code_list"] {
		maps.DeleteFunc(kept[list["list"]], func(_ string, r sourcetest.Row) bool {
			return r["encounter_id"] == list["encounter_id"] && micros(t, r) < micros(t, list)
		})
	}
	var all []string
	for table, rows := range kept {
		for _, r := range rows {
			all = append(all, fmt.Sprint(table, r))
		}
	}
	sort.Strings(all)
	return strings.Join(all, "\n")
}

func micros(t *testing.T, r sourcetest.Row) int64 {
	n, err := strconv.ParseInt(r[source.Stated], 10, 64)
	if err != nil {
		t.Fatalf("a row without a time: %v", r)
	}
	return n
}

func later(t *testing.T, a, b sourcetest.Row) bool {
	if x, y := micros(t, a), micros(t, b); x != y {
		return x > y
	}
	return fmt.Sprint(a) > fmt.Sprint(b)
}

// The same resources in any order, split into any files, as lines or as a Bundle, leave
// the same behind.
func TestOrderAndFilesDoNotMatter(t *testing.T) {
	records := feed()
	want := standing(t, read(t, "x.ndjson", lines(records...)))
	if n := strings.Count(want, "\n"); n < 100 {
		t.Fatalf("only %d rows", n)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 10 {
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		cut := random.IntN(len(records))
		dir := t.TempDir()
		bundle := "{\n\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + strings.Join(records[cut:], "},{\"resource\":") + "}]}"
		for name, content := range map[string]string{"a.ndjson": lines(records[:cut]...), "b.json": bundle, "c.ndjson": lines(records[cut/2 : cut]...)} {
			if strings.TrimSpace(content) == "" {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := standing(t, readAll(t, dir)); got != want {
			t.Fatalf("round %d: got\n%s\nwant\n%s", round, got, want)
		}
	}
}

// The number of cores does not matter, nor where blocks end.
func TestManyBlocks(t *testing.T) {
	path := generate(t, 12<<20, "", "\n", "\n", func(i int) string {
		if i%100 == 7 {
			return fmt.Sprintf(`{"resourceType":"Patient","birthDate":"%d"}`, i)
		}
		return condition(i)
	})
	var c sourcetest.Collector
	if err := (fhir.Source{}).Read(t.Context(), source.Input{Path: path, Spec: source.Spec{Name: "x"}}, &c); err != nil {
		t.Fatal(err)
	}
	next := int64(8) // every hundredth line, from the eighth on
	for _, r := range c.Rejects {
		if r.Record != next {
			t.Fatalf("a reject of line %d, want %d", r.Record, next)
		}
		next += 100
	}
	if len(c.Rejects) < 50 {
		t.Errorf("%d rejects, want one in a hundred", len(c.Rejects))
	}
}
