package compose_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/composetest"
)

// byCoder is an answer that tells coders apart by a column.
const byCoder = composetest.Header + `-- column: coder_id text - Coder.
-- column: cases int {case} Cases.
-- withhold: none it measures work
SELECT coder_id, CAST(n AS BIGINT) AS cases FROM (VALUES ('C02', 20), ('C01', 10), ('not known', 5)) AS t(coder_id, n) ORDER BY coder_id`

// oneCoder is an answer of one coder, or of all.
const oneCoder = composetest.Header + `-- param: coder text = all Coder.
-- column: name text - Coder.
-- column: cases int {case} Cases.
-- withhold: none it measures work
SELECT CAST(:coder AS VARCHAR) AS name, CAST(7 AS BIGINT) AS cases ORDER BY name`

var tally = report.BlockSpec{Kind: "tally", Title: "Cases", Noun: "coder"}

func TestSubjectsAreThoseWhoHaveRows(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(byCoder, tally), composetest.Asked(oneCoder, tally))
	c.Spec.ForEach = "coder"
	if all, err := c.Subjects(context.Background()); err != nil || strings.Join(all, " ") != "C01 C02" {
		t.Errorf("subjects %v, error %v", all, err)
	}
}

func TestADocumentOfOneHasTheRowsOfOne(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(byCoder, tally), composetest.Asked(oneCoder, tally))
	c.Spec.ForEach = "coder"
	doc, err := c.For("C01").Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"10", "7"} {
		rows := doc.Parts[0].Blocks[i].Table.Rows
		if len(rows) != 1 || rows[0][0] != "C01" || rows[0][1] != want {
			t.Errorf("block %d: rows %q", i, rows)
		}
	}
}

// A question that cannot tell coders apart would show everybody's numbers as one's own.
func TestAQuestionOfEverybodyIsRefused(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(composetest.Diagnoses(100, 50), composetest.Ranking))
	c.Spec.ForEach = "coder"
	if _, err := c.For("C01").Compose(context.Background()); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "for all together") {
		t.Errorf("error %v", err)
	}
}

func TestAQuestionIsAskedOnce(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(byCoder, tally))
	c.Spec.ForEach = "coder"
	ask := c.Ask
	var asked atomic.Int64
	c.Ask = compose.Once(func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
		asked.Add(1)
		return ask(ctx, q, values)
	})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.For("C02").Compose(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}
