package hl7v2

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// winners are the rows that stand in a store: of those with one key the one stated last,
// of those stated at once the one with the greatest content, and of lists those that no
// list stated later leaves out. It is written from what source.Stated and the meaning of
// code_list say.
func winners(got *sourcetest.Collector) map[string]sourcetest.Row {
	all := map[string]sourcetest.Row{}
	for table, rows := range got.Rows {
		for _, row := range rows {
			key := table
			for _, c := range schema.Must(table).Keys() {
				key += "|" + row[c.Name]
			}
			if old, ok := all[key]; !ok || later(row, old) {
				all[key] = row
			}
		}
	}
	for key, row := range all {
		table, _, _ := strings.Cut(key, "|")
		list, ok := all["code_list|"+row["encounter_id"]+"|1|"+table]
		if ok && stated(row) < stated(list) {
			delete(all, key)
		}
	}
	return all
}

func stated(row sourcetest.Row) int64 {
	n, err := strconv.ParseInt(row[source.Stated], 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func later(a, b sourcetest.Row) bool {
	return cmp.Or(cmp.Compare(stated(a), stated(b)), strings.Compare(fmt.Sprint(a), fmt.Sprint(b))) > 0
}

// permutations gives every order of a few things.
func permutations(n int) (all [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

// TestWhatStands has messages that undo, correct and repeat each other, in every order of
// arrival, each in a file of its own and all in one.
func TestWhatStands(t *testing.T) {
	in, out := stay("20260225", ""), stay("20260225", "20260301")
	dx := func(code, kind string) string { return dg1("1", code+"^^I10", kind, "1") }
	for name, c := range map[string]struct {
		messages []string
		want     map[string]string // "table.column" of the one row that stands; empty for none
	}{
		"a discharge that is cancelled": {
			[]string{sent("ADT^A01", "20260225", pid, in), sent("ADT^A03", "20260301", pid, out), sent("ADT^A13", "20260302", pid, out)},
			map[string]string{"encounter.admitted_on": "2026-02-25", "encounter.discharged_on": "", "encounter.discharge_status": ""}},
		"and then happens": {
			[]string{sent("ADT^A03", "20260301", pid, out), sent("ADT^A13", "20260302", pid, out), sent("ADT^A03", "20260303", pid, stay("20260225", "20260303"))},
			map[string]string{"encounter.discharged_on": "2026-03-03"}},
		"cancelled in the same second": {
			[]string{sent("ADT^A03", "20260301101112", pid, out), sent("ADT^A13", "20260301101112", pid, out)},
			map[string]string{"encounter.discharged_on": ""}},
		"an admission that is cancelled": {
			[]string{sent("ADT^A01", "20260225", pid, in, dx("A1", "F")), sent("ADT^A11", "20260226", pid, in)},
			map[string]string{"encounter.cancelled": "true", "diagnosis.code": ""}},
		"and made again": {
			[]string{sent("ADT^A11", "20260226", pid, in), sent("ADT^A01", "20260227", pid, in, dx("B2", "F"))},
			map[string]string{"encounter.cancelled": "false", "diagnosis.code": "B2"}},
		"with codes that were stated one by one": {
			[]string{sent("ADT^A01", "20260225", pid, in, dg1("1", "A1^^I10", "F", "1")+"|||||D1|A"), sent("ADT^A11", "20260226", pid, in),
				sent("ADT^A01", "20260227", pid, in)},
			map[string]string{"encounter.cancelled": "false", "code_statement.code": ""}},
		"a visit that is deleted": {
			[]string{sent("ADT^A04", "20260225", pid, in), sent("ADT^A23", "20260225", pid, in), sent("ADT^A08", "20260225", pid, in)},
			map[string]string{"encounter.cancelled": "true"}},
		"an update in the second of the discharge": {
			[]string{sent("ADT^A03", "20260301101112", pid, out), sent("ADT^A08", "20260301101112", pid, in)},
			map[string]string{"encounter.discharged_on": "2026-03-01"}},
		"two updates in a second": {
			[]string{sent("ADT^A08", "20260301101112", pid, visitOf(map[int]string{36: "06"})),
				strings.Replace(sent("ADT^A08", "20260301101112", pid, visitOf(map[int]string{36: "03"})), "|1|P|", "|2|P|", 1)},
			map[string]string{"encounter.discharge_status": "03"}},
		"a list that is replaced": {
			[]string{sent("BAR^P12", "20260302", pid, dx("A1", "F"), dg1("2", "B2^^I10", "F", "2")), sent("BAR^P12", "20260303", pid, dx("C3", "F"))},
			map[string]string{"diagnosis.code": "C3"}},
		"an update that says nothing of diagnoses": {
			[]string{sent("BAR^P12", "20260302", pid, in, dx("A1", "F")), sent("ADT^A08", "20260303", pid, out)},
			map[string]string{"diagnosis.code": "A1", "encounter.discharged_on": "2026-03-01"}},
		"working diagnoses behind final ones": {
			[]string{sent("BAR^P12", "20260302", pid, dx("A1", "F")), sent("ADT^A08", "20260303", pid, in, dx("W1", "W"))},
			map[string]string{"diagnosis.code": "A1"}},
		"charges behind the codes": {
			[]string{sent("BAR^P12", "20260302", pid, dx("A1", "F")), sent("DFT^P03", "20260303", pid, dx("Z9", "F"), "FT1|1|T1||20260301||CG")},
			map[string]string{"diagnosis.code": "A1"}},
		"charges alone": {
			[]string{sent("DFT^P03", "20260302", pid, dx("A1", "F"), "FT1|1|T1||20260301||CG"), sent("DFT^P03", "20260303", pid, dx("Z9", "F"), "FT1|1|T1||20260301||CG")},
			map[string]string{"diagnosis.code": "Z9"}},
		"a bill that does not know of the discharge": {
			[]string{sent("ADT^A03", "20260301", pid, out), sent("BAR^P12", "20260303", pid, in), sent("DFT^P03", "20260304", pid, visitOf(nil))},
			map[string]string{"encounter.discharged_on": "2026-03-01"}},
		"a bill that knows all of the stay": {
			[]string{sent("ADT^A03", "20260301", pid, out), sent("BAR^P05", "20260303", pid, stay("20260225", "20260302"))},
			map[string]string{"encounter.discharged_on": "2026-03-02"}},
		"a bill that lacks the disposition": {
			[]string{sent("ADT^A03", "20260301", pid, out), sent("BAR^P05", "20260303", pid, visitOf(map[int]string{36: "", 44: "20260225", 45: "20260302"}))},
			map[string]string{"encounter.discharge_status": "01", "encounter.discharged_on": "2026-03-01"}},
		"bills alone": {
			[]string{sent("BAR^P01", "20260225", pid, in), sent("BAR^P05", "20260303", pid, visitOf(map[int]string{36: "", 44: "20260225", 45: "20260302"})),
				sent("DFT^P03", "20260304", pid, in)},
			map[string]string{"encounter.discharged_on": "2026-03-02"}},
		"a person of whom a bill knows less": {
			[]string{sent("ADT^A08", "20260301", pid, in), sent("BAR^P12", "20260303", "PID|1||M1^^^NORTH^MR")},
			map[string]string{"patient.birth_on": "1960-06-15"}},
		"a code that is taken back": {
			[]string{sent("BAR^P12", "20260302", pid, "DG1|1||A1^^I10|||F|||||||||1|||||D1|A"), sent("BAR^P12", "20260303", pid, "DG1|1||A1^^I10|||F|||||||||1|||||D1|D")},
			map[string]string{"code_statement.withdrawn": "true"}},
		"a charge and its credit": {
			[]string{sent("DFT^P03", "20260302", pid, "FT1|1|T1||20260301||CG|||||7"), sent("DFT^P03", "20260302", pid, "FT1|1|T1||20260301||CG|||||8")},
			map[string]string{"service_line.charge": "8"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range permutations(len(c.messages)) {
				var files []string
				for _, i := range order {
					files = append(files, c.messages[i])
				}
				stands(t, winners(read(t, map[string]string{"account": "PID-18"}, files...)), c.want)
				stands(t, winners(read(t, map[string]string{"account": "PID-18"}, strings.Join(files, ""))), c.want)
			}
		})
	}
}

func stands(t *testing.T, all map[string]sourcetest.Row, want map[string]string) {
	t.Helper()
	for place, value := range want {
		table, column, _ := strings.Cut(place, ".")
		var have []string
		for key, row := range all {
			if strings.HasPrefix(key, table+"|") {
				have = append(have, row[column])
			}
		}
		if strings.Join(have, " ") != value {
			t.Errorf("%s: %q stands, want %q", place, have, value)
		}
	}
}

// TestOrderAndSplitDoNotMatter reads a made-up feed of many accounts in order, shuffled,
// split into files, and with half of it twice.
func TestOrderAndSplitDoNotMatter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	var feed []string
	kinds := []string{"ADT^A01", "ADT^A02", "ADT^A03", "ADT^A08", "ADT^A11", "ADT^A13", "BAR^P01", "BAR^P05", "BAR^P12", "DFT^P03"}
	for i := range 600 {
		account := strconv.Itoa(rnd.IntN(20))
		segments := []string{strings.Replace(pid, "A1", "A"+account, 1)}
		dates := map[int]string{19: "V" + account, 36: []string{"", "01", "03"}[rnd.IntN(3)]}
		if rnd.IntN(3) > 0 {
			dates[44] = "2026022" + strconv.Itoa(rnd.IntN(9))
		}
		if rnd.IntN(3) == 0 {
			dates[45] = "2026030" + strconv.Itoa(1+rnd.IntN(9))
		}
		segments = append(segments, visitOf(dates))
		for n := range rnd.IntN(4) {
			action := []string{"", "", "", "|||||D" + strconv.Itoa(n) + "|A", "|||||D" + strconv.Itoa(n) + "|D"}[rnd.IntN(5)]
			segments = append(segments, dg1(strconv.Itoa(n+1), fmt.Sprintf("E%02d^^I10", rnd.IntN(30)), []string{"F", "F", "A", "W", ""}[rnd.IntN(5)], strconv.Itoa(n+1))+action)
		}
		if rnd.IntN(3) == 0 {
			segments = append(segments, "PR1|1||99285^^C4", "DRG|"+strconv.Itoa(200+rnd.IntN(9)))
		}
		kind := kinds[rnd.IntN(len(kinds))]
		if kind == "DFT^P03" {
			segments = append(segments, fmt.Sprintf("FT1|1|T%d||20260301||CG|||1|%d", rnd.IntN(50), rnd.IntN(99)))
		}
		at := fmt.Sprintf("202603%02d1011", 1+rnd.IntN(28)) // to the minute: many at once
		feed = append(feed, strings.Replace(sent(kind, at, segments...), "|1|P|", fmt.Sprintf("|%d|P|", i), 1))
	}
	want := winners(read(t, nil, strings.Join(feed, "")))
	if len(want) < 100 {
		t.Fatalf("the feed states %d rows only", len(want))
	}
	for range 5 {
		rnd.Shuffle(len(feed), func(i, j int) { feed[i], feed[j] = feed[j], feed[i] })
		files := []string{strings.Join(feed[:100], ""), strings.Join(feed[100:450], ""), strings.Join(feed[450:], ""), strings.Join(feed[200:500], "")}
		got := winners(read(t, nil, files...))
		if !maps.EqualFunc(got, want, maps.Equal) {
			t.Fatalf("%d rows stand, or others than the %d", len(got), len(want))
		}
	}
}

// TestStanding has what decides between messages: the sender's clock, and in one second
// the kind and the numbers of the messages.
func TestStanding(t *testing.T) {
	at := func(message string) int64 { return stated(only(t, read(t, nil, message), "patient")) }
	numbered := func(kind, at, number string) string {
		return strings.Replace(sent(kind, at, "EVN||20260101", pid, pv1), "|1|P|2.5.1", "|"+number+"|P|2.5.1", 1)
	}
	for _, c := range []struct{ name, earlier, later string }{
		{"the clock", numbered("ADT^A11", "20260301101112", "9"), numbered("ADT^A01", "20260301101113", "1")},
		{"a fraction of a second", numbered("ADT^A11", "20260301101112.1", "9"), numbered("ADT^A01", "20260301101112.2", "1")},
		{"the kind", numbered("ADT^A01", "20260301", "9"), numbered("ADT^A08", "20260301", "1")},
		{"the kind within a fraction", numbered("ADT^A01", "20260301101112.1", "9"), numbered("ADT^A08", "20260301101112.1", "1")},
		{"the control number", numbered("ADT^A08", "20260301", "Q00999"), numbered("ADT^A08", "20260301", "Q01000")},
		{"the sequence number", numbered("ADT^A08", "20260301", "9") + "", strings.Replace(numbered("ADT^A08", "20260301", "1"), "|P|2.5.1", "|P|2.5.1|10", 1)},
		{"no clock at all", strings.Replace(numbered("ADT^A08", "", "1"), "EVN||20260101", "EVN|", 1), numbered("ADT^A08", "19700102", "1")},
		{"the event's recording where there is none", numbered("ADT^A08", "", "1"), numbered("ADT^A08", "20260102", "1")},
		{"and before it", numbered("ADT^A08", "20251231", "1"), numbered("ADT^A08", "", "1")},
		{"a clock that is wrong", numbered("ADT^A08", "yesterday", "1"), numbered("ADT^A08", "20260102", "1")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a, b := at(c.earlier), at(c.later); a >= b {
				t.Errorf("%d does not stand before %d", a, b)
			}
		})
	}
}
