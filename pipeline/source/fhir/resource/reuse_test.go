package resource

import (
	"reflect"
	"testing"

	"chartline/pipeline/source/fhir/document"
)

// full sets everything in a value that a decoder could set.
func full(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("stale")
	case reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint('1')
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 3))
		for i := range v.Len() {
			full(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				full(v.Field(i))
			}
		}
	}
}

// isEmpty reports whether nothing is left in a value, also behind the ends of its lists.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		behind := v.Slice(0, v.Cap())
		for i := range behind.Len() {
			if !isEmpty(behind.Index(i)) {
				return false
			}
		}
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !isEmpty(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

// Nothing of a resource stays in the memory that the next one is decoded into.
func TestEmptiedIsEmpty(t *testing.T) {
	var claim Claim
	var encounter Encounter
	var condition Condition
	var procedure Procedure
	for _, p := range []any{&claim, &encounter, &condition, &procedure} {
		full(reflect.ValueOf(p).Elem())
		if isEmpty(reflect.ValueOf(p).Elem()) {
			t.Fatalf("%T was not filled", p)
		}
	}
	claim.Find("stale")
	for _, emptied := range []any{claim.Emptied(), encounter.Emptied(), condition.Emptied(), procedure.Emptied()} {
		if !isEmpty(reflect.ValueOf(emptied)) {
			t.Errorf("something is left in %T: %+v", emptied, emptied)
		}
	}
}

// A long list is not kept.
func TestLongListsAreNotKept(t *testing.T) {
	c := Claim{Item: make([]Item, 5000)}
	if kept := c.Emptied(); cap(kept.Item) > 0 {
		t.Errorf("room for %d lines is kept", cap(kept.Item))
	}
}

// What only a Reader sets is gone as well, and what is there again is read into the same
// memory: a record costs no allocation.
func TestReadAgain(t *testing.T) {
	const concept = `{"system":"s","version":"v","code":"c","userSelected":true,"coding":[{"system":"s","code":"d"}]}`
	var r document.Reader
	var encounter Encounter
	var claim Claim
	var condition Condition
	for _, c := range []struct {
		record string
		into   document.Object
		empty  func() any
	}{
		{`{"class":` + concept + `,"diagnosis":[{"condition":[{"reference":{"reference":"Condition/1"}}],"use":[` + concept + `]}]}`,
			&encounter, func() any { encounter = encounter.Emptied(); return encounter }},
		{`{"subType":` + concept + `,"total":{"value":1,"currency":"USD","category":{"coding":[{"code":"c"}]}}}`,
			&claim, func() any { claim = claim.Emptied(); return claim }},
		{`{"id":"1","category":[` + concept + `,` + concept + `],"verificationStatus":` + concept + `,"code":{"coding":[{"code":"c"}]}}`,
			&condition, func() any { condition = condition.Emptied(); return condition }},
	} {
		if is := r.Read([]byte(c.record), c.into); is != document.Whole || isEmpty(reflect.ValueOf(c.into).Elem()) {
			t.Fatalf("%s: %d", c.record, is)
		}
		if left := c.empty(); !isEmpty(reflect.ValueOf(left)) {
			t.Errorf("something is left of %s: %+v", c.record, left)
		}
	}
	record := []byte(`{"id":"1","category":[` + concept + `],"code":{"coding":[{"system":"s","code":"c"}]},"text":{"status":"x","list":[1,2,{}]}}`)
	if n := testing.AllocsPerRun(100, func() {
		condition = condition.Emptied()
		r.Read(record, &condition)
	}); n > 0 {
		t.Errorf("%v allocations for a condition", n)
	}
}
