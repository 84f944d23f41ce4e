package terminology

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// FuzzRead reads anything under the names that matter. What comes of it is rows, rejects
// that say why, or an error for a reader; and the same every time.
func FuzzRead(f *testing.F) {
	names := []string{
		"POAexemptCodesFY26.txt", october, "CMS32_DESC_LONG_DX.txt", "DXCCSR_v2026-1.csv", "conversion.csv", "FY2026 table 5.txt", "codes-cpt.csv", "notes.txt",
	}
	for i, content := range []string{
		exempt, strings.Join(orderFile()[:30], ""), "0010  Cholera\r\n38600 M\xe9ni\xe8re\r\n", classicCCSR,
		"Current code assignment,Effective,Previous Code(s) Assignment\nA00,2025,\"A01, A02-A04\"\n", table5, "CPT Code,Description\nH0005,\"x, y\"\n", groups,
	} {
		f.Add(uint8(i), []byte(content))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		path := filepath.Join(dir, names[int(which)%len(names)])
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		first, err := once(t, path)
		second, again := once(t, path)
		if first != second || fmt.Sprint(err) != fmt.Sprint(again) {
			t.Error("read twice, it gives something else")
		}
		if err != nil && fault.KindOf(err) != fault.Input {
			t.Errorf("error %v of kind %d", err, fault.KindOf(err))
		}
	})
}

// once reads a file, checks what it gives, and sums it up.
func once(t *testing.T, path string) (string, error) {
	var got sourcetest.Collector
	err := Source{}.Read(t.Context(), source.Input{Path: path}, &got)
	for _, r := range got.Rejects {
		if r.Table == nil || r.Reason == "" || r.Record < 1 || len(r.Raw) > 64<<10 {
			t.Errorf("reject of record %d: table %v, reason %q, %d bytes", r.Record, r.Table, r.Reason, len(r.Raw))
		}
	}
	return fmt.Sprint(got.Rows, got.Rejects, got.Skipped), err
}
