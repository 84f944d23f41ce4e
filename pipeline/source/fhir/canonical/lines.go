package canonical

import (
	"strconv"
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/bill"
	"chartline/pipeline/source/fhir/resource"
)

// charged writes the lines of a claim. Lines that have the same number get a second one.
func (t *Tables) charged(b *bill.Bill) {
	var repeats map[int64]int // of numbers, from where they do not grow
	last := int64(-1)
	for i := range b.Item {
		item := &b.Item[i]
		if isTotal(item) {
			continue
		}
		if item.Sequence <= last && repeats == nil {
			repeats = numbersOf(b.Item[:i])
		}
		last = item.Sequence
		nth := 1
		if repeats != nil {
			repeats[last]++
			nth = repeats[last]
		}
		t.line(b, item, lineNumber(b, last, nth))
	}
}

// numbersOf counts the lines of each number.
func numbersOf(items []resource.Item) map[int64]int {
	numbers := map[int64]int{}
	for i := range items {
		if !isTotal(&items[i]) {
			numbers[items[i].Sequence]++
		}
	}
	return numbers
}

// lineNumber is the number of a line, which must tell it from those of other claims where
// several claims are about one encounter.
func lineNumber(b *bill.Bill, sequence int64, nth int) string {
	number := strconv.FormatInt(sequence, 10)
	if nth > 1 {
		number += "." + strconv.Itoa(nth)
	}
	if b.Key == bill.ByEncounter {
		return b.ClaimID + "/" + number
	}
	return number
}

// isTotal reports whether a line is the sum of the others: revenue code 0001.
func isTotal(item *resource.Item) bool {
	code := item.Revenue.First()
	return code == "0001" || code == "001"
}

func (t *Tables) line(b *bill.Bill, item *resource.Item, number string) {
	served, ok := t.day(first(item.ServicedDate, item.ServicedPeriod.Start))
	column := ""
	if !ok {
		column = "service_on"
	}
	row := t.lines
	row.Text("encounter_id", b.Encounter)
	row.Text("line_no", number)
	row.Text("revenue_code", revenueCode(item))
	row.Text("code", lineCode(item))
	row.Text("modifiers", modifiers(item))
	setDay(row, "service_on", served)
	if !setUnits(row, "units", resource.Decimal(item.Quantity.Value)) {
		column = "units"
	}
	if !setMoney(row, "charge", charge(item)) {
		column = "charge"
	}
	if column != "" {
		row.Drop()
		t.reject("service_line", column, source.ReasonType)
		return
	}
	t.end(row)
}

// revenueCode gives a revenue code back the leading zero that some programs take away.
func revenueCode(item *resource.Item) string {
	code := item.Revenue.First()
	if len(code) == 3 {
		return "0" + code
	}
	return code
}

// lineCode is the CPT or HCPCS code of a line.
func lineCode(item *resource.Item) string {
	for _, concept := range []*resource.Concept{&item.ProductOrService, &item.Service} {
		for i := range concept.Coding {
			if isLineCode(&concept.Coding[i]) {
				return concept.Coding[i].Code
			}
		}
	}
	return ""
}

func modifiers(item *resource.Item) string {
	if len(item.Modifier) == 0 {
		return ""
	}
	var all []string
	for _, m := range item.Modifier {
		if code := m.First(); code != "" {
			all = append(all, code)
		}
	}
	return strings.Join(all, " ")
}

// charge is what was charged for a line: the amount submitted, in Blue Button's terms or
// HL7's, else its net.
func charge(item *resource.Item) string {
	for i := range item.Adjudication {
		a := &item.Adjudication[i]
		for j := range a.Category.Coding {
			switch resource.Slug(a.Category.Coding[j].Code) {
			case "submitted", "rev_cntr_tot_chrg_amt", "line_sbmtd_chrg_amt":
				return a.Amount.Dollars()
			}
		}
	}
	return item.Net.Dollars()
}
