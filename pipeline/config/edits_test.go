package config

import (
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

func TestEditsOfASite(t *testing.T) {
	c, err := parse([]byte("edits:\n  VAL-12M: {limit: 0.02}\n  MCE-17: {action: off, reason: a transplant centre}\n"), "c.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Edit{"VAL-12M": {Limit: 0.02}, "MCE-17": {Action: "off", Reason: "a transplant centre"}}
	if !reflect.DeepEqual(c.Edits, want) {
		t.Errorf("got %+v, want %+v", c.Edits, want)
	}
	for text, trouble := range map[string]string{
		"{action: of}":         `c.yaml:2: edits.VAL-02.action is none that there is; did you mean "off"?`,
		"{action: off}":        "c.yaml:2: edits.VAL-02 is off without a reason",
		"{limit: 1.5}":         "c.yaml:2: edits.VAL-02.limit is not from 0 to 1",
		"{limit: -0.1}":        "c.yaml:2: edits.VAL-02.limit is not from 0 to 1",
		"{level: warning}":     `c.yaml:2: unknown key "edits.VAL-02.level"`,
		"{action: quarantine}": "edits.VAL-02.action is none that there is",
	} {
		_, err := parse([]byte("edits:\n  VAL-02: "+text+"\n"), "c.yaml", nil)
		if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), trouble) {
			t.Errorf("%s: %v, want %q", text, err, trouble)
		}
	}
}
