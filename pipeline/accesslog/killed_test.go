package accesslog

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// writerOf is the environment variable that makes the test binary a process that writes the log of
// which it is the path, until it is killed.
const writerOf = "CHARTLINE_TEST_LOG_WRITER"

func TestMain(m *testing.M) {
	path := os.Getenv(writerOf)
	if path == "" {
		os.Exit(m.Run())
	}
	l := Log{Path: path, Key: []byte("secret"), Now: time.Now}
	for i := 0; ; i++ {
		e, err := l.Append(Entry{Event: Begin, Command: fmt.Sprintf("writer %d entry %d", os.Getpid(), i)})
		if err == nil {
			_, err = fmt.Println(e.Command) // whoever reads it may rely on the entry
		}
		if err == nil && i%5 == 3 {
			_, err = l.Rotate()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// TestWritersAreKilled has processes write one log side by side, put it aside, and be killed in the
// midst of whatever they do. The chain holds, and each entry that a process was told is there.
func TestWritersAreKilled(t *testing.T) {
	l := Log{Path: filepath.Join(t.TempDir(), "access.log"), Key: []byte("secret"), Now: time.Now}
	dice := rand.New(rand.NewPCG(8, 12))
	var mu sync.Mutex
	var relied []string
	for range 4 {
		var all sync.WaitGroup
		for range 6 {
			patience := dice.IntN(12)
			all.Go(func() {
				told := writeUntilKilled(t, l.Path, patience)
				mu.Lock()
				defer mu.Unlock()
				relied = append(relied, told...)
			})
		}
		all.Wait()
	}
	l.add(t, "chartline query") // cuts off the line in the midst of which the last one was killed
	mustVerify(t, l)
	there := map[string]int{}
	for e, err := range l.entries() {
		if err != nil {
			t.Fatal(err)
		}
		there[e.Command]++
	}
	for _, command := range relied {
		if there[command] != 1 {
			t.Errorf("%s is there %d times", command, there[command])
		}
	}
	if len(relied) < 24 {
		t.Errorf("%d entries were relied on: the test tries little", len(relied))
	}
	left, err := filepath.Glob(l.Path + "*")
	if err != nil {
		t.Fatal(err)
	}
	left = slices.DeleteFunc(left, func(name string) bool {
		end := strings.TrimPrefix(name, l.Path)
		return end == "" || end == ".head" || strings.Trim(end, ".0123456789") == ""
	})
	// A process that was killed may leave what the next one writes over.
	if slices.ContainsFunc(left, func(name string) bool { return !strings.HasSuffix(name, ".new") }) {
		t.Errorf("left are %v", left)
	}
}

// writeUntilKilled starts a writer, kills it when it has told of so many entries, and gives all of
// which it told.
func writeUntilKilled(t *testing.T, path string, patience int) (told []string) {
	self, err := os.Executable()
	if err != nil {
		t.Error(err)
		return nil
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), writerOf+"="+path)
	var failed strings.Builder
	cmd.Stderr = &failed
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Error(err)
		return nil
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if told = append(told, lines.Text()); len(told) == patience+1 {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if failed.Len() > 0 {
		t.Errorf("a writer could not go on: %s", failed.String())
	}
	return told
}
