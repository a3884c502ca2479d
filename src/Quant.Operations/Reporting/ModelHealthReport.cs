using System.Text;
using System.Text.Json.Nodes;
using Quant.Metrics;
using Quant.Models.Health;
using Quant.Models.Registry;

namespace Quant.Operations.Reporting;

/// <summary>How models are doing, as text and as JSON: the same numbers.</summary>
internal static class ModelHealthReport
{
    /// <summary>A paragraph a model, the worst first.</summary>
    public static string Text(ImmutableArray<ModelHealth> models) => string.Join('\n', models
        .OrderByDescending(model => model.Grade)
        .Select(Paragraph));

    /// <summary>Every number, by model.</summary>
    public static JsonObject ToJson(ImmutableArray<ModelHealth> models, TradeDate session) => new()
    {
        ["anchor"] = session.ToString(),
        ["stated_coverage"] = ModelHealth.StatedCoverage,
        ["models"] = new JsonObject(models.Select(model => KeyValuePair.Create(model.Model, (JsonNode?)ToJson(model)))),
    };

    private static string Paragraph(ModelHealth model)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{model.Model}: {Word(model.Grade)}. IC {model.Ic.Mean:0.0000}, ICIR {model.Ic.Ratio:0.000}, t {model.Ic.TStatistic:0.00}; rank IC {model.RankIc.Mean:0.0000}, ICIR {model.RankIc.Ratio:0.000} over {model.RankIc.Dates} sessions; score drift {model.ScoreDrift:0.000}.");
        Append(text, model.Base);
        Append(text, model.Recent);
        if (model.Calibration is { } study)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  calibrated from {model.CalibratedFrom}: Brier {study.Before.Brier:0.0000} before, {study.Platt.Brier:0.0000} Platt, {study.Isotonic.Brier:0.0000} isotonic; expected error {study.Before.ExpectedError:0.0000}, {study.Platt.ExpectedError:0.0000}, {study.Isotonic.ExpectedError:0.0000}; coverage of {ModelHealth.StatedCoverage:0%}: split {study.SplitCoverage:0.0%}, adaptive {study.AdaptiveCoverage:0.0%}");
        }

        foreach (HealthFinding finding in model.Findings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  {Word(finding.Grade)}: {ReasonCode.Text(finding.Reason)} measured {finding.Measured:0.####}, limit {finding.Limit:0.####}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, WindowMeasures window) => text.Append(
        CultureInfo.InvariantCulture,
        $"\n  last {window.Sessions} sessions: IC {window.Ic:0.0000}, rank IC {window.RankIc:0.0000}, AUC {window.AreaUnderCurve:0.0000}, accuracy {window.Accuracy:0.0%}, Brier {window.Brier:0.0000}, coverage {window.Coverage:0.0%}");

    private static JsonObject ToJson(ModelHealth model) => new()
    {
        ["grade"] = Word(model.Grade),
        ["ic"] = ToJson(model.Ic),
        ["rank_ic"] = ToJson(model.RankIc),
        ["base"] = ToJson(model.Base),
        ["recent"] = ToJson(model.Recent),
        ["score_drift_psi"] = JsonText.Number(model.ScoreDrift),
        ["calibration"] = model.Calibration is { } study ? ToJson(study, model.CalibratedFrom) : null,
        ["findings"] = new JsonArray([.. model.Findings.Select(finding => (JsonNode)new JsonObject
        {
            ["reason"] = ReasonCode.Text(finding.Reason),
            ["grade"] = Word(finding.Grade),
            ["measured"] = JsonText.Number(finding.Measured),
            ["limit"] = JsonText.Number(finding.Limit),
        })]),
    };

    private static JsonObject ToJson(CoefficientSummary summary) => new()
    {
        ["sessions"] = summary.Dates,
        ["mean"] = JsonText.Number(summary.Mean),
        ["icir"] = JsonText.Number(summary.Ratio),
        ["t_newey_west"] = JsonText.Number(summary.TStatistic),
        ["positive_share"] = JsonText.Number(summary.PositiveShare),
    };

    private static JsonObject ToJson(WindowMeasures window) => new()
    {
        ["sessions"] = window.Sessions,
        ["ic"] = JsonText.Number(window.Ic),
        ["rank_ic"] = JsonText.Number(window.RankIc),
        ["brier"] = JsonText.Number(window.Brier),
        ["auc"] = JsonText.Number(window.AreaUnderCurve),
        ["accuracy"] = JsonText.Number(window.Accuracy),
        ["coverage"] = JsonText.Number(window.Coverage),
    };

    private static JsonObject ToJson(CalibrationStudy study, TradeDate? from) => new()
    {
        ["from"] = from?.ToString(),
        ["sessions"] = study.Sessions,
        ["before"] = ToJson(study.Before),
        ["platt"] = ToJson(study.Platt),
        ["isotonic"] = ToJson(study.Isotonic),
        ["split_coverage"] = JsonText.Number(study.SplitCoverage),
        ["adaptive_coverage"] = JsonText.Number(study.AdaptiveCoverage),
    };

    private static JsonObject ToJson(CalibrationMeasures measures) => new()
    {
        ["brier"] = JsonText.Number(measures.Brier),
        ["expected_error"] = JsonText.Number(measures.ExpectedError),
        ["auc"] = JsonText.Number(measures.AreaUnderCurve),
        ["accuracy"] = JsonText.Number(measures.Accuracy),
    };

    private static string Word(HealthGrade grade) => grade switch
    {
        HealthGrade.Good => "good",
        HealthGrade.Watch => "watch",
        _ => "bad",
    };
}
