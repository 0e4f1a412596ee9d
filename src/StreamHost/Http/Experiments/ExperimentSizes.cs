using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary><c>GET /v1/experiments/{name}/plan</c>: how many users the next experiment needs, from what this one's control did.</summary>
internal sealed class ExperimentSizes(ExperimentCollector collector)
{
    private const double Least = 0.0001;

    public void Map(IEndpointRouteBuilder group) => group.MapGet("/experiments/{name}/plan", (Delegate)PlanAsync)
        .WithTags("experiments").WithName("ExperimentPlan")
        .WithSummary("How many users an experiment of two equal arms needs, from what the users of this one's control did.")
        .TakesShare("lift", "The smallest lift that matters.", ExperimentSizeDefaults.Lift, Least, 100)
        .TakesShare("power", "How likely such a lift is to be found.", ExperimentSizeDefaults.Power, 0.05, 0.999)
        .TakesShare("alpha", "Level, two-sided.", ExperimentSizeDefaults.Alpha, 0.0001, 0.5)
        .TakesText("metric", "The metric; the one that decides this experiment where it is left out.")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<Ok<ExperimentSizeAnswer>> PlanAsync(string name, HttpContext http)
    {
        ApiQuery.Check(http, "lift", "power", "alpha", "metric");
        var lift = ApiQuery.Share(http, "lift", ExperimentSizeDefaults.Lift, Least, 100);
        var power = ApiQuery.Share(http, "power", ExperimentSizeDefaults.Power, 0.05, 0.999);
        var alpha = ApiQuery.Share(http, "alpha", ExperimentSizeDefaults.Alpha, 0.0001, 0.5);
        var wanted = MetricOf(ApiQuery.Text(http, "metric"));
        var all = await collector.CollectAsync(name, http.RequestAborted, withDays: true);
        var newest = all.NewestOf(name) ?? throw ExperimentReads.Unknown(name, all);
        var metric = wanted ?? newest.Plan.Metric;
        var sums = all.Tallies().Where(tally => tally.Arm == 0)
            .Aggregate(default(UnitSums), (sum, tally) => sum + tally.OfMatured[(int)metric]);
        var table = SizeTable.Of(sums, lift, alpha, power);
        return table.IsUsable ? TypedResults.Ok(ExperimentSizeAnswer.Of(newest, metric, table, UnitsPerDay(all.Days())))
            : throw new ProblemException(
                StatusCodes.Status409Conflict, "Nothing can be planned yet",
                FormattableString.Invariant($"{name} has {sums.Units} matured users in its control, with {GuardrailLook.NameOf(metric)} {(double.IsFinite(table.Mean) ? ExperimentMetrics.ScaleOf(metric) * table.Mean : 0):0.######}; at least two users that differ, and something counted, are needed."));
    }

    /// <summary>Users a day that saw a first list, of all arms; null before the first matured one.</summary>
    private static double? UnitsPerDay(IReadOnlyList<PartTally> days)
    {
        if (days.Count == 0)
        {
            return null;
        }

        var (first, last) = (days[0].Part, days[^1].Part);
        var isLumped = days.Select(day => day.Part).Distinct().Count() == DayTally.DaysMax; // the first may stand for earlier ones too
        var counted = days.Where(day => !isLumped || day.Part > first).Sum(day => day.Sums.Units);
        return (double)counted / (last - first + (isLumped ? 0 : 1));
    }

    private static ExperimentMetric? MetricOf(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var names = ExperimentMetrics.All.ToDictionary(metric => JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString()));
        return names.TryGetValue(name, out var found) ? found
            : throw ProblemException.Field("metric", $"metric is '{name}'; it must be one of {string.Join(", ", names.Keys)}.");
    }
}

/// <summary>What is planned for where nobody says.</summary>
internal static class ExperimentSizeDefaults
{
    /// <summary>The smallest lift that matters.</summary>
    public const double Lift = 0.03;

    /// <summary>How likely it is to be found.</summary>
    public const double Power = 0.8;

    /// <summary>Level, two-sided.</summary>
    public const double Alpha = 0.05;
}

/// <summary>How many users the next experiment needs.</summary>
/// <param name="Name">The experiment whose control it is planned from.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Units">Matured users of the control.</param>
/// <param name="Mean">Their metric.</param>
/// <param name="Variance">Its variance over users.</param>
/// <param name="UnitsPerDay">Users a day that saw a first list, of all arms; null where none has matured.</param>
/// <param name="Plans">A line for each way of looking.</param>
internal sealed record ExperimentSizeAnswer(
    string Name, ExperimentMetric Metric, long Units, double Mean, double Variance, double? UnitsPerDay, IReadOnlyList<SizeAnswer> Plans)
{
    public static ExperimentSizeAnswer Of(ExperimentDefinition newest, ExperimentMetric metric, SizeTable table, double? unitsPerDay)
    {
        var scale = ExperimentMetrics.ScaleOf(metric);
        return new ExperimentSizeAnswer(
            newest.Experiment.Id, metric, table.Units, scale * table.Mean, scale * scale * table.Variance, unitsPerDay,
            [.. table.Lines.Select(line => SizeAnswer.Of(line, unitsPerDay))]);
    }
}

/// <summary>One way of looking.</summary>
/// <param name="Rule">How it is looked at.</param>
/// <param name="UsesHistory">Whether what users did before is used (CUPED).</param>
/// <param name="UnitsPerArm">Users of each arm.</param>
/// <param name="Days">Days for both arms at the users a day; null where they are not known.</param>
/// <param name="DetectableLift">The lift that as many users would find.</param>
internal sealed record SizeAnswer(StopRule Rule, bool UsesHistory, long UnitsPerArm, double? Days, double DetectableLift)
{
    public static SizeAnswer Of(SizeLine line, double? unitsPerDay) => new(
        line.Rule, line.IsCuped, line.UnitsPerArm, unitsPerDay is { } day and > 0 ? Math.Ceiling(2.0 * line.UnitsPerArm / day) : null,
        line.DetectableLift);
}
