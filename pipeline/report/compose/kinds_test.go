package compose

import "testing"

// A kind that two topics name would be that of whichever comes last.
func TestEachKindIsOfOneTopic(t *testing.T) {
	named := 0
	for _, topic := range topics {
		named += len(topic)
		for name, kind := range topic {
			if kind.Make == nil {
				t.Errorf("%s makes nothing", name)
			}
		}
	}
	if named == 0 || named != len(kinds) {
		t.Errorf("topics name %d kinds, and %d can be asked for", named, len(kinds))
	}
}
