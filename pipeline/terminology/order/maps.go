package order

import "chartline/pipeline/source"

// Maps says where the columns come from.
var Maps = []source.Mapping{
	{Table: "code_release", Column: "code_system", Note: "ICD-10-CM where the first code has a letter first, else ICD-10-PCS"},
	{From: "year and month in the name", Table: "code_release", Column: "valid_from", Note: "1 October before the year, or the first of the month"},
	{From: "year in the name", Table: "code_release", Column: "valid_to", Note: "30 September after valid_from"},
	{From: "1-5", Table: "code_release", Column: "order_no"},
	{From: "7-13", Table: "code_release", Column: "code"},
	{From: "15", Table: "code_release", Column: "billable"},
	{From: "17-76", Table: "code_release", Column: "short_title"},
	{From: "78-", Table: "code_release", Column: "title"},
	{From: "1-5", Table: "code_release", Column: "chapter", Note: "of ICD-10-CM: the one between whose first and last category the code stands; the scheme chapter of code_group"},
	{From: "1-5", Table: "code_release", Column: "block", Note: "likewise; the scheme block of code_group"},
	{From: "year and month in the name", Table: "group_title", Column: "scheme_version", Note: "FY2026, or FY2026-04 for the release of April"},
	{Table: "group_title", Column: "title", Note: "headings of the tabular list"},
	{Table: "group_title", Column: "parent", Note: "of a block: its chapter"},
}
