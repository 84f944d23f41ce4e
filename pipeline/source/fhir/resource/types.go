package resource

import "strings"

// names are the types of resources of STU3, R4 and R5.
var names = func() map[string]string {
	all := map[string]string{}
	for _, name := range strings.Fields(`
		Account ActivityDefinition ActorDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance
		Appointment AppointmentResponse ArtifactAssessment AuditEvent Basic Binary BiologicallyDerivedProduct
		BiologicallyDerivedProductDispense BodySite BodyStructure Bundle CapabilityStatement CarePlan CareTeam
		CatalogEntry ChargeItem ChargeItemDefinition Citation Claim ClaimResponse ClinicalImpression
		ClinicalUseDefinition CodeSystem Communication CommunicationRequest CompartmentDefinition Composition
		ConceptMap Condition ConditionDefinition Consent Contract Coverage CoverageEligibilityRequest
		CoverageEligibilityResponse DataElement DetectedIssue Device DeviceAssociation DeviceComponent
		DeviceDefinition DeviceDispense DeviceMetric DeviceRequest DeviceUsage DeviceUseStatement DiagnosticReport
		DocumentManifest DocumentReference EffectEvidenceSynthesis EligibilityRequest EligibilityResponse Encounter
		EncounterHistory Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence
		EvidenceReport EvidenceVariable ExampleScenario ExpansionProfile ExplanationOfBenefit FamilyMemberHistory
		Flag FormularyItem GenomicStudy Goal GraphDefinition Group GuidanceResponse HealthcareService
		ImagingManifest ImagingSelection ImagingStudy Immunization ImmunizationEvaluation
		ImmunizationRecommendation ImplementationGuide Ingredient InsurancePlan InventoryItem InventoryReport
		Invoice Library Linkage List Location ManufacturedItemDefinition Measure MeasureReport Media Medication
		MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement
		MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductDefinition
		MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
		MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical
		MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence NamingSystem
		NutritionIntake NutritionOrder NutritionProduct Observation ObservationDefinition OperationDefinition
		OperationOutcome Organization OrganizationAffiliation PackagedProductDefinition Parameters Patient
		PaymentNotice PaymentReconciliation Permission Person PlanDefinition Practitioner PractitionerRole
		Procedure ProcedureRequest ProcessRequest ProcessResponse Provenance Questionnaire QuestionnaireResponse
		ReferralRequest RegulatedAuthorization RelatedPerson RequestGroup RequestOrchestration Requirements
		ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment
		RiskEvidenceSynthesis Schedule SearchParameter Sequence ServiceDefinition ServiceRequest Slot Specimen
		SpecimenDefinition StructureDefinition StructureMap Subscription SubscriptionStatus SubscriptionTopic
		Substance SubstanceDefinition SubstanceNucleicAcid SubstancePolymer SubstanceProtein
		SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest
		Task TerminologyCapabilities TestPlan TestReport TestScript Transport ValueSet VerificationResult
		VisionPrescription`) {
		all[name] = name
	}
	return all
}()

// TypeName is the name of a type of resources, if HL7 has it: what a record says goes
// into no message.
func TypeName[T string | []byte](kind T) string {
	if name, ok := names[string(kind)]; ok {
		return name
	}
	return "other"
}

// NamedByType reports whether the name of a file begins with a type of resources, as in
// ExplanationOfBenefit and Patient_1.
func NamedByType(name string) bool {
	for known := range names {
		if len(name) >= len(known) && strings.EqualFold(name[:len(known)], known) {
			return true
		}
	}
	return false
}
