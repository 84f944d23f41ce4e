package claim

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/sourcetest"
)

// repeats records what a run says of each record.
type repeats struct {
	run  *Run
	said *[]bool
}

func (r repeats) Row(rec *delimited.Record) error {
	*r.said = append(*r.said, r.run.Repeats(rec))
	return nil
}
func (repeats) Flush() error { return nil }
func (repeats) Release()     {}

// TestRun reads files of columns a to e, of which a, b and d speak of the claim.
func TestRun(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        string
	}{
		{"only the line changes", "1,x,l1,y,1 1,x,l2,y,2 1,x,,y, 1,x,l3,y,3", "[false true true true]"},
		{"a neighbour changes", "1,x,l,y,1 1,z,l,y,1 1,z,l,y,1", "[false false true]"},
		{"one further on changes", "1,x,l,y,1 1,x,l,z,1 1,x,l,,1", "[false false false]"},
		{"another claim, and back", "1,x,l,y,1 2,x,l,y,1 1,x,l,y,1", "[false false false]"},
		{"the same letters in other fields", "1,12,l,y,1 11,2,l,y,1 11,,l,2y,1", "[false false false]"},
		{"blank", ",,,, ,,,,", "[false true]"},
		{"quoted", `1,"x",l,y,1 1,"x",l,y,2 1,x,l,y,3`, "[false true false]"},
		{"all quoted", `"1","x","l","y","1" "1","x","l","y","2" "1","x","l","z","2"`, "[false true false]"},
		{"doubled quotes", `1,"x""",l,y,1 1,"x""",l,y,1 1,x,l,"y""",1 1,x,l,"y""",1`, "[false true false true]"},
		{"doubled quotes around", `"1""2","3""",l,y,1 "1""2","3""",l,y,2 "1""23","""",l,y,2`, "[false true false]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.csv")
			content := "a,b,c,d,e\n" + strings.Join(strings.Fields(c.lines), "\n") + "\n"
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			var said []bool
			bind := func(*delimited.Header) (func(source.Sink) delimited.Rows, error) {
				return func(source.Sink) delimited.Rows { return repeats{NewRun([]int{3, 0, 1, 0}), &said} }, nil
			}
			if err := delimited.Read(t.Context(), source.Input{Path: path}, delimited.Form{Cores: 1}, bind, &sourcetest.Collector{}); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(said); got != c.want {
				t.Errorf("repeats %s, want %s", got, c.want)
			}
		})
	}
}
