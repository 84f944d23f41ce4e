package drg

import "testing"

// TestSeverity has titles as versions of different years spell them (CMX-04).
func TestSeverity(t *testing.T) {
	for title, want := range map[string]base{
		"SEIZURES W MCC":                                        {"SEIZURES", "MCC"},
		"SEIZURES W/O MCC":                                      {"SEIZURES", "without_MCC"},
		"HEART FAILURE AND SHOCK WITH MCC":                      {"HEART FAILURE AND SHOCK", "MCC"},
		"HEART FAILURE AND SHOCK WITHOUT CC/MCC":                {"HEART FAILURE AND SHOCK", "none"},
		"VAGINAL DELIVERY W STERILIZATION/D&C WO CC/MCC":        {"VAGINAL DELIVERY W STERILIZATION/D&C", "none"},
		"MAJOR HEAD & NECK PROCEDURES W CC/MCC OR MAJOR DEVICE": {"MAJOR HEAD & NECK PROCEDURES", "CC/MCC"},
		"CRANIOTOMY WITH DEVICE WITH MCC OR CHEMOTHERAPY":       {"CRANIOTOMY WITH DEVICE", "MCC"},
		"Septicemia without MV >96 hours with MCC":              {"Septicemia without MV >96 hours", "MCC"},
		"ABORTION W/O D&C":                                      {"ABORTION W/O D&C", ""},
		"MAJOR CHEST TRAUMA W CCX":                              {"MAJOR CHEST TRAUMA W CCX", ""},
	} {
		if got := severityOf(title); got != want {
			t.Errorf("%s: %q %q, want %q %q", title, got.title, got.severity, want.title, want.severity)
		}
	}
}

// TestBases: the base goes by the title of its first DRG, however the others are worded.
func TestBases(t *testing.T) {
	titles := []string{
		"CRANIOTOMY W DEVICE W MCC OR CHEMO", "CRANIO W DEV W/O MCC",
		"CHEMO OR HIGH DOSE W MCC", "CHEMO W CC OR HIGH DOSE", "CHEMO W/O CC/MCC",
		"SEIZURES W MCC", "SEIZURES W/O MCC", "HEADACHES W MCC", "HEADACHES W/O MCC", "UNGROUPABLE",
	}
	want := []string{
		"CRANIOTOMY W DEVICE", "CRANIOTOMY W DEVICE", "CHEMO OR HIGH DOSE", "CHEMO OR HIGH DOSE", "CHEMO OR HIGH DOSE",
		"SEIZURES", "SEIZURES", "HEADACHES", "HEADACHES", "UNGROUPABLE",
	}
	for i, b := range basesOf(titles) {
		if b.title != want[i] {
			t.Errorf("%s is of base %q, want %q", titles[i], b.title, want[i])
		}
	}
}
