package x12

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// winners are the rows that stand, by table and key, as the store decides it: of rows with
// one key that which was stated last, between equals by content; and of a list that was
// stated whole nothing that was stated before it.
func winners(t *testing.T, reads ...*sourcetest.Collector) map[string]sourcetest.Row {
	t.Helper()
	stand := map[string]sourcetest.Row{}
	for _, got := range reads {
		for table, rows := range got.Rows {
			for _, r := range rows {
				key := table
				for _, c := range schema.Must(table).Keys() {
					key += "|" + r[c.Name]
				}
				if old, ok := stand[key]; !ok || later(t, r, old) {
					stand[key] = r
				}
			}
		}
	}
	for key, r := range stand {
		table, _, _ := strings.Cut(key, "|")
		list, ok := stand["code_list|"+r["encounter_id"]+"||"+table]
		if ok && stated(t, r) < stated(t, list) {
			delete(stand, key)
		}
	}
	return stand
}

func later(t *testing.T, a, b sourcetest.Row) bool {
	if stated(t, a) != stated(t, b) {
		return stated(t, a) > stated(t, b)
	}
	return fmt.Sprint(a) > fmt.Sprint(b)
}

func stated(t *testing.T, r sourcetest.Row) int64 {
	t.Helper()
	n, err := strconv.ParseInt(r[source.Stated], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// of gives the rows of a table and an account that stand, by a column, in order.
func of(stand map[string]sourcetest.Row, table, account, column string) string {
	var values []string
	for key, r := range stand {
		if strings.HasPrefix(key, table+"|") && r["encounter_id"] == account {
			values = append(values, r[column])
		}
	}
	sort.Strings(values)
	return strings.Join(values, " ")
}

// bill is one claim as a file of its own.
func bill(number int, made, account, frequency string, codes ...string) string {
	return file(number, "837", institutional, claims(made, stay(account, frequency, codes...)))
}

// TestReplacementsAndVoidsSupersede in any order of arrival (ING-06).
func TestReplacementsAndVoidsSupersede(t *testing.T) {
	original := bill(1, "20250120*1015", "A1", "1", "HI*ABF:E119*ABF:I10", "HI*BBR:02703ZZ", "HI*DR:247", "HI*BG:09")
	replacement := bill(2, "20250210*0800", "A1", "7", "HI*ABF:E1165")
	void := bill(3, "20250301*0800", "A1", "8")
	sameMinute := bill(4, "20250120*1015", "A1", "7", "HI*ABF:E1165")
	for name, c := range map[string]struct {
		bills              []string
		diagnoses, drg     string
		cancelled          string
		lists              int
		events, procedures string
	}{
		"an original": {[]string{original}, "E119 I10 I214 R079", "247", "false", 5, "final_billed", "02703ZZ"},
		"a replacement, whose codes are fewer": {[]string{original, replacement}, "E1165 I214 R079", "", "false", 5,
			"final_billed rebilled", ""},
		"a replacement in the same minute": {[]string{original, sameMinute}, "E1165 I214 R079", "", "false", 5, "final_billed rebilled", ""},
		"a void":                           {[]string{original, void}, "", "", "true", 5, "final_billed voided", ""},
		"a void of a replacement":          {[]string{original, replacement, void}, "", "", "true", 5, "final_billed rebilled voided", ""},
		"a new bill after a void": {[]string{original, void, bill(5, "20250302*0800", "A1", "1")}, "I214 R079", "", "false", 5,
			"final_billed final_billed voided", ""},
		"the same twice": {[]string{original, original}, "E119 I10 I214 R079", "247", "false", 5, "final_billed", "02703ZZ"},
	} {
		t.Run(name, func(t *testing.T) {
			forwards, backwards := readEach(t, c.bills), readEach(t, reversed(c.bills))
			for order, stand := range map[string]map[string]sourcetest.Row{
				"in order": winners(t, forwards...), "in reverse": winners(t, backwards...),
				"in one file": winners(t, mustRead(t, strings.Join(reversed(c.bills), ""))),
			} {
				got := fmt.Sprint(of(stand, "diagnosis", "A1", "code"), "|", of(stand, "drg_assignment", "A1", "drg"), "|",
					of(stand, "encounter", "A1", "cancelled"), "|", of(stand, "event", "A1", "event_type"), "|", of(stand, "procedure", "A1", "code"))
				want := fmt.Sprint(c.diagnoses, "|", c.drg, "|", c.cancelled, "|", c.events, "|", c.procedures)
				if got != want {
					t.Errorf("%s\ngot  %s\nwant %s", order, got, want)
				}
				if lists := len(strings.Fields(of(stand, "code_list", "A1", "list"))); lists != c.lists {
					t.Errorf("%s: %d lists, want %d", order, lists, c.lists)
				}
			}
		})
	}
}

// TestPartsOfAStay (FRQ-04): bills of frequency 2 to 4 share out the charges, so that their lines
// stand side by side, and frequency 5 adds to them. The patient leaves with the last.
func TestPartsOfAStay(t *testing.T) {
	part := func(number int, made, frequency, from, through string) string {
		text := bill(number, made, "A1", frequency)
		return strings.Replace(text, "20250110-20250114", from+"-"+through, 1)
	}
	first, second, last := part(1, "20250201*0900", "2", "20250110", "20250131"), part(2, "20250301*0900", "3", "20250201", "20250228"),
		part(3, "20250315*0900", "4", "20250301", "20250310")
	late := bill(4, "20250401*0900", "A1", "5")
	for name, c := range map[string]struct {
		bills                           []string
		lines, discharged, total, event string
	}{
		"the first":              {[]string{first}, "2025-01-10-1", "", "", ""},
		"two":                    {[]string{second, first}, "2025-01-10-1 2025-02-01-1", "", "", ""},
		"all":                    {[]string{last, first, second}, "2025-01-10-1 2025-02-01-1 2025-03-01-1", "2025-03-10", "", "final_billed"},
		"and what was late":      {[]string{late, last, first, second}, "2025-01-10-1 2025-02-01-1 2025-03-01-1 late 1743516000-1", "2025-03-10", "", "final_billed"},
		"late charges of a bill": {[]string{late, bill(5, "20250120*1015", "A1", "1")}, "1 late 1743516000-1", "2025-01-14", "1500.5", "final_billed"},
		"a replacement of all":   {[]string{first, second, last, late, bill(6, "20250501*1015", "A1", "7")}, "1", "2025-01-14", "1500.5", "final_billed rebilled"},
	} {
		t.Run(name, func(t *testing.T) {
			stand := winners(t, readEach(t, c.bills)...)
			got := fmt.Sprint(of(stand, "service_line", "A1", "line_no"), "|", of(stand, "encounter", "A1", "discharged_on"), "|",
				of(stand, "encounter", "A1", "total_charges"), "|", of(stand, "event", "A1", "event_type"))
			if want := fmt.Sprint(c.lines, "|", c.discharged, "|", c.total, "|", c.event); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func readEach(t *testing.T, texts []string) (reads []*sourcetest.Collector) {
	t.Helper()
	for _, text := range texts {
		reads = append(reads, mustRead(t, text))
	}
	return reads
}

func reversed(texts []string) []string {
	var back []string
	for i := len(texts) - 1; i >= 0; i-- {
		back = append(back, texts[i])
	}
	return back
}

// TestShuffledAndSplitFeedsAreTheSame makes bills of a few accounts, many of them in the
// same minute, and sends them in one file, and shuffled in many, some of them twice.
func TestShuffledAndSplitFeedsAreTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 10))
	for round := range 30 {
		var bills [][]string
		for range 12 {
			made := fmt.Sprintf("202501%02d*10%02d", 20+rng.IntN(3), rng.IntN(2))
			account := fmt.Sprintf("A%d", rng.IntN(3))
			frequency := []string{"1", "1", "1", "7", "7", "8", "2", "3", "4", "5"}[rng.IntN(10)]
			var codes []string
			for n := range rng.IntN(4) {
				codes = append(codes, fmt.Sprintf("HI*ABF:I%d%d*BG:%d", rng.IntN(5), n, 10+rng.IntN(5)))
			}
			bills = append(bills, claims(made, stay(account, frequency, codes...)))
		}
		want := winners(t, mustRead(t, file(1, "837", institutional, bills...)))
		rng.Shuffle(len(bills), func(i, j int) { bills[i], bills[j] = bills[j], bills[i] })
		var reads []*sourcetest.Collector
		for i := 0; i < len(bills); {
			n := min(1+rng.IntN(4), len(bills)-i)
			text := file(2+i, "837", institutional, bills[i:i+n]...)
			reads = append(reads, mustRead(t, text))
			if rng.IntN(4) == 0 {
				reads = append(reads, mustRead(t, text))
			}
			i += n
		}
		rng.Shuffle(len(reads), func(i, j int) { reads[i], reads[j] = reads[j], reads[i] })
		if got := winners(t, reads...); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("round %d: the rows that stand differ\ngot  %v\nwant %v", round, got, want)
		}
	}
}

// TestEventsAreOneToTheFeed: a feed that comes twice tells of an event once, and its
// identifier does not show the account.
func TestEventsAreOneToTheFeed(t *testing.T) {
	text := bill(1, "20250120*1015", "ACCOUNT7", "1")
	first, second := mustRead(t, text).Rows["event"], mustRead(t, strings.Replace(text, "HI*ABK:I214", "HI*ABK:I219", 1)).Rows["event"]
	if first[0]["event_id"] != second[0]["event_id"] {
		t.Error("the same bill is another event")
	}
	other := mustRead(t, strings.ReplaceAll(text, "ACCOUNT7", "ACCOUNT8")).Rows["event"]
	if first[0]["event_id"] == other[0]["event_id"] {
		t.Error("two accounts have one event")
	}
	if strings.Contains(first[0]["event_id"], "ACCOUNT") {
		t.Errorf("identifier %s", first[0]["event_id"])
	}
}

// TestSumsDiffer: claims that differ in a byte, or in where a segment ends, differ in what
// decides between them.
func TestSumsDiffer(t *testing.T) {
	seen := map[checksum]string{}
	for _, parts := range [][]string{
		{""}, {"", ""}, {"CLM*1*80"}, {"CLM*1", "*80"}, {"CLM*1*8", "0"}, {"CLM*2*80"}, {"CLM*1*80***11:B:1"}, {"CLM*1*80***11:B:2"}, {"CLM*1*80***11:B:1", ""},
	} {
		sum := checksum(0)
		for _, p := range parts {
			sum = sum.add(p)
		}
		if old, ok := seen[sum]; ok {
			t.Errorf("%q and %q have one sum", old, parts)
		}
		seen[sum] = fmt.Sprint(parts)
	}
}
