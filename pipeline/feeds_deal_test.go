package pipeline_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// realFile is a file of a set, or a member of an archive, unpacked.
type realFile struct {
	path, name, content string
}

// filesOf opens the files of a set that can be loaded.
func filesOf(t *testing.T, set realSet) []realFile {
	t.Helper()
	var files []realFile
	for _, in := range inputsOf(t, set) {
		if slices.Contains(set.refused, filepath.Base(in.Path)) {
			continue
		}
		f, err := inbox.Open(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, realFile{in.Path, path.Base(filepath.ToSlash(in.Place())), string(content)})
	}
	return files
}

// inputsOf lists what the source finds in the folder of a set.
func inputsOf(t *testing.T, set realSet) []source.Input {
	t.Helper()
	for _, s := range program(t, "timezone: America/Chicago\n").Sources {
		if s.Name() != set.format {
			continue
		}
		inputs, err := s.Inputs(source.Spec{Name: "feed", Path: realFolder(t, set.folder), Timezone: "America/Chicago"})
		if err != nil {
			t.Fatal(err)
		}
		return inputs
	}
	t.Fatalf("no source reads %s", set.format)
	return nil
}

// links lays files out as they are, under one folder.
func links(t *testing.T, files []realFile) string {
	t.Helper()
	to, last := t.TempDir(), ""
	for i, f := range files {
		if f.path == last {
			continue // a member of an archive that lies there already
		}
		last = f.path
		folder := filepath.Join(to, fmt.Sprintf("%04d", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(f.path, filepath.Join(folder, filepath.Base(f.path))); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// heap is what may lie in one file: bodies below a head.
type heap struct {
	name, head string
	bodies     [][]byte
}

// deal cuts files into records, shuffles them, deals them to other files, and shuffles
// these. The same seed does the same.
func deal(t *testing.T, files []realFile, f form, seed uint64) string {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, 5))
	var pieces []piece
	for _, file := range files {
		pieces = append(pieces, f.cut(t, file)...)
	}
	dice.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	heaps := heapsOf(pieces, dice)
	to := t.TempDir()
	for i, place := range dice.Perm(len(heaps)) {
		h := heaps[i]
		content := bytes.Join(h.bodies, nil)
		if f.bind != nil {
			content = f.bind(h.bodies, dice)
		}
		folder := filepath.Join(to, fmt.Sprintf("%04d", place))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, h.name), append([]byte(h.head), content...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// mostFiles is to how many files the pieces of one name and head are dealt at most.
const mostFiles = 7

// heapsOf deals pieces, in their order, each to one of the files where it may lie.
func heapsOf(pieces []piece, dice *rand.Rand) (heaps []*heap) {
	type alike struct{ name, head string }
	open := map[alike][]*heap{}
	for _, p := range pieces {
		if p.body == "" {
			heaps = append(heaps, &heap{name: p.name, head: p.head})
			continue
		}
		like := alike{p.name, p.head}
		if open[like] == nil {
			for range 2 + dice.IntN(mostFiles-1) {
				open[like] = append(open[like], &heap{name: p.name, head: p.head})
			}
			heaps = append(heaps, open[like]...)
		}
		h := open[like][dice.IntN(len(open[like]))]
		h.bodies = append(h.bodies, []byte(p.body))
	}
	return slices.DeleteFunc(heaps, func(h *heap) bool { return h.bodies == nil && open[alike{h.name, h.head}] != nil })
}
