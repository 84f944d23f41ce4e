package titles

import "chartline/pipeline/source"

// Maps says where the columns come from.
var Maps = []source.Mapping{
	{From: "DX or SG in the name", Table: "code_release", Column: "code_system", Note: "ICD-9-CM or ICD-9-PCS"},
	{From: "version in the name", Table: "code_release", Column: "valid_from", Note: "1 October of its fiscal year: 32 is that of 2015"},
	{From: "first word", Table: "code_release", Column: "code"},
	{From: "rest of the line", Table: "code_release", Column: "title"},
	{Table: "code_release", Column: "billable", Note: "true: the list has no headers"},
}
