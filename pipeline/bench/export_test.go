//go:build duckdb_arrow

package bench

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// codesPerEncounter makes ten million diagnoses of a million encounters, as a large
// group of hospitals has them.
const codesPerEncounter = 10

// export writes the two largest tables of a coding export, once, and gives its folder.
func export(b *testing.B) string {
	b.Helper()
	dir := filepath.Join(home(), "export")
	done := filepath.Join(dir, "done")
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	b.Logf("writing %d encounters and %d diagnoses to %s", encounters(), codesPerEncounter*encounters(), dir)
	dice := rand.New(rand.NewPCG(1, 2))
	write(b, filepath.Join(dir, "encounter.csv"), encounterHeader, func(line []byte, i int) []byte { return encounterLine(line, i, dice) })
	write(b, filepath.Join(dir, "diagnosis.csv"), "encounter_id,version_no,sequence,role,code,code_system,poa\n",
		func(line []byte, i int) []byte { return diagnosisLines(line, i, dice) })
	if err := os.WriteFile(done, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

func write(b *testing.B, path, header string, lines func([]byte, int) []byte) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	line := []byte(header)
	for i := range encounters() {
		line = lines(line, i)
		if _, err := w.Write(line); err != nil {
			b.Fatal(err)
		}
		line = line[:0]
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

const encounterHeader = "encounter_id,patient_id,facility_id,patient_type,service_line,admitted_on,admitted_at," +
	"discharged_on,discharged_at,discharge_status,age_years,payer_class,total_charges,dates_shifted\n"

func encounterLine(line []byte, i int, dice *rand.Rand) []byte {
	month, day, stay := 1+dice.IntN(12), 1+dice.IntN(24), dice.IntN(5)
	kind := "ED"
	if i%2 == 0 {
		kind = "IP"
	}
	return fmt.Appendf(line, "E%08d,P%08d,F%d,%s,MED,2025-%02d-%02d,2025-%02d-%02dT10:11:12Z,2025-%02d-%02d,2025-%02d-%02dT17:01:02Z,01,%d,Medicare,%d.%02d,false\n",
		i, dice.IntN(encounters()), i%3, kind, month, day, month, day, month, day+stay, month, day+stay, dice.IntN(95), 1000+dice.IntN(90000), dice.IntN(100))
}

func diagnosisLines(line []byte, i int, dice *rand.Rand) []byte {
	for n := range codesPerEncounter {
		role, sequence := "other", n
		if n == 0 {
			role, sequence = "principal", 1
		}
		line = fmt.Appendf(line, "E%08d,1,%d,%s,%c%02d.%d,ICD-10-CM,", i, sequence, role, 'A'+rune(dice.IntN(20)), dice.IntN(90), dice.IntN(10))
		line = append(line, "YYYYYYYNU"[dice.IntN(9)])
		line = append(line, '\n')
	}
	return line
}
