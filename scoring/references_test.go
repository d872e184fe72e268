package scoring

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// checkedBy names, for each file of reference values and each part of one in
// JSON, the package and the test that check it.
var checkedBy = map[string]string{
	"README.md":                                 "",
	"dicom_ps315_table_E1-1.csv":                "anatomy/imaging/dicom TestJudgeAgreesWithTheStandard",
	"segment_codes_totalsegmentator.csv":        "anatomy/segment TestTotalSegmentatorCodesAgreeWithTheProject",
	"one_euro_groundtruth.csv":                  "scene/tracking TestOneEuroReference",
	"openigtlink_vectors.json vectors":          "scene/tracking/igtl TestVectorsComeBackByteForByte",
	"openigtlink_vectors.json transform_matrix": "scene/tracking/igtl TestMatrixOfTheVectors",

	"smoothness_speed_cases.json cases":  "scoring/motion TestSmoothnessOfSpeedAgainstSPARC",
	"smoothness_speed_summary.csv":       "scoring/motion TestSmoothnessOfSpeedAgainstSPARC", // the same numbers, fewer digits
	"smoothness_vector_cases.json cases": "scoring/motion TestSmoothnessOfVelocityAgainstIMUReference",

	"recording_a.csv":                                       "scoring/motion TestPipelineAgainstRecordingA",
	"recording_a_reference_trajectory.csv":                  "scoring TestCurvesAgainstPerkTutor",
	"recording_a_expected.json perktutor_raw_right_tool":    "scoring/motion TestInsertionAgainstPerkTutor",
	"recording_a_expected.json scipy_crosscheck":            "scoring/motion TestOrientationAgainstRecordingA",
	"recording_a_expected.json pipeline":                    "scoring/motion TestKinematicsAgainstRecordingA",
	"recording_a_expected.json bimanual":                    "scoring/motion TestBimanualAgainstRecordingA",
	"recording_a_expected.json orientation":                 "scoring/motion TestOrientationAgainstRecordingA",
	"recording_a_expected.json orientation_gap_split":       "scoring/motion TestOrientationAgainstRecordingA",
	"recording_a_expected.json spectral_segment0":           "scoring/motion TestSpectraAgainstRecordingA",
	"recording_a_expected.json segment0_steps":              "scoring/motion TestPipelineAgainstRecordingA",
	"recording_a_expected.json stationary_jitter_60s":       "scoring/motion TestRestingToolDoesNotTravel",
	"kinematics_extra_expected.json path_deadband":          "scoring/motion TestDeadBandAgainstReference",
	"kinematics_extra_expected.json designed_trial":         "scoring/motion TestDesignedTrialAgainstReference",
	"kinematics_extra_expected.json lag_test":               "scoring/motion TestBimanualAgainstRecordingA",
	"kinematics_extra_expected.json swing_twist":            "scoring/motion TestOrientationAgainstRecordingA",
	"kinematics_extra_expected.json recording_a_roll_swing": "scoring/motion TestOrientationAgainstRecordingA",
	"kinematics_extra_expected.json in_view":                "scoring/motion TestCameraSeesWhatTheReferenceSees",
	"kinematics_extra_expected.json force":                  "scoring TestForceIsThatOfTheReference",

	"precision_expected.json volume_cases":      "scoring TestMasksAgainstSurfaceDistance",
	"precision_expected.json cutline":           "scoring TestCutLineIsThatOfTheReference",
	"precision_expected.json trajectory":        "scoring TestPlacementAgainstReference",
	"precision_expected.json segment_clearance": "scoring TestCapsulesAgainstReference",
	"precision_expected.json margin":            "scoring TestMarginsOfSpheres",
	"precision_expected.json gertzbein":         "scoring TestBreachGrades",
	"precision_expected.json registration":      "anatomy TestRegistrationAgainstScipy",
	"precision_expected.json suture":            "scoring TestSuturesAgainstReference",

	"rubric_cases.json rubric":            "scoring TestGradeAgainstReference",
	"rubric_cases.json cases":             "scoring TestGradeAgainstReference",
	"scoring_expected.json linear_anchor": "scoring TestCurvesAgainstReference",
	"scoring_expected.json piecewise":     "scoring TestCurvesAgainstReference",
	"scoring_expected.json target_band":   "scoring TestCurvesAgainstReference",

	"scoring_expected.json fls_style":                          "scoring/proficiency TestFLSStyleAgainstReference",
	"scoring_expected.json expert_benchmark":                   "scoring/proficiency TestExpertBenchmarkAgainstReference",
	"scoring_expected.json percentile_rank":                    "scoring/proficiency TestPercentileRankAgainstReference",
	"scoring_expected.json contrasting_groups":                 "scoring/proficiency TestContrastingGroupsAgainstReference",
	"scoring_expected.json angoff":                             "scoring/proficiency TestAngoffAgainstReference",
	"scoring_expected.json borderline_regression":              "scoring/proficiency TestBorderlineRegressionAgainstReference",
	"scoring_expected.json icc_shrout_fleiss_1979":             "scoring/proficiency TestICCAgainstReference",
	"scoring_expected.json cusum_sprt_limits":                  "scoring/proficiency TestCUSUMAgainstReference",
	"scoring_expected.json cusum_sequences":                    "scoring/proficiency TestCUSUMAgainstReference",
	"scoring_expected.json lc_cusum_operating_characteristics": "scoring/proficiency TestLCCUSUMOperatingCharacteristicsAgainstReference",
	"scoring_expected.json lc_cusum_h_table":                   "scoring/proficiency TestLCCUSUMLimitsAgainstReference",
	"scoring_expected.json pbp":                                "scoring/proficiency TestRuleAgainstReference",
	"scoring_expected.json power_law_fit":                      "scoring/proficiency TestPowerLawAgainstReference",
	"scoring_expected.json beta_binomial":                      "scoring/proficiency TestSuccessRateAgainstReference",
	"scoring_expected.json elo":                                "scoring/proficiency TestEloAgainstReference",
	"scoring_expected.json irt_2pl":                            "scoring/proficiency TestItemResponseAgainstReference",
}

// TestEveryReferenceValueHasItsTest: none of the files, and no part of one, is
// without a test that there is.
func TestEveryReferenceValueHasItsTest(t *testing.T) {
	parts := referenceParts(t)
	for _, part := range parts {
		if _, checked := checkedBy[part]; !checked {
			t.Errorf("nothing checks %s", part)
		}
	}
	for part, test := range checkedBy {
		if !slices.Contains(parts, part) {
			t.Errorf("there is no %s", part)
		}
		folder, name, named := strings.Cut(test, " ")
		if named && !hasTest(t, filepath.Join("..", filepath.FromSlash(folder)), name) {
			t.Errorf("%s should check %s; there is no such test", test, part)
		}
	}
}

// referenceParts lists files and, of those in JSON, "file key".
func referenceParts(t *testing.T) (parts []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.FromSlash(referenceFolder))
	if os.IsNotExist(err) {
		t.Skipf("no reference values here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".json" {
			parts = append(parts, entry.Name())
			continue
		}
		var keys map[string]json.RawMessage
		readReference(t, entry.Name(), &keys)
		for key := range keys {
			if key != "note" {
				parts = append(parts, fmt.Sprintf("%s %s", entry.Name(), key))
			}
		}
	}
	return parts
}

// hasTest tells whether a test of that name is declared in a folder.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return true
			}
		}
	}
	return false
}
