#!/usr/bin/env bash
# ML.NET's NDCG and area under the precision-recall curve depend on the order of the rows.
#
# Seen with Microsoft.ML 5.0.1 on .NET 10:
# Two users have two scored items each. The relevant item is the first one for one user and the second one for the other. With the rows of
# a user together, NDCG at 2 is 0.815. With the same rows sorted by label it is 0.500: Evaluate begins a group wherever the group id
# differs from that of the row before, so that every row is a group here, and a group without a relevant item counts as 0.
# A model gives all rows the same score, and half of the rows are positive. The area under the precision-recall curve is 1.000 with the
# positives first in the data and 0.307 with the positives last, because ties are taken in the order of the rows. The area under the
# ROC curve takes ties together and is 0.500 both times.
# Expected: one figure for one set of predictions. The documentation of Evaluate asks for a group column and for no order of the rows.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Microsoft.ML=5.0.1

cat >Program.cs <<'CS'
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var context = new MLContext(1);
Ranked[] ranked =
[
    new() { GroupId = 1, Label = 1, Score = 0.9f }, new() { GroupId = 1, Label = 0, Score = 0.8f },
    new() { GroupId = 2, Label = 0, Score = 0.7f }, new() { GroupId = 2, Label = 1, Score = 0.6f },
];
ShowNdcg("by user", ranked);
ShowNdcg("by label", [.. ranked.OrderByDescending(row => row.Label)]);
Tied[] tied = [.. Enumerable.Range(0, 1000).Select(i => new Tied { Label = i < 500, Score = 0.1f, Probability = 0.5f, PredictedLabel = true })];
ShowAreas("positives first", tied);
ShowAreas("positives last", [.. tied.Reverse()]);

void ShowNdcg(string order, Ranked[] rows)
{
    var data = context.Data.LoadFromEnumerable(rows);
    var keyed = context.Transforms.Conversion.MapValueToKey("GroupId").Fit(data).Transform(data);
    var metrics = context.Ranking.Evaluate(keyed, new RankingEvaluatorOptions { DcgTruncationLevel = 2 });
    Console.WriteLine($"{order}: NDCG at 2 {metrics.NormalizedDiscountedCumulativeGains[1]:F3}");
}

void ShowAreas(string order, Tied[] rows)
{
    var metrics = context.BinaryClassification.Evaluate(context.Data.LoadFromEnumerable(rows));
    Console.WriteLine($"{order}: all scores the same, precision-recall {metrics.AreaUnderPrecisionRecallCurve:F3}, ROC {metrics.AreaUnderRocCurve:F3}");
}

sealed class Ranked
{
    public uint GroupId { get; set; }

    public float Label { get; set; }

    public float Score { get; set; }
}

sealed class Tied
{
    public bool Label { get; set; }

    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}
CS

cat >expected <<'TEXT'
by user: NDCG at 2 0.815
by label: NDCG at 2 0.500
positives first: all scores the same, precision-recall 1.000, ROC 0.500
positives last: all scores the same, precision-recall 0.307, ROC 0.500
TEXT

compare
