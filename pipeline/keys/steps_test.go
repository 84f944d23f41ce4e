//go:build duckdb_arrow

package keys

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/store"
)

// play is the part of another process: what it does, the store, its key, the next one, the
// extension, and more.
func play(part []string) error {
	ctx := context.Background()
	r := Request{Store: part[1], From: part[2], To: part[3], Crypto: part[4], Memory: "512MB"}
	switch part[0] {
	case "rotate":
		_, err := Rotate(ctx, r)
		return err
	case "die":
		step, err := strconv.Atoi(part[5])
		if err != nil {
			return err
		}
		return dieAfter(ctx, r, step)
	case "write":
		s, err := store.Open(ctx, r.Store, store.Options{Memory: "512MB", Key: r.From, Crypto: r.Crypto, Version: "test"})
		if err != nil {
			return err
		}
		hold()
		return s.Close()
	}
	s, err := session.Open(ctx, session.Options{Memory: "512MB", Crypto: r.Crypto, Beside: filepath.Dir(r.Store)})
	if err != nil {
		return err
	}
	v, err := vault.Open(ctx, s, vault.Path(r.Store, "heart"), r.From, false)
	if err != nil {
		return err
	}
	hold()
	return errors.Join(v.Close(ctx), s.Close())
}

// hold says that this process is ready, and waits for the end of its input.
func hold() {
	fmt.Println("ready")
	_, _ = bufio.NewReader(os.Stdin).ReadString(0) // its end is what is waited for
}

// dieAfter takes the steps of a rotation, so many of them, and is killed: each file is written
// anew, the journal is there, each file is in its place, and what is older is gone.
func dieAfter(ctx context.Context, r Request, steps int) error {
	files, err := protected(r.Store)
	if err != nil {
		return err
	}
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	written := min(steps, len(files))
	if err := r.rewrite(ctx, s, files[:written]); err != nil {
		return err
	}
	if steps > len(files) {
		left := steps - len(files) - 1
		if files, err = r.rewriteSeal(files); err != nil {
			return err
		}
		if err := r.decided(files, left); err != nil {
			return err
		}
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	return self.Kill()
}

// decided writes the journal and puts so many files into their places; one step more, and what is
// older is gone.
func (r Request) decided(files []string, steps int) error {
	var j journal
	for _, f := range files {
		name, err := filepath.Rel(filepath.Dir(r.Store), f)
		if err != nil {
			return err
		}
		j.Files = append(j.Files, name)
	}
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	if err := os.WriteFile(journalPath(r.Store), text, 0o600); err != nil {
		return err
	}
	for _, f := range files[:min(steps, len(files))] {
		if err := replace(f); err != nil {
			return err
		}
	}
	if steps > len(files) {
		return removeOlder(r.Store, j.Files)
	}
	return nil
}

// TestRotateKilledAtEachStep kills a rotation after each of its steps. Before the journal is there
// the store has its old key, and from then on the new one; the same command ends what is left.
func TestRotateKilledAtEachStep(t *testing.T) {
	crypto := httpfs(t)
	const files = 3 // the store, its copy and a vault
	for step := range 2*files + 3 {
		t.Run(strconv.Itoa(step), func(t *testing.T) {
			path := hospital(t, firstKey, crypto)
			before := held(t, path, firstKey, crypto)
			died := another(t, "die", path, firstKey, secondKey, crypto, strconv.Itoa(step))
			if out, err := died.CombinedOutput(); err == nil || died.ProcessState.ExitCode() != -1 {
				t.Fatalf("it was not killed: %v %s", err, out)
			}
			key := firstKey
			if step > files {
				key = secondKey
			}
			if err := Finish(path); err != nil {
				t.Fatal(err)
			}
			if held(t, path, key, crypto) != before {
				t.Error("it holds something else")
			}
			if result, err := rotate(path, key, secondKey, crypto); err != nil || result.Already != (key == secondKey) {
				t.Errorf("the same command again: %v %v", result, err)
			}
			if held(t, path, secondKey, crypto) != before {
				t.Error("afterwards it holds something else")
			}
			leftNothing(t, path)
		})
	}
}

// TestRotateWhileAnotherWrites: a pull holds the store, or an extract the vault of its study.
// The rotation says so, and has changed nothing; afterwards it goes.
func TestRotateWhileAnotherWrites(t *testing.T) {
	crypto := httpfs(t)
	for _, part := range []string{"write", "extract"} {
		t.Run(part, func(t *testing.T) {
			path := hospital(t, firstKey, crypto)
			before := held(t, path, firstKey, crypto)
			files := modified(t, path)
			cmd := another(t, part, path, firstKey, secondKey, crypto)
			input, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			output, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = cmd.Process.Kill() }() // it has ended, unless the test failed
			if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "ready\n" {
				t.Fatalf("%q %v", line, err)
			}
			_, err = rotate(path, firstKey, secondKey, crypto)
			if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fmt.Sprint(err), "another program is writing it; wait for it to end") {
				t.Errorf("%v, want that another program writes", err)
			}
			if now := modified(t, path); !slices.Equal(now, files) {
				t.Errorf("there are %v, and were %v", now, files)
			}
			if err := errors.Join(input.Close(), cmd.Wait()); err != nil {
				t.Fatal(err)
			}
			if held(t, path, firstKey, crypto) != before {
				t.Error("it holds something else")
			}
			if _, err := rotate(path, firstKey, secondKey, crypto); err != nil {
				t.Error(err)
			}
			leftNothing(t, path)
		})
	}
}

// modified are the databases of a store with their sizes; the log of who writes may be beside them.
func modified(t *testing.T, path string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Dir(path), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".wal") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files = append(files, fmt.Sprint(name, " ", info.Size()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
