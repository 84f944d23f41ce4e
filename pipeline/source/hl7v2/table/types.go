package table

import "strings"

// Type is the name of a type of message, as "ORU^R01": the message where the event is
// not one of its own, "other" where neither is of HL7. A value of a record is never a
// name.
func Type(message, event string) string {
	events, ok := types[message]
	switch {
	case !ok:
		return "other"
	case events[event]:
		return message + "^" + event
	}
	return message
}

// types are the messages of HL7 tables 0076 and 0003 with their events.
var types = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for message, events := range map[string]string{
		"ACK": "", "MCF": "", "NMD": "N02", "NMQ": "N01", "NMR": "N01",
		"ADR": "A19",
		"ADT": "A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16 A17 A18 A20 A21 A22 A23 A24 A25 " +
			"A26 A27 A28 A29 A30 A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 " +
			"A51 A52 A53 A54 A55 A60 A61 A62",
		"BAR": "P01 P02 P05 P06 P10 P12",
		"BPS": "O29", "BRP": "O30", "BRT": "O32", "BTS": "O31",
		"CCF": "I22", "CCI": "I22", "CCM": "I21", "CCQ": "I19", "CCR": "I16 I17 I18", "CCU": "I20",
		"CQU": "I19", "CRM": "C01 C02 C03 C04 C05 C06 C07 C08", "CSU": "C09 C10 C11 C12",
		"DFT": "P03 P11", "DOC": "T12", "DSR": "Q01 Q03 P04 R03",
		"EAC": "U07", "EAN": "U09", "EAR": "U08", "EDR": "R07", "EHC": "E01 E02 E04 E10 E12 E13 E15 E20 E21 E24",
		"EQQ": "Q04", "ERP": "R09", "ERQ": "", "ESR": "U02", "ESU": "U01",
		"INR": "U06", "INU": "U05", "LSR": "U13", "LSU": "U12",
		"MDM": "T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11",
		"MFD": "MFA", "MFK": "M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 M11 M12 M13 M14 M15 M16 M17",
		"MFN": "M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 M11 M12 M13 M14 M15 M16 M17 M18",
		"MFQ": "M01 M02 M03 M04 M05 M06", "MFR": "M01 M02 M03 M04 M05 M06 M07",
		"OMB": "O27", "OMD": "O03", "OMG": "O19", "OMI": "O23", "OML": "O21 O33 O35 O39", "OMN": "O07",
		"OMP": "O09", "OMQ": "O57", "OMS": "O05", "OPL": "O37", "OPR": "O38", "OPU": "R25",
		"ORA": "R33 R41", "ORB": "O28", "ORD": "O04", "ORF": "R02 R04", "ORG": "O20", "ORI": "O24",
		"ORL": "O22 O34 O36 O40", "ORM": "O01", "ORN": "O08", "ORP": "O10", "ORR": "O02", "ORS": "O06",
		"ORU": "R01 R03 R30 R31 R32 R40 W01", "OSM": "R26", "OSQ": "Q06", "OSR": "Q06", "OSU": "O51 O52",
		"OUL": "R21 R22 R23 R24", "PEX": "P07 P08", "PGL": "PC6 PC7 PC8",
		"PIN": "I07", "PMU": "B01 B02 B03 B04 B05 B06 B07 B08", "PPG": "PCC PCG PCH PCJ", "PPP": "PCB PCD",
		"PPR": "PC1 PC2 PC3", "PPT": "PCL", "PPV": "PCA", "PRR": "PC5", "PTR": "PCF",
		"QBP": "E03 E22 Q11 Q13 Q15 Q21 Q22 Q23 Q24 Q25 Q31 Q32 Z73", "QCK": "Q02", "QCN": "J01",
		"QRY": "A19 P04 PC4 PC9 PCE PCK Q01 Q02 Q26 Q27 Q28 Q29 Q30 R02 T12", "QSB": "Q16", "QSX": "J02", "QVR": "Q17",
		"RAR": "RAR", "RAS": "O01 O17", "RCI": "I05", "RCL": "I06", "RDE": "O01 O11 O25 O49", "RDO": "O01",
		"RDR": "RDR", "RDS": "O01 O13", "RDY": "K15 Z80", "REF": "I12 I13 I14 I15", "RER": "RER",
		"RGR": "RGR", "RGV": "O01 O15", "ROR": "ROR", "RPA": "I08 I09 I10 I11", "RPI": "I01 I04", "RPL": "I02",
		"RPR": "I03", "RQA": "I08 I09 I10 I11", "RQC": "I05 I06", "RQI": "I01 I02 I03 I07", "RQP": "I04", "RQQ": "Q09",
		"RRA": "O02 O18", "RRD": "O02 O14", "RRE": "O02 O12 O26 O50", "RRG": "O02 O16", "RRI": "I12 I13 I14 I15",
		"RSP": "E03 E22 K11 K13 K15 K21 K22 K23 K24 K25 K31 K32 K33 Z82 Z84 Z86 Z88 Z90", "RTB": "K13 Z74",
		"SCN": "S37", "SDN": "S36", "SDR": "S31", "SIU": "S12 S13 S14 S15 S16 S17 S18 S19 S20 S21 S22 S23 S24 S26 S27",
		"SLN": "S34 S35", "SLR": "S28 S29 S30", "SMD": "S32", "SPQ": "Q08",
		"SQM": "S25", "SQR": "S25", "SRM": "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11",
		"SRR": "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11", "SSR": "U04", "SSU": "U03", "STC": "S33", "STI": "S30",
		"SUR": "P09", "TBR": "R08", "TCR": "U11", "TCU": "U10", "UDM": "Q05", "VQQ": "Q07",
		"VXQ": "V01", "VXR": "V03", "VXU": "V04", "VXX": "V02",
	} {
		all[message] = map[string]bool{}
		for _, event := range strings.Fields(events) {
			all[message][event] = true
		}
	}
	return all
}()
