package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

func TestResolveSecrets(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"key": "  s3cret\n", "empty": " \n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CHARTLINE_TEST_KEY", "from the environment")
	t.Setenv("CHARTLINE_TEST_EMPTY", "")
	for _, c := range []struct{ name, reference, want, trouble string }{
		{"a variable", "env:CHARTLINE_TEST_KEY", "from the environment", ""},
		{"a file", "file:" + filepath.Join(dir, "key"), "s3cret", ""},
		{"a variable that is not set", "env:CHARTLINE_TEST_NONE", "", "env:CHARTLINE_TEST_NONE"},
		{"an empty variable", "env:CHARTLINE_TEST_EMPTY", "", "empty"},
		{"an empty file", "file:" + filepath.Join(dir, "empty"), "", "empty"},
		{"no file", "file:" + filepath.Join(dir, "none"), "", "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Resolve("source \"x\"", c.reference)
			if got != c.want || (err == nil) != (c.trouble == "") {
				t.Fatalf("got %q and %v", got, err)
			}
			if err != nil && (fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.trouble)) {
				t.Errorf("error %v, want one of the configuration that says %q", err, c.trouble)
			}
		})
	}
	for value, want := range map[string]bool{"env:A": true, "file:a": true, "cmd:vault read": true, "plain": false, "environment": false, "": false} {
		if IsReference(value) != want {
			t.Errorf("IsReference(%q) is not %v", value, want)
		}
	}
}
