//go:build duckdb_arrow

package bench

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"chartline/pipeline/config"
)

// mostMemory is what a pull may take of a file of any size, in MB.
const mostMemory = 512

// feed is a kind of records of which files of any size are written. Record i is about
// people and accounts that no other is about, so that nothing that is loaded goes again.
type feed struct {
	format, file, header string
	record               func(i int) string
}

var feeds = []feed{
	{"fhir", "Condition.ndjson", "", condition},
	{"x12", "claims.x12", "", interchange},
	{"hl7v2", "feed.hl7", "", account},
	{"coding-csv", "diagnosis.csv", "encounter_id,version_no,sequence,role,code,code_system,poa\n", codedAccount},
}

// BenchmarkPullMemory pulls a file into a new store, in a process of its own, and prints
// the most memory that this had resident beside the size of the file: with store.memory
// as it is unless set, and with a small one.
func BenchmarkPullMemory(b *testing.B) {
	binary := built(b)
	for _, f := range feeds {
		for _, size := range []int64{200, 1000} {
			for _, limit := range []string{config.Default().Store.Memory, "256MB"} {
				b.Run(fmt.Sprintf("%s/MB=%d/store.memory=%s", f.format, size, limit), func(b *testing.B) {
					pullAlone(b, binary, f, size*1e6, limit)
				})
			}
		}
	}
}

// built is the program.
func built(b *testing.B) string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "chartline")
	build := exec.Command("go", "build", "-tags", "duckdb_arrow", "-o", binary, "../../cmd/chartline")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// pullAlone pulls a file of a size and measures the process that does.
func pullAlone(b *testing.B, binary string, f feed, size int64, limit string) {
	b.Helper()
	for range b.N {
		dir := b.TempDir()
		written := fill(b, filepath.Join(dir, "in", f.file), f, size)
		conf := filepath.Join(dir, "chartline.yaml")
		text := fmt.Sprintf("timezone: America/Chicago\nstore: {path: store/chartline.duckdb, memory: %s}\n"+
			"sources: [{name: feed, format: %s, path: in}]\n", limit, f.format)
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		c := exec.Command(binary, "--config", conf, "pull", "--quiet")
		started := time.Now()
		out, err := c.CombinedOutput()
		if err != nil && c.ProcessState.ExitCode() != noMemory {
			b.Fatalf("%v\n%s", err, out)
		}
		peak := float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
		if err == nil {
			b.ReportMetric(float64(written)/1e6/time.Since(started).Seconds(), "MB/s")
		}
		b.ReportMetric(float64(written)/1e6, "MB-file")
		b.ReportMetric(peak, "MB-peak")
		b.ReportMetric(0, "ns/op")
		switch {
		case err != nil:
			b.Logf("MISSED: it does not fit: %s", out)
		case peak > mostMemory:
			b.Logf("MISSED: %.0f MB resident, the limit is %d", peak, mostMemory)
		}
	}
}

// noMemory is the exit code of a pull that does not fit in store.memory.
const noMemory = 6

// fill writes records to a file until it has a size, and gives what it has.
func fill(b *testing.B, path string, f feed, size int64) (written int64) {
	b.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	n, _ := w.WriteString(f.header)
	written = int64(n)
	for i := 0; written < size; i++ {
		n, _ := w.WriteString(f.record(i))
		written += int64(n)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return written
}

// codedAccount is the diagnoses of an account, as a coding export has them.
func codedAccount(i int) string {
	var s strings.Builder
	for n := range codesPerEncounter {
		role := "other"
		if n == 0 {
			role = "principal"
		}
		fmt.Fprintf(&s, "E%09d,1,%d,%s,%c%02d.%d,ICD-10-CM,Y\n", i, max(n, 1), role, 'A'+rune((i+n)%20), (i+7*n)%90, n)
	}
	return s.String()
}

// account is what a feed of HL7 v2 tells of an account: admitted, discharged, coded.
func account(i int) string {
	var s strings.Builder
	for n, kind := range []string{"ADT^A01", "ADT^A03", "BAR^P12"} {
		left := ""
		if n > 0 {
			left = fmt.Sprintf("202601%02d1100", 10+i%9)
		}
		fmt.Fprintf(&s, "MSH|^~\\&|ADT|NORTH|EHR|HUB|202601%02d12%02d%02d||%s|%d|P|2.6\r", 10+i%9+n, i%60, n, kind, 3*i+n)
		fmt.Fprintf(&s, "EVN||202601%02d1200|||C08\rPID|1||MR%08d^^^NORTH^MR||DOE^PAT||19%02d0615|F|||12 HOSPITAL LANE^^SPRINGFIELD^IL^62701\r", 10+i%9+n, i, 30+i%60)
		fmt.Fprintf(&s, "PV1|1|I|4E^136^B^NORTH|1|||10535^ATTEND^ANN|||MED||||1||||IN|V%09d|||||||||||||||||01||||||||202601%02d0900|%s||%d.67\r", i, 1+i%9, left, i%90000)
	}
	for n := range codesPerEncounter {
		fmt.Fprintf(&s, "DG1|%d||%c%02d.%d^^I10C||20260110|F|||||||||%d|||||||||||Y\r", n+1, 'A'+rune((i+n)%20), (i+7*n)%90, n, n+1)
	}
	fmt.Fprintf(&s, "DRG|%03d|20260120||||||||||CODER%d||||||MS-DRG|43\rPR1|1||0JH60%dZ^^I10P||20260112|P||||||||1\r", 1+i%900, i%40, i%10)
	return s.String()
}

// claimsTogether is how many claims a transaction has.
const claimsTogether = 100

// interchange holds institutional claims of accounts of their own, each with eleven
// diagnoses and four lines.
func interchange(i int) string {
	var body strings.Builder
	segments := 2
	add := func(format string, args ...any) {
		segments++
		fmt.Fprintf(&body, format+"~\n", args...)
	}
	add("BHT*0019*00*%d*20260120*1015*CH", i)
	add("HL*1**20*1")
	add("NM1*85*2*NORTH HOSPITAL*****XX*1234567893")
	for n := range claimsTogether {
		claim(add, i*claimsTogether+n, n)
	}
	return fmt.Sprintf("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260120*1015*^*00501*%09d*0*P*:~\n"+
		"GS*HC*SENDER*RECEIVER*20260120*1015*%d*X*005010X223A2~\nST*837*0001*005010X223A2~\n%sSE*%d*0001~\nGE*1*%d~\nIEA*1*%09d~\n",
		i%1e9, i, body.String(), segments, i, i%1e9)
}

// claim adds the segments of a claim and its subscriber.
func claim(add func(format string, args ...any), i, n int) {
	add("HL*%d*1*22*0", n+2)
	add("SBR*P*18*GROUP******MC")
	add("NM1*IL*1*DOE*PAT****MI*M%09d", i)
	add("N4*SPRINGFIELD*IL*62701")
	add("DMG*D8*19%02d0615*F", 30+i%60)
	add("CLM*A%09d*%d.5***11:A:1**A*Y*Y", i, 1000+i%90000)
	add("DTP*434*RD8*202601%02d-202601%02d", 1+i%9, 10+i%9)
	add("DTP*435*D8*202601%02d", 1+i%9)
	add("CL1*1*7*01")
	add("HI*ABK:%c%02d%d:::::::Y", 'A'+rune(i%20), i%90, i%10)
	others := "HI"
	for d := range codesPerEncounter {
		others += fmt.Sprintf("*ABF:%c%02d%d:::::::N", 'A'+rune((i+d)%20), (i+7*d)%90, d)
	}
	add("%s", others)
	add("HI*DR:%03d", 1+i%900)
	add("HI*BBR:0JH60%dZ:D8:202601%02d", i%10, 1+i%9)
	for line := range 4 {
		add("LX*%d", line+1)
		add("SV2*0%d*HC:%d*%d.25*UN*%d", 250+line*10, 36415+line, 100+i%900, line+1)
		add("DTP*472*D8*202601%02d", 1+i%9)
	}
}
