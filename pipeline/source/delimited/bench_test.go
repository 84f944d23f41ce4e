package delimited

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/source"
)

// BenchmarkRead splits 64 MB into fields that are looked at, on one core and on all.
func BenchmarkRead(b *testing.B) {
	for name, line := range map[string]string{
		"plain":  "13432,77,320128,2010-11-03,2010-11-03 00:00:00,2010-11-10,,32020,0,,10,21,1000021,I10,45591453,\n",
		"quoted": `"13432","77","320128","2010-11-03","2010-11-03 00:00:00","2010-11-10","","32020","0","","10","21","1000021","I10","45591453",""` + "\n",
	} {
		text := strings.Repeat("c,", strings.Count(line, ",")) + "z\n" + strings.Repeat(line, 64<<20/len(line))
		path := filepath.Join(b.TempDir(), "x.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		for _, cores := range []int{1, 0} {
			b.Run(fmt.Sprintf("%s/cores=%d", name, cores), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					err := Read(b.Context(), source.Input{Path: path}, Form{Cores: cores}, func(*Header) (func(source.Sink) Rows, error) {
						return func(source.Sink) Rows { return &lengths{} }, nil
					}, nil)
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// lengths are Rows that look at every field.
type lengths struct{ bytes int }

func (l *lengths) Row(r *Record) error {
	for i := range r.Len() {
		l.bytes += len(r.Field(i))
	}
	return nil
}
func (*lengths) Flush() error { return nil }
func (*lengths) Release()     {}
