package folder_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/deliver/folder"
	"chartline/pipeline/fault"
)

const place = "coding_quality/2026-10-02"

// read gives the files below a folder.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		found[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return found
}

// TestPromises has a reader who takes each report away as soon as it is there.
func TestPromises(t *testing.T) {
	delivertest.Promises(t, func(t *testing.T) (deliver.Sender, func() int, func() map[string]string) {
		dir, taken := t.TempDir(), 0
		var last map[string]string
		collect := func() {
			if _, err := os.Stat(filepath.Join(dir, place)); err == nil {
				taken++
				last = read(t, filepath.Join(dir, place))
				if err := os.RemoveAll(filepath.Join(dir, place)); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := collected{folder.Sender{Path: dir}, collect}
		return s, func() int { return taken }, func() map[string]string { return last }
	})
}

// collected is a sender whose reader comes after each step.
type collected struct {
	deliver.Sender
	collect func()
}

func (c collected) Prepare(ctx context.Context, p *deliver.Parcel) error {
	defer c.collect()
	return c.Sender.Prepare(ctx, p)
}

func (c collected) Complete(ctx context.Context, p *deliver.Parcel) error {
	defer c.collect()
	return c.Sender.Complete(ctx, p)
}

func TestALaterReportTakesThePlaceOfAnEarlierOne(t *testing.T) {
	dir := t.TempDir()
	s := folder.Sender{Path: dir, Formats: []string{"pdf"}}
	b := delivertest.NewBox(t)
	if err := b.Send(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.Folder, "coding_quality.pdf"), []byte("restated"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Post(t)
	if err := b.Send(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	got := read(t, dir)
	if len(got) != 1 || got[place+"/coding_quality.pdf"] != "restated" {
		t.Errorf("the folder holds %v", got)
	}
}

func TestFilesHaveThePermissionsOfTheFolder(t *testing.T) {
	for name, c := range map[string]struct{ dir, wantDir, wantFile fs.FileMode }{
		"private": {0o700, 0o700, 0o600}, "for a group": {0o750, 0o750, 0o640}, "for all": {0o755, 0o755, 0o644},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Chmod(dir, c.dir); err != nil {
				t.Fatal(err)
			}
			if err := delivertest.NewBox(t).Send(context.Background(), folder.Sender{Path: dir}); err != nil {
				t.Fatal(err)
			}
			for path, want := range map[string]fs.FileMode{place: c.wantDir, place + "/tables": c.wantDir, place + "/tables/by_unit.csv": c.wantFile} {
				info, err := os.Stat(filepath.Join(dir, path))
				if err != nil {
					t.Fatal(err)
				}
				if got := info.Mode().Perm(); got != want {
					t.Errorf("%s has %o, want %o", path, got, want)
				}
			}
		})
	}
}

func TestWhatIsNotMountedIsTriedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share")
	b := delivertest.NewBox(t)
	b.WantsKind(t, folder.Sender{Path: dir}, fault.Unavailable)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := b.Send(context.Background(), folder.Sender{Path: dir}); err != nil {
		t.Fatal(err)
	}
	if len(read(t, dir)) != len(delivertest.Files) {
		t.Error("the report did not arrive")
	}
}

// TestAShareThatWasEmptiedGetsTheReport: what lay aside is gone with the folder around it,
// so that it cannot have been put into its place.
func TestAShareThatWasEmptiedGetsTheReport(t *testing.T) {
	dir := t.TempDir()
	s := folder.Sender{Path: dir}
	b := delivertest.NewBox(t)
	if err := b.Send(context.Background(), delivertest.Unfinished{Sender: s}); fault.KindOf(err) != fault.Unavailable {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "coding_quality")); err != nil {
		t.Fatal(err)
	}
	if err := b.Send(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if len(read(t, dir)) != len(delivertest.Files) {
		t.Error("the report did not arrive")
	}
}
