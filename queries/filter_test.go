package queries_test

import (
	"context"
	"maps"
	"testing"

	"chartline/pipeline/engine"
)

// TestPayersAddUpToTheWhole: each account of the sample has one of five payers, so that what is
// counted of each adds up to what is counted of all.
func TestPayersAddUpToTheWhole(t *testing.T) {
	db := sample(t)
	for name, column := range map[string]string{
		"frequency/principal": "encounters", "frequency/volumes": "encounters", "turnaround/attainment": "coded_within", "turnaround/survival": "coded",
		"backlog/ageing": "accounts", "casemix/severity": "with_cc_mcc", "accuracy/errors_by_type": "findings",
		"provider/responses": "issued", "encounters/length_of_stay": "encounters", "worklist/uncoded": "",
	} {
		t.Run(name, func(t *testing.T) {
			whole, parts := total(t, db, name, column, "all"), int64(0)
			for _, payer := range []string{"Commercial", "Medicare", "Medicaid", "Self-pay", "Other"} {
				part := total(t, db, name, column, payer)
				if part == whole {
					t.Errorf("%s has all of %d", payer, whole)
				}
				parts += part
			}
			if parts != whole || whole == 0 {
				t.Errorf("payers add up to %d of %d", parts, whole)
			}
			if none := total(t, db, name, column, "nobody"); none != 0 {
				t.Errorf("a payer that nobody has pays for %d", none)
			}
		})
	}
}

// total is the sum of a column of an answer, or the number of its rows where none is named.
func total(t *testing.T, e engine.Engine, name, column, payer string) (sum int64) {
	t.Helper()
	q, err := library(t).Get(name)
	if err != nil {
		t.Fatal(err)
	}
	given := maps.Clone(sampleParams)
	given["payer"] = payer
	a, err := q.Run(context.Background(), e, declared(q, given))
	if err != nil {
		t.Fatal(err)
	}
	if column == "" {
		return int64(a.Len())
	}
	for _, v := range a.Int(column) {
		sum += v
	}
	return sum
}
